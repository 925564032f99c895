"""F4: events taken from Kafka into the pathway's store on PostgreSQL, beside eventsourcing with one a transaction."""

from contextlib import AbstractContextManager, nullcontext
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks import brokers, ingesting, postgres, process, streams
from tests.benchmarks.contract import Ours
from tests.benchmarks.figures import Figure
from tests.benchmarks.sizes import Sizes
from tests.postgres import Postgres

PEERS_SHARE = 10


def consumes(sizes: Sizes, ours: Ours | None) -> list[Figure]:
    """The consumer beside its peer, and beside our own ingest; the peer is handed its events, without any broker."""
    no_pool = ingesting.pool_absent()
    mine, doors, theirs = [], [], []
    with postgres.measured() as server, _broker(ours) as bootstrap:
        for at in range(sizes.rounds):
            if not no_pool:
                theirs.append(_one_by_one(server, sizes, at))
            if ours and bootstrap:
                doors.append(ingesting.posted(server, ours, sizes, at))
                mine.append(_from_kafka(server, bootstrap, ours, sizes))
    name = f"eventsourcing {version('eventsourcing')}, one a transaction"
    work = partial(Figure, goal="F4", work=f"consumer, {brokers.name()} to PostgreSQL", unit="events/s", ours=mine)
    return [
        work(peer=theirs, peer_name=f"{name}: left out, {no_pool}" if no_pool else name, least=20),
        work(peer=doors, peer_name="ours, NDJSON ingest (F3)", least=0.5),
    ]


def _broker(ours: Ours | None) -> AbstractContextManager[str]:
    return brokers.measured() if ours else nullcontext("")


def _from_kafka(server: Postgres, bootstrap: str, ours: Ours, sizes: Sizes) -> float:
    with brokers.fresh(bootstrap), postgres.fresh(server) as url, TemporaryDirectory() as directory:
        return ours.consume(Path(directory), url, bootstrap, sizes.pathways, sizes.appended)


def _one_by_one(server: Postgres, sizes: Sizes, at: int) -> float:
    count = max(sizes.appended // PEERS_SHARE, ingesting.BATCH)
    with postgres.fresh(server) as url, TemporaryDirectory() as directory:
        lines = Path(directory) / "events.ndjson"
        streams.write(lines, count, ingesting.BATCH, sizes.pathways, f"{sizes.seed}:consumed:{at}")
        done = process.apart("tests.benchmarks.peer_postgres:consume", postgres.settings(url), str(lines))
    return float(done["events"] / done["seconds"])
