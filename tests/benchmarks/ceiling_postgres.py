"""The ceiling of F3: plain rows into bare PostgreSQL by `unnest`, as fast as they go in.

Same columns and bytes a row as a stored event of ours, but nothing is validated, encrypted, chained or looked up:
rows are ready before the clock starts.
"""

import time
from typing import Any

import psycopg

from tests.benchmarks import ceiling

TABLE = (
    "CREATE TABLE stored_events ("
    "position bigint PRIMARY KEY, originator_id bytea NOT NULL, originator_version bigint NOT NULL, "
    "topic text NOT NULL, state bytea NOT NULL, event_id bytea NOT NULL, author bytea NOT NULL, link bytea NOT NULL, "
    "UNIQUE (originator_id, originator_version))"
)
INDEX = "CREATE UNIQUE INDEX stored_once ON stored_events (event_id, author)"
KINDS = ("bigint", "bytea", "bigint", "text", "bytea", "bytea", "bytea", "bytea")
INSERT = (
    f"INSERT INTO stored_events SELECT * FROM unnest({', '.join(f'%b::{kind}[]' for kind in KINDS)}) "
    "ON CONFLICT DO NOTHING"
)


def append(conninfo: str, count: int, batch: int, seed: str) -> dict[str, Any]:
    """Write `count` rows, `batch` a transaction: events and seconds."""
    batches = [list(zip(*rows, strict=True)) for rows in ceiling.parcels(count, batch, seed)]
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute(INDEX)
        begun = time.perf_counter()
        for columns in batches:
            connection.execute(INSERT, [list(column) for column in columns], prepare=True)
        return {"events": count, "seconds": time.perf_counter() - begun}
