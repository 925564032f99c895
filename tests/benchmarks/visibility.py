"""F8: how long after it was posted an event is in her views, while events are offered at a steady rate."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import brokers, paced, postgres, process
from tests.benchmarks.contract import DOOR, Ours, Served
from tests.benchmarks.figures import Figure
from tests.benchmarks.paced import Pace, Paced
from tests.benchmarks.sizes import Sizes
from tests.postgres import Postgres

RECEIPT = "until its receipt"
KEPT = 0.95


def visible(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """All services in one process over SQLite, and each in its own over PostgreSQL and Kafka, in turn."""
    together, apart = [], []
    if not ours:
        return []
    with postgres.measured() as server, brokers.measured() as bootstrap:
        for at in range(sizes.rounds):
            together.append(_together(sizes, ours, at))
            if bootstrap:
                apart.append(_apart(sizes, ours, server, bootstrap, at))
    return [
        *_figures("embedded", sizes, together, p50=5, p99=50),
        *_figures(brokers.name(), sizes, apart, p50=15, p99=80),
    ]


def _together(sizes: Sizes, ours: Ours, at: int) -> Paced:
    with TemporaryDirectory() as directory:
        served = ours.start_all(Path(directory))
        return _offered(sizes, served, served, at)


def _apart(sizes: Sizes, ours: Ours, server: Postgres, bootstrap: str, at: int) -> Paced:
    with brokers.fresh(bootstrap), postgres.fresh(server) as url, TemporaryDirectory() as directory:
        return _offered(sizes, *ours.start_apart(Path(directory), url, bootstrap), at)


def _offered(sizes: Sizes, intake: Served, pathway: Served, at: int) -> Paced:
    pace = Pace(
        door=intake[1], views=pathway[1], path=DOOR, token=intake[2][0], rate=sizes.offered, seconds=sizes.paced,
        pathways=sizes.pathways, seed=f"{sizes.seed}:paced:{at}",
    )  # fmt: skip
    try:
        return paced.run(pace)
    finally:
        for server in {intake[0], pathway[0]}:
            process.stop(server)


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
