"""F4: events taken from Kafka into the pathway's store on PostgreSQL, beside eventsourcing with one a transaction."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import ingesting, postgres, process, streams
from tests.benchmarks.contract import Ours, Spread
from tests.benchmarks.figures import Figure
from tests.benchmarks.posting import streamed
from tests.benchmarks.sizes import Sizes
from tests.postgres import Postgres

PEERS_SHARE = 10
PATIENCE = 300.0
LOOK_AGAIN = 0.02


def consumes(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """The consumer beside its peer, and beside our own ingest; the peer is handed its events, without any broker."""
    no_pool, no_network = ingesting.pool_absent(), ours.absent() if ours else ""
    mine, doors, theirs = [], [], []
    with postgres.measured() as server:
        for at in range(sizes.rounds):
            if not no_pool:
                theirs.append(_one_by_one(server, sizes, at))
            if ours and not no_network:
                doors.append(ingesting.posted(server, ours, sizes, at))
                mine.append(consumed(ours, sizes, at))
    name = f"eventsourcing {version('eventsourcing')}, one a transaction"
    left_out = f", left out: {no_network}" if no_network else ""
    work = partial(Figure, goal="F4", work=f"Kafka to PostgreSQL{left_out}", unit="events/s", ours=mine)
    return [
        work(peer=theirs, peer_name=f"{name}: left out, {no_pool}" if no_pool else name, least=20),
        work(peer=doors, peer_name="our own NDJSON ingest (F3)", least=0.5),
    ]


def consumed(ours: Ours, sizes: Sizes, at: int) -> float:
    with TemporaryDirectory() as directory, ours.spread(Path(directory)) as network:
        return taken_in(network, sizes, at)


def taken_in(network: Spread, sizes: Sizes, at: int) -> float:
    """Events a second, from the first transaction seen in the pathway's store to the last, of what lay in Kafka."""
    streamed(sizes, network.door, [network.token], ingesting.BATCH, at, sizes.appended)
    count = sizes.appended // ingesting.BATCH * ingesting.BATCH + sizes.pathways
    _until(lambda: network.published() >= count)
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(network.start_views)
        first = _until(network.taken_in)
        begun = time.perf_counter()
        _until(lambda: network.taken_in() >= count)
        seconds = time.perf_counter() - begun
        started.result()
    return (count - first) / seconds


def _until(holds: Callable[[], int]) -> int:
    until = time.monotonic() + PATIENCE
    while not (told := holds()):
        if time.monotonic() > until:
            raise TimeoutError("what was posted did not arrive")
        time.sleep(LOOK_AGAIN)
    return told


def _one_by_one(server: Postgres, sizes: Sizes, at: int) -> float:
    count = max(sizes.appended // PEERS_SHARE, ingesting.BATCH)
    with postgres.fresh(server) as url, TemporaryDirectory() as directory:
        lines = Path(directory) / "events.ndjson"
        streams.write(lines, count, ingesting.BATCH, sizes.pathways, f"{sizes.seed}:consumed:{at}")
        done = process.apart("tests.benchmarks.peer_postgres:consume", postgres.settings(url), str(lines))
    return float(done["events"] / done["seconds"])
