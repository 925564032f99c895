"""Which registrations were ever merged: from either of them all are found, and read together."""

from typing import Any, Final
from uuid import UUID

from shared.contracts import RegistrationsMerged, RegistrationsSplit
from shared.facts import Event
from shared.store.sealed import SealingMapper

TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS registrations ("
    "stream BLOB NOT NULL, other BLOB NOT NULL, PRIMARY KEY (stream, other)) WITHOUT ROWID"
)


def join(cursor: Any, one: bytes, other: bytes) -> None:
    """From now on the two are read together, whatever is decided of them later."""
    pairs = [(one, other), (other, one)]
    cursor.executemany("INSERT INTO registrations VALUES (?, ?) ON CONFLICT DO NOTHING", pairs)


def note(cursor: Any, event: Event) -> None:
    """From a merge on two registrations are read together, whatever is decided of them later."""
    match event.fact:
        case RegistrationsMerged(survivor=one, absorbed=other) | RegistrationsSplit(survivor=one, restored=other):
            if (left := _stream(one)) and (right := _stream(other)):
                join(cursor, left, right)


def group(cursor: Any, stream: bytes) -> set[bytes]:
    """Every registration that was ever merged with this one, itself included."""
    found: set[bytes] = set()
    waiting = {stream}
    while waiting:
        one = waiting.pop()
        found.add(one)
        cursor.execute("SELECT other FROM registrations WHERE stream = ?", (one,))
        waiting |= {row[0] for row in cursor.fetchall()} - found
    return found


def events(cursor: Any, mapper: SealingMapper, stream: bytes) -> list[Event]:
    """What a log holds of all registrations of one pathway."""
    found: list[Event] = []
    for one in group(cursor, stream):
        cursor.execute("SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version", (one,))
        if states := [row[0] for row in cursor.fetchall()]:
            found.extend(mapper.open_all(states))
    return found


def _stream(pathway_id: str) -> bytes | None:
    try:
        return UUID(pathway_id).bytes
    except ValueError:
        return None
