"""The library's process recorder over a table of our own: positions without gaps, links, unique event ids."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteProcessRecorder

from shared.store.sqlite import Datastore

COLUMNS = "position, originator_id, originator_version, topic, state, event_id, author, link"
TABLES = (
    "CREATE TABLE IF NOT EXISTS stored_events ("
    "position INTEGER PRIMARY KEY, originator_id BLOB NOT NULL, originator_version INTEGER NOT NULL, "
    "topic TEXT NOT NULL, state BLOB NOT NULL, event_id BLOB NOT NULL, author BLOB NOT NULL, link BLOB NOT NULL, "
    "UNIQUE (originator_id, originator_version))",
    "CREATE UNIQUE INDEX IF NOT EXISTS stored_once ON stored_events (event_id, author, substr(state, 59, 16))",
    "CREATE TABLE IF NOT EXISTS head ("
    "one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, recorded_at INTEGER NOT NULL)",
    "INSERT OR IGNORE INTO head VALUES (1, 0, 0)",
)
CHUNKS = (512, 256, 128, 64, 32, 16, 8, 4, 2, 1)
_INSERT = {n: f"INSERT INTO stored_events VALUES {','.join(['(?,?,?,?,?,?,?,?)'] * n)}" for n in CHUNKS}


class StoredRow(NamedTuple):
    """One row of a log. `link` is the chain's value after this event in its stream."""

    position: int
    originator_id: bytes
    originator_version: int
    topic: str
    state: bytes
    event_id: bytes
    author: bytes
    link: bytes


class Recorder(SQLiteProcessRecorder):
    """Reads and writes stored rows; the log above it decides what is written."""

    datastore: Datastore

    def construct_create_table_statements(self) -> list[str]:
        """Our events table in place of the library's, and its tracking table as it is."""
        tracking = [s for s in super().construct_create_table_statements() if "TABLE IF NOT EXISTS tracking" in s]
        return [*TABLES, *tracking]

    def _insert_events(self, c: Any, stored_events: Sequence[Any], **kwargs: Any) -> Sequence[int] | None:
        """Write `StoredRow`s in the transaction of `c`.

        Few statements with many rows each: every statement lets go of the interpreter lock.
        """
        done = 0
        for size in CHUNKS:
            while len(stored_events) - done >= size:
                c.execute(_INSERT[size], [value for row in stored_events[done : done + size] for value in row])
                done += size
        return [row.position for row in stored_events]

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one stream, by version."""
        stream = UUID(str(originator_id)).bytes
        with self.datastore.transaction(commit=False) as cursor:
            cursor.execute(
                "SELECT originator_version, topic, state FROM stored_events WHERE originator_id = ? "
                "AND originator_version > ? AND originator_version <= ? "
                f"ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?",
                (stream, gt or 0, lte if lte is not None else 2**62, limit if limit is not None else -1),
            )
            return [StoredEvent(originator_id, *row) for row in cursor.fetchall()]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Stored events in the order of their positions."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        return [
            Notification(UUID(bytes=row.originator_id), row.originator_version, row.topic, row.state, id=row.position)
            for row in self.rows(first, stop if stop is not None else 2**62, limit)
            if not topics or row.topic in topics
        ]

    def rows(self, first: int, last: int, limit: int = -1) -> list[StoredRow]:
        """Rows with first <= position <= last, in order."""
        with self.datastore.transaction(commit=False) as cursor:
            plain = cursor.sqlite_cursor
            plain.row_factory = None
            plain.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?",
                (first, last, limit),
            )
            return [StoredRow._make(row) for row in plain.fetchall()]

    def states(self, cursor: Any, stream: bytes) -> list[bytes]:
        """The stored states of one stream, in order, seen from inside a transaction."""
        cursor.execute("SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version", (stream,))
        return [row[0] for row in cursor.fetchall()]

    def _max_notification_id(self, c: Any) -> int:
        c.execute("SELECT coalesce(max(position), 0) FROM stored_events")
        return int(c.fetchone()[0])


def holds(cursor: Any, stream: bytes) -> bool:
    """Is there any event of this stream?"""
    cursor.execute("SELECT 1 FROM stored_events WHERE originator_id = ? LIMIT 1", (stream,))
    return cursor.fetchone() is not None
