"""F1 and F2: events posted over HTTP, in interleaved runs, each on a fresh store behind a fresh server."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import load, process
from tests.benchmarks.contract import DOOR, Ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.load import Load
from tests.benchmarks.sizes import Sizes
from tests.benchmarks.wire import Driven

FASTAPI, SQLITE = "FastAPI + eventsourcing save", "bare SQLite, plain rows"
NOBODY = ("none",)
BATCHES = (1_000, 100)
STREAMS = 4


def generator(sizes: Sizes) -> list[Figure]:
    """How fast the load generator goes against a bare responder: what it measures must lie far below."""
    reached = []
    for at in range(sizes.rounds):
        with process.serving("tests.benchmarks.responder") as port:
            reached.append(_single(sizes, port, "/", NOBODY, at).rate)
    return [Figure(work="load generator alone", unit="requests/s", peer=reached, peer_name="bare responder")]


def singles(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """F1: single durable POSTs over 64 connections."""
    mine, theirs = [], []
    for at in range(sizes.rounds):
        with TemporaryDirectory() as directory, process.serving("tests.benchmarks.peer_fastapi", directory) as port:
            theirs.append(_single(sizes, port, "/events", NOBODY, at))
        if ours:
            with _serving(ours) as (port, tokens):
                mine.append(_single(sizes, port, DOOR, tokens, at))
    beside = partial(Figure, goal="F1", peer_name=FASTAPI)
    return [
        beside(
            work="single durable POST", unit="requests/s", least=8,
            ours=[run.rate for run in mine], peer=[run.rate for run in theirs],
        ),
        beside(
            work="its p50", unit="ms", by="ours", most=8,
            ours=[run.p50 for run in mine], peer=[run.p50 for run in theirs],
        ),
        beside(work="its p99", unit="ms", ours=[run.p99 for run in mine], peer=[run.p99 for run in theirs]),
    ]  # fmt: skip


def streams(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """F2: NDJSON by 1,000 and by 100 lines a request, beside as many plain rows a transaction."""
    figures = []
    for batch in BATCHES:
        mine, theirs = [], []
        for at in range(sizes.rounds):
            theirs.append(_rows(sizes, batch, at))
            if ours:
                with _serving(ours) as (port, tokens):
                    mine.append(streamed(sizes, port, tokens, batch, at, sizes.ingest).rate)
        work = f"NDJSON ingest by {batch:,}"
        figures.append(
            Figure(goal="F2", work=work, unit="events/s", ours=mine, peer=theirs, peer_name=SQLITE, least=0.4)
        )
    return figures


@contextmanager
def _serving(ours: Ours) -> Iterator[tuple[int, Sequence[str]]]:
    with TemporaryDirectory() as directory:
        server, port, tokens = ours.start_server(Path(directory))
        try:
            yield port, tokens
        finally:
            process.stop(server)


def _single(sizes: Sizes, port: int, path: str, tokens: Sequence[str], at: int) -> Driven:
    seed = f"{sizes.seed}:single:{at}"
    load_of = partial(Load, port=port, path=path, tokens=tokens, pathways=sizes.pathways, seed=seed)
    return whole(load_of(seconds=sizes.seconds, count=sizes.posts))


def streamed(sizes: Sizes, port: int, tokens: Sequence[str], lines: int, at: int, count: int) -> Driven:
    """So many events posted as NDJSON, `lines` a request."""
    seed = f"{sizes.seed}:stream:{lines}:{at}"
    load_of = partial(Load, port=port, path=DOOR, tokens=tokens, pathways=sizes.pathways, seed=seed)
    return whole(load_of(connections=STREAMS, count=count, lines=lines))


def whole(asked: Load) -> Driven:
    """The run, if it kept everything: a server that turns events away is not measured."""
    driven = load.run(asked)
    if driven.refused or driven.kept < driven.requests * asked.lines:
        raise RuntimeError(f"of {driven.requests * asked.lines} events {driven.kept} were kept")
    return driven


def _rows(sizes: Sizes, batch: int, at: int) -> float:
    with TemporaryDirectory() as directory:
        seed = f"{sizes.seed}:rows:{batch}:{at}"
        written = process.apart("tests.benchmarks.ceiling:append", directory, sizes.ingest, batch, seed)
    return float(written["events"] / written["seconds"])
