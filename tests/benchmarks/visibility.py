"""F8: how long after it was posted an event is in her views, while events are offered at a steady rate."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import paced, process
from tests.benchmarks.contract import DOOR, Ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.paced import Pace, Paced
from tests.benchmarks.sizes import Sizes

RECEIPT = "until its receipt"
KEPT = 0.95


def visible(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """All services in one process over SQLite, and each in its own over PostgreSQL and Kafka, in turn."""
    if not ours:
        return []
    together, apart = [], []
    absent = ours.absent()
    for at in range(sizes.rounds):
        together.append(embedded(sizes, ours, at))
        if not absent:
            apart.append(distributed(sizes, ours, at))
    name = f"distributed (left out, {absent})" if absent else "distributed"
    return [*_figures("embedded", sizes, together, p50=5, p99=50), *_figures(name, sizes, apart, p50=15, p99=80)]


def embedded(sizes: Sizes, ours: Ours, at: int) -> Paced:
    with TemporaryDirectory() as directory:
        server, port, tokens = ours.start_all(Path(directory))
        try:
            return offered(sizes, port, port, tokens[0], ours.readers(Path(directory), _many(sizes)), at)
        finally:
            process.stop(server)


def distributed(sizes: Sizes, ours: Ours, at: int) -> Paced:
    with TemporaryDirectory() as directory, ours.spread(Path(directory)) as network:
        network.start_views()
        return offered(sizes, network.door, network.views, network.token, network.readers(_many(sizes)), at)


def offered(sizes: Sizes, door: int, views: int, token: str, readers: Sequence[str], at: int) -> Paced:
    """What comes of a steady rate of events, all of one organisation."""
    pace = Pace(
        door=door, views=views, path=DOOR, token=token, readers=readers, rate=sizes.offered, seconds=sizes.paced,
        pathways=sizes.pathways, seed=f"{sizes.seed}:paced:{at}",
    )  # fmt: skip
    return paced.run(pace)


def _many(sizes: Sizes) -> int:
    """So many readers that each looks at some ten pathways."""
    return max(1, sizes.pathways // 10)


def _figures(name: str, sizes: Sizes, runs: Sequence[Paced], p50: float, p99: float) -> list[Figure]:
    beside = partial(Figure, goal="F8", by="ours")
    until = partial(beside, unit="ms", peer_name=RECEIPT)
    return [
        beside(
            work=f"{name}: kept of {sizes.offered:,}/s", unit="events/s", least=KEPT * sizes.offered,
            ours=[run.rate for run in runs],
        ),
        until(
            work=f"{name}: in her views, p50", most=p50,
            ours=[run.visible_p50 for run in runs], peer=[run.receipt_p50 for run in runs],
        ),
        until(
            work=f"{name}: in her views, p99", most=p99,
            ours=[run.visible_p99 for run in runs], peer=[run.receipt_p99 for run in runs],
        ),
    ]  # fmt: skip
