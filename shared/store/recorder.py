"""The library's process recorder over tables of our own: positions without gaps, links, unique event ids."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import Notification, ProcessRecorder, StoredEvent, Tracking

from shared.store.database import Cursor, Database, among
from shared.store.migrations import Steps

COLUMNS = "position, originator_id, originator_version, topic, state, event_id, author, link"
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS stored_events ("
        "position INTEGER PRIMARY KEY, originator_id BLOB NOT NULL, originator_version INTEGER NOT NULL, "
        "topic TEXT NOT NULL, state BLOB NOT NULL, event_id BLOB NOT NULL, author BLOB NOT NULL, link BLOB NOT NULL, "
        "UNIQUE (originator_id, originator_version))",
        "CREATE UNIQUE INDEX IF NOT EXISTS stored_once ON stored_events (event_id, author, substr(state, 59, 16))",
        "CREATE TABLE IF NOT EXISTS head ("
        "one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, recorded_at INTEGER NOT NULL)",
        "INSERT INTO head VALUES (1, 0, 0) ON CONFLICT DO NOTHING",
        "CREATE TABLE IF NOT EXISTS tracking ("
        "application_name TEXT, notification_id INTEGER, PRIMARY KEY (application_name)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS tree (one INTEGER PRIMARY KEY CHECK (one = 1), frontier BLOB NOT NULL)",
    ),
)
OF_THE_TREE: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS tree_nodes (level INTEGER NOT NULL, place INTEGER NOT NULL, hash BLOB NOT NULL, "
        "PRIMARY KEY (level, place)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS signed (one INTEGER PRIMARY KEY CHECK (one = 1), "
        "size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)",
        "DROP TABLE IF EXISTS tree",
    ),
)
END = 2**62


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


class Recorder(ProcessRecorder):
    """Reads and writes stored rows; the log above it decides what is written."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def insert_events(self, stored_events: Sequence[Any], **kwargs: Any) -> Sequence[int] | None:
        """Write `StoredRow`s in the transaction of the keyword `cursor`."""
        self.database.append(kwargs["cursor"], "stored_events", stored_events)
        return [row.position for row in stored_events]

    def insert_tracking(self, tracking: Tracking, cursor: Cursor = None) -> None:
        """Remember how far a way was taken in, in the transaction of `cursor` or in one of its own."""
        if cursor is None:
            with self.database.writing() as own:
                return self.insert_tracking(tracking, own)
        self.keep(cursor, {tracking.application_name: tracking.notification_id})

    def keep(self, cursor: Cursor, reached: Mapping[str, int]) -> None:
        """Remember how far each of these ways was taken in; a lower position takes nothing back."""
        cursor.executemany(
            "INSERT INTO tracking VALUES (?, ?) ON CONFLICT (application_name) "
            "DO UPDATE SET notification_id = excluded.notification_id "
            "WHERE tracking.notification_id < excluded.notification_id",
            list(reached.items()),
        )

    def kept(self, cursor: Cursor, ways: Collection[str]) -> dict[str, int]:
        """How far these ways were taken in, those that ever were."""
        asked = "SELECT application_name, notification_id FROM tracking WHERE application_name IN ({})"
        return {way: int(upto) for way, upto in among(cursor, asked, list(ways))}

    def max_tracking_id(self, application_name: str, cursor: Cursor = None) -> int | None:
        """How far a way was taken in, as seen from `cursor`; None for not at all."""
        if cursor is None:
            with self.database.reading() as own:
                return self.max_tracking_id(application_name, own)
        cursor.execute("SELECT notification_id FROM tracking WHERE application_name = ?", (application_name,))
        row = cursor.fetchone()
        return int(row[0]) if row else None

    def max_notification_id(self) -> int | None:
        """The last position; None for an empty log."""
        with self.database.reading() as cursor:
            cursor.execute("SELECT max(position) FROM stored_events")
            last: int | None = cursor.fetchone()[0]
        return last

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Any:
        """A log is pulled in the order of its positions (`rows`), from where its reader was."""
        raise NotImplementedError

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
        with self.database.reading() as cursor:
            cursor.execute(
                "SELECT originator_version, topic, state FROM stored_events WHERE originator_id = ? "
                "AND originator_version > ? AND originator_version <= ? "
                f"ORDER BY originator_version {'DESC' if desc else 'ASC'} LIMIT ?",
                (stream, gt or 0, END if lte is None else lte, END if limit is None else limit),
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
            for row in self.rows(first, END if stop is None else stop, limit)
            if not topics or row.topic in topics
        ]

    def rows(self, first: int, last: int, limit: int = END) -> list[StoredRow]:
        """Rows with first <= position <= last, in order."""
        with self.database.reading() as cursor:
            cursor.execute(
                f"SELECT {COLUMNS} FROM stored_events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?",
                (first, last, limit),
            )
            return [StoredRow._make(row) for row in cursor.fetchall()]

    def of_streams(self, streams: Collection[bytes]) -> list[StoredRow]:
        """The rows of some streams, each in the order of its versions."""
        with self.database.reading() as cursor:
            found = among(cursor, f"SELECT {COLUMNS} FROM stored_events WHERE originator_id IN ({{}})", list(streams))
            return sorted(map(StoredRow._make, found), key=lambda row: (row.originator_id, row.originator_version))

    def own(self, after: int, topic: str, limit: int) -> list[tuple[int, bytes | None]]:
        """Positions after this one, in order, with the state where the row is of this topic."""
        with self.database.reading() as cursor:
            cursor.execute(
                "SELECT position, CASE WHEN topic = ? THEN state END FROM stored_events "
                "WHERE position > ? ORDER BY position LIMIT ?",
                (topic, after, limit),
            )
            return [(position, state) for position, state in cursor.fetchall()]

    def states(self, cursor: Any, stream: bytes) -> list[bytes]:
        """The stored states of one stream, in order, seen from inside a transaction."""
        cursor.execute("SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version", (stream,))
        return [row[0] for row in cursor.fetchall()]


def holds(cursor: Any, stream: bytes) -> bool:
    """Is there any event of this stream?"""
    cursor.execute("SELECT 1 FROM stored_events WHERE originator_id = ? LIMIT 1", (stream,))
    return cursor.fetchone() is not None
