"""A log in a place of its own, over each store in turn, and events to put into it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import orjson
import pytest

from shared.access import Reader
from shared.door.admission import admit
from shared.keys import KeyRing, key_encryption_key
from shared.store.database import Database
from shared.store.entries import Draft
from shared.store.log import Log
from shared.store.sqlite import SqliteDatabase

NOW = datetime.now(UTC)
FAR = Reader("BCN-FAR", "worker", "st_1", "token", 0)


@pytest.fixture
def keys(tmp_path: Path, place: Callable[[str], Database]) -> Iterator[KeyRing]:
    ring = KeyRing(place("keys"), key_encryption_key(tmp_path / "kek"))
    yield ring
    ring.close()


@pytest.fixture
def open_log(place: Callable[[str], Database], keys: KeyRing) -> Iterator[Callable[[str], Log]]:
    """Opens a log by name; the same name again is a second process on the same database."""
    opened: list[Log] = []

    def open_one(name: str = "intake") -> Log:
        opened.append(Log(place(name), keys))
        return opened[-1]

    yield open_one
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: Callable[[str], Log]) -> Log:
    return open_log("intake")


def posted(pathway_id: str, step_id: str = "P1", event_id: str | None = None, reader: Reader = FAR) -> Draft:
    """A step that started today, as the log takes it."""
    event = {
        "event_id": event_id or str(uuid4()),
        "type": "StepStarted",
        "schema_version": 1,
        "pathway_id": pathway_id,
        "occurred_on": NOW.date().isoformat(),
        "data": {"step_id": step_id, "dimension": "health"},
    }
    draft = admit(orjson.dumps(event), "intake", reader, NOW)
    assert isinstance(draft, Draft), draft
    return draft


def some(pathways: int, each: int) -> list[Draft]:
    """Drafts of several pathways, in turn."""
    ids = [str(uuid4()) for _ in range(pathways)]
    return [posted(pathway_id, f"S{n}") for n in range(each) for pathway_id in ids]


def at_rest(database: Database) -> bytes:
    """All that somebody finds who has the file, or who may read every table."""
    if isinstance(database, SqliteDatabase):
        return b"".join(path.read_bytes() for path in database.path.parent.glob(f"{database.path.name}*"))
    with database.reading() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = [row[0] for row in cursor.fetchall()]
        rows = [row for table in tables for row in cursor.execute(f"SELECT * FROM {table}").fetchall()]
    return b"".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)
