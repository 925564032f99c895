"""The ceiling of F2: plain rows into bare SQLite at synchronous FULL, as fast as they go in.

Same columns, indexes and bytes a row as a stored event of ours, but nothing is validated, encrypted, chained
or looked up: rows are ready before the clock starts.
"""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from pysqlite3 import dbapi2 as sqlite3

from tests.benchmarks.events import Events

STATE_BYTES = 448
PATHWAYS = 1_000
WIDTH = 8
STATEMENT = 500
SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA cache_size=-65536",
    "PRAGMA wal_autocheckpoint=4000",
)
TABLE = (
    "CREATE TABLE stored_events ("
    "position INTEGER PRIMARY KEY, originator_id BLOB NOT NULL, originator_version INTEGER NOT NULL, "
    "topic TEXT NOT NULL, state BLOB NOT NULL, event_id BLOB NOT NULL, author BLOB NOT NULL, link BLOB NOT NULL, "
    "UNIQUE (originator_id, originator_version))"
)
INDEX = "CREATE UNIQUE INDEX stored_once ON stored_events (event_id, author)"


def append(directory: str, count: int, batch: int, seed: str) -> dict[str, Any]:
    """Write `count` rows, `batch` a transaction: events and seconds."""
    connection = connect(Path(directory) / f"ceiling-{batch}-{seed}.sqlite")
    batches = [list(statements(rows)) for rows in parcels(count, batch, seed)]
    begun = time.perf_counter()
    for made in batches:
        connection.execute("BEGIN IMMEDIATE")
        for statement, values in made:
            connection.execute(statement, values)
        connection.execute("COMMIT")
    seconds = time.perf_counter() - begun
    connection.close()
    return {"events": count, "seconds": seconds}


def connect(path: Path) -> Any:
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in SETTINGS:
        connection.execute(setting).close()
    connection.execute(TABLE)
    connection.execute(INDEX)
    return connection


def parcels(count: int, batch: int, seed: str) -> Iterator[list[tuple[Any, ...]]]:
    """Rows of many streams in time order, `batch` at a time."""
    source, events = random.Random(seed), Events(seed)
    streams = [source.randbytes(16) for _ in range(PATHWAYS)]
    versions = [0] * PATHWAYS
    for first in range(1, count + 1, batch):
        rows = []
        for position in range(first, first + batch):
            at = source.randrange(PATHWAYS)
            versions[at] += 1
            event_id = UUID(events.uuid7()).bytes
            state, link = source.randbytes(STATE_BYTES), source.randbytes(32)
            rows.append((position, streams[at], versions[at], "e", state, event_id, streams[at][:8], link))
        yield rows


def statements(rows: list[tuple[Any, ...]]) -> Iterator[tuple[str, list[Any]]]:
    """Multi-row inserts that write the rows."""
    marks = "(" + ",".join("?" * WIDTH) + ")"
    for start in range(0, len(rows), STATEMENT):
        part = rows[start : start + STATEMENT]
        yield f"INSERT INTO stored_events VALUES {','.join([marks] * len(part))}", [v for row in part for v in row]
