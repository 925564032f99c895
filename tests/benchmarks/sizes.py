"""How much a benchmark runs."""

import msgspec

from tests.benchmarks.events import SEED


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """Rounds of each measurement; seconds of single posts, and at most how many; pathways posted to; events streamed.

    `appended` events go into PostgreSQL by each peer; `offered` events a second are posted for `paced` seconds.
    `events` are rebuilt; `fewer` is the smaller store that memory is judged by; `history` events make a pathway.
    `asked` pathways lie under the widest questions; pages of `long` events and of `listed` pathways open.
    """

    rounds: int = 3
    seconds: float = 4
    posts: int = 80_000
    pathways: int = 1_000
    ingest: int = 100_000
    appended: int = 40_000
    offered: int = 1_000
    paced: float = 10
    events: int = 200_000
    fewer: int = 100_000
    history: int = 50
    asked: int = 2_000
    long: int = 2_000
    listed: int = 10_000
    seed: str = SEED
