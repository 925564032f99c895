"""Intake's own tables: who may post, whom she shuts out, and where each organisation's own facts are found."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any, Final

from shared import registrations
from shared.contracts import RestrictionLifted, RestrictionSet
from shared.facts import Event
from shared.grants import Grants
from shared.store.erased import NOBODY
from shared.store.migrations import Steps
from shared.store.sealed import uuid_bytes

EVERYBODY: Final = NOBODY
MIGRATIONS: Steps = (
    (
        "CREATE INDEX IF NOT EXISTS stored_by_author ON stored_events (author, originator_id, position)",
        "CREATE TABLE IF NOT EXISTS shut_out (stream BLOB NOT NULL, restriction BLOB NOT NULL, author BLOB NOT NULL, "
        "PRIMARY KEY (stream, restriction, author)) WITHOUT ROWID",
        registrations.TABLE,
        # What was decided before is heard once more: it was learned then who may post, and no more.
        "DELETE FROM tracking WHERE application_name NOT LIKE '% %' AND application_name <> 'kafka'",
    ),
)
BARRED: Final = "SELECT 1 FROM shut_out WHERE stream = ? AND author IN (?, ?)"
OWN: Final = (
    "SELECT originator_id, max(position) FROM stored_events WHERE author = ? GROUP BY originator_id ORDER BY 2 DESC"
)
LATELY: Final = (
    "SELECT position, originator_id, event_id FROM stored_events WHERE author = ? AND position < ? "
    "ORDER BY position DESC LIMIT ?"
)
Place = tuple[int, bytes, bytes]


class Bookkeeping(Grants):
    """The grants of intake, whose first post opens a pathway; and what of her restrictions concerns its readers."""

    def tables(self) -> Mapping[str, Steps]:
        return {**super().tables(), "desk": MIGRATIONS}

    def note(self, cursor: Any, event: Event) -> None:
        """Keep what she forbids, and which registrations are hers."""
        match event.fact:
            case RestrictionSet(restriction_id=name, providers=providers, dimensions=dimensions):
                if providers is None and dimensions is not None:
                    return  # what an organisation wrote itself it goes on reading
                shut = [EVERYBODY] if providers is None else [self._keys.author(each) for each in sorted(providers)]
                rows = [(*self._restriction(event, name), author) for author in shut]
                cursor.executemany("INSERT INTO shut_out VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
            case RestrictionLifted(restriction_id=name):
                cursor.execute(
                    "DELETE FROM shut_out WHERE stream = ? AND restriction = ?", self._restriction(event, name)
                )
            case _:
                registrations.note(cursor, event)

    def shuts_out(self, cursor: Any, stream: bytes, provider_id: str) -> bool:
        """Whether a restriction of hers leaves this organisation nothing at all to read."""
        for one in registrations.group(cursor, stream):
            cursor.execute(BARRED, (one, self._keys.author(provider_id), EVERYBODY))
            if cursor.fetchone():
                return True
        return False

    def last_of_each(self, cursor: Any, provider_id: str) -> dict[bytes, int]:
        """The streams in which an organisation's facts lie, with the position of its last one there, newest first."""
        cursor.execute(OWN, (self._keys.author(provider_id),))
        return dict(cursor.fetchall())

    def lately(self, cursor: Any, provider_id: str, before: int, limit: int) -> list[Place]:
        """Position, stream and id of its latest facts, newest first."""
        cursor.execute(LATELY, (self._keys.author(provider_id), before, limit))
        return [(position, stream, event_id) for position, stream, event_id in cursor.fetchall()]

    def _restriction(self, event: Event, name: str) -> tuple[bytes, bytes]:
        """The stream, and a digest that tells nothing of the name that was given."""
        said = blake2b(name.encode(), key=self._keys.index_key(), digest_size=16, person=b"restriction")
        return uuid_bytes(event.pathway_id or ""), said.digest()
