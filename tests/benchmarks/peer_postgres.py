"""The peer of F3 and F4: eventsourcing's own recorders on PostgreSQL, given events as bytes that are ready to store.

As kind to the peer as can be: no mapper, no cipher, no aggregate; `POSTGRES_ENABLE_DB_FUNCTIONS` stays off, since
with it a reader may pass over an event that commits late.
"""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import InfrastructureFactory, StoredEvent, Tracking
from eventsourcing.utils import Environment

TOPIC = "e"
UNUSED = "none"


def append(settings: dict[str, str], lines: str, batch: int, writers: int) -> dict[str, Any]:
    """Append a file of events, `batch` a transaction, from so many threads: events and seconds."""
    recorder = _factory(settings, writers).application_recorder()
    stored = stored_events(lines)
    batches = [stored[at : at + batch] for at in range(0, len(stored), batch)]
    begun = time.perf_counter()
    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(recorder.insert_events, batches))
    return {"events": len(stored), "seconds": time.perf_counter() - begun}


def consume(settings: dict[str, str], lines: str) -> dict[str, Any]:
    """Take events in one after another, each in one transaction with its position: events and seconds."""
    recorder = _factory(settings, 1).process_recorder()
    stored = stored_events(lines)
    begun = time.perf_counter()
    for position, event in enumerate(stored, start=1):
        recorder.insert_events([event], tracking=Tracking("upstream", position))
    return {"events": len(stored), "seconds": time.perf_counter() - begun}


def stored_events(lines: str) -> Sequence[StoredEvent]:
    """The events of a file, numbered within their streams."""
    versions: Counter[UUID] = Counter()
    made = []
    for line in Path(lines).read_bytes().splitlines():
        stream = UUID(orjson.loads(line)["pathway_id"])
        versions[stream] += 1
        made.append(StoredEvent(stream, versions[stream], TOPIC, line))
    return made


def _factory(settings: dict[str, str], connections: int) -> InfrastructureFactory[Any]:
    asked = {"dbname": "DBNAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    own = {f"POSTGRES_{asked[name]}": value for name, value in {"password": UNUSED, **settings}.items()}
    module = {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_POOL_SIZE": str(connections)}
    return InfrastructureFactory.construct(Environment("bench", {**own, **module}))
