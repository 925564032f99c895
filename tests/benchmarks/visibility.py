"""F8: how long after it was posted an event is in her views, while events are offered at a steady rate."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import paced, process
from tests.benchmarks.contract import DOOR, Ours, Served
from tests.benchmarks.figures import Figure
from tests.benchmarks.paced import Pace, Paced
from tests.benchmarks.sizes import Sizes

RECEIPT = "until its receipt"
KEPT = 0.95


def visible(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """All services in one process over SQLite."""
    runs = [_run(sizes, ours.start_all, at) for at in range(sizes.rounds)] if ours else []
    return _figures("embedded", sizes, runs, p50=5, p99=50)


def _run(sizes: Sizes, start: Callable[[Path], Served], at: int) -> Paced:
    with TemporaryDirectory() as directory:
        server, port, tokens = start(Path(directory))
        try:
            pace = Pace(
                door=port, views=port, path=DOOR, token=tokens[0], rate=sizes.offered, seconds=sizes.paced,
                pathways=sizes.pathways, seed=f"{sizes.seed}:paced:{at}",
            )  # fmt: skip
            return paced.run(pace)
        finally:
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
