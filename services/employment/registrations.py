"""Which registrations were ever merged, as employment heard it: from either of them all are found.

The family of tables that has these also looks anew, once, at what was published before employment kept anything of
other services: the grants of that time were learned without storing it, and what is stored already is passed over.
"""

from typing import Any
from uuid import UUID

from shared.contracts import RegistrationsMerged, RegistrationsSplit
from shared.facts import Event
from shared.store.migrations import Steps

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS registrations ("
        "stream BLOB NOT NULL, other BLOB NOT NULL, PRIMARY KEY (stream, other)) WITHOUT ROWID",
        # All ways into this log; those out of it, and topics that were left, have a word before their ids.
        "DELETE FROM tracking WHERE application_name NOT LIKE '% %' AND application_name <> 'kafka'",
    ),
)


def note(cursor: Any, event: Event) -> None:
    """From a merge on two registrations are read together, whatever is decided of them later."""
    match event.fact:
        case RegistrationsMerged(survivor=one, absorbed=other) | RegistrationsSplit(survivor=one, restored=other):
            streams = _stream(one), _stream(other)
            if all(streams):
                pairs = [streams, streams[::-1]]
                cursor.executemany("INSERT INTO registrations VALUES (?, ?) ON CONFLICT DO NOTHING", pairs)


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


def _stream(pathway_id: str) -> bytes | None:
    try:
        return UUID(pathway_id).bytes
    except ValueError:
        return None
