"""F7: all views rebuilt from the whole log, beside eventsourcing's scan and mutate on one core."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import process
from tests.benchmarks.contract import Ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.peer_scan import faster_cipher
from tests.benchmarks.sizes import Sizes

MB = 1_000_000
Side = tuple[list[float], list[float]]


def rebuilds(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """One core and two, with the peak memory and what it is of that of a smaller store."""
    with _peer_store(sizes) as (peer_directory, cipher), _our_stores(sizes, ours) as (directory, fewer):
        peer: Side = ([], [])
        one: Side = ([], [])
        two: Side = ([], [])
        small: Side = ([], [])
        for _ in range(sizes.rounds):
            _note(peer, _scanned(peer_directory, cipher))
            if ours:
                _note(one, ours.rebuild(directory, 1))
                _note(two, ours.rebuild(directory, 2))
                _note(small, ours.rebuild(fewer, 1))
    return _figures(sizes, peer, one, two, small, f"scan + mutate, {cipher.split(':')[0]}")


def _figures(sizes: Sizes, peer: Side, one: Side, two: Side, small: Side, name: str) -> list[Figure]:
    work = f"rebuild of {sizes.events:,} events"
    beside = partial(Figure, goal="F7", peer_name=name)
    return [
        beside(work=f"{work}, one core", unit="events/s", ours=one[0], peer=peer[0], least=5),
        beside(work=f"{work}, two cores", unit="events/s", ours=two[0], peer=peer[0], least=8),
        beside(work="peak memory, one core", unit="MB", ours=one[1], peer=peer[1], by="ours", most=128),
        beside(work="peak memory, two cores", unit="MB", ours=two[1], peer=peer[1], by="ours", most=128),
        Figure(
            goal="F7", work="peak memory, growth", unit="MB", ours=one[1], peer=small[1], most=1.2,
            peer_name=f"ours, {sizes.fewer:,} events",
        ),
    ]  # fmt: skip


def _note(side: Side, run: tuple[float, int]) -> None:
    side[0].append(run[0])
    side[1].append(run[1] / MB)


def _scanned(directory: str, cipher: str) -> tuple[float, int]:
    done = process.apart("tests.benchmarks.peer_scan:rebuild", directory, cipher, cores=1)
    return done["events"] / done["seconds"], done["peak_rss"]


@contextmanager
def _peer_store(sizes: Sizes) -> Iterator[tuple[str, str]]:
    cipher = faster_cipher()
    with TemporaryDirectory() as directory:
        pathways = sizes.events // sizes.history
        process.apart("tests.benchmarks.peer_scan:fill", directory, cipher, pathways, sizes.history, sizes.seed)
        yield directory, cipher


@contextmanager
def _our_stores(sizes: Sizes, ours: Ours | None) -> Iterator[tuple[Path, Path]]:
    with TemporaryDirectory() as large, TemporaryDirectory() as small:
        if ours:
            ours.fill(Path(large), sizes.events // sizes.history, sizes.history)
            ours.fill(Path(small), sizes.fewer // sizes.history, sizes.history)
        yield Path(large), Path(small)
