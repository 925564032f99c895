"""Where rows of the overview stand in lists: days and pathways in clear, lists and organisations as keyed tags.

Written in the transaction that writes the row, from what it says, so that a list opens the rows of its page alone.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, repeat
from typing import Any, Final, NamedTuple

from services.pathway.domain import EVERYBODY, named, places
from shared.keys import KeyRing
from shared.store.database import Cursor, among

LISTED: Final = (
    "CREATE TABLE IF NOT EXISTS {0} (list BLOB NOT NULL, day TEXT NOT NULL, stream BLOB NOT NULL, "
    "many INTEGER NOT NULL, PRIMARY KEY (list, day, stream)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS {0}_of ON {0} (stream)",
)
NAMED: Final = (
    "CREATE TABLE IF NOT EXISTS {0} (author BLOB NOT NULL, stream BLOB NOT NULL, "
    "PRIMARY KEY (author, stream)) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS {0}_of ON {0} (stream)",
)
TABLES: Final = ("listed", "named")
MADE: Final = tuple(
    statement.format(name)
    for shape, table in ((LISTED, "listed"), (NAMED, "named"))
    for name in (table, f"{table}_new")
    for statement in shape
)
BY_NAME: Final = "AND EXISTS (SELECT 1 FROM named WHERE named.author = ? AND named.stream = listed.stream) "
NEXT: Final = (
    "SELECT listed.day, listed.stream, overview.sealed FROM listed JOIN overview ON overview.stream = listed.stream "
    "WHERE listed.list = ? AND (listed.day, listed.stream) {0} (?, ?) AND listed.day <= ? {1}"
    "ORDER BY listed.day, listed.stream LIMIT ?"
)
FEW: Final = (
    "SELECT '', overview.stream, overview.sealed FROM named JOIN overview ON overview.stream = named.stream "
    "WHERE named.author = ? ORDER BY overview.stream"
)
MANY: Final = "SELECT count(*) FROM (SELECT 1 FROM named WHERE author = ? LIMIT ?) AS found"
APART: Final = "SELECT stream FROM named WHERE author IN (?, ?)"
COUNTED: Final = "SELECT coalesce(sum(many), 0) FROM listed WHERE list = ? AND day <= ?"
LATEST: Final = "9999-12-31"
FIRST_STRETCH, STRETCH = 150, 500
"""Rows that a walk opens at a time: as many as a page asks for, then more."""
Found = tuple[str, bytes, bytes]
"""The day of an entry, its pathway and that one's sealed row."""


class Place(NamedTuple):
    """Where a walk through a list goes on: from this day and pathway, or after them."""

    day: str = ""
    stream: bytes = b""
    after: bool = False


BEGIN: Final = Place()


class Entries:
    """The tables of one pathway log."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def put(self, cursor: Cursor, rows: Mapping[bytes, Mapping[str, Any]], suffix: str = "") -> None:
        """Write where these stand now: of what is so already nothing is touched."""
        listed = {
            (self._list(name), day, stream, many)
            for stream, row in rows.items()
            for (name, day), many in places(row).items()
        }
        by = {(self._keys.author(name), stream) for stream, row in rows.items() for name in named(row)}
        changed(cursor, f"listed{suffix}", ("list", "day", "stream", "many"), list(rows), listed)
        changed(cursor, f"named{suffix}", ("author", "stream"), list(rows), by)

    def next(
        self, cursor: Cursor, name: str, place: Place, upto: str, limit: int, provider_id: str | None
    ) -> Sequence[Found]:
        """The next entries of a list up to a day, in its order; of those that name an organisation, or of all."""
        statement = NEXT.format(">" if place.after else ">=", BY_NAME if provider_id else "")
        by = [self._keys.author(provider_id)] if provider_id else []
        cursor.execute(statement, (self._list(name), place.day, place.stream, upto, *by, limit))
        return list(cursor.fetchall())

    def few(self, cursor: Cursor, provider_id: str, most: int) -> list[Found] | None:
        """The rows that name an organisation, in the order of ids; None if they are more than so many."""
        by = self._keys.author(provider_id)
        cursor.execute(MANY, (by, most + 1))
        if cursor.fetchone()[0] > most:
            return None
        cursor.execute(FEW, (by,))
        return list(cursor.fetchall())

    def apart(self, cursor: Cursor, provider_id: str) -> list[Found]:
        """The rows that are not alike for an organisation and a stranger, or not for everybody."""
        cursor.execute(
            f"SELECT '', stream, sealed FROM overview WHERE stream IN ({APART}) ORDER BY stream",
            self._apart(provider_id),
        )
        return list(cursor.fetchall())

    def counted(self, cursor: Cursor, bounds: Iterable[tuple[str, str]], provider_id: str) -> list[int]:
        """How many items stand in each list up to a day, but for those of the rows `apart`."""
        found = []
        for name, upto in bounds:
            cursor.execute(COUNTED, (self._list(name), upto))
            whole = int(cursor.fetchone()[0])
            cursor.execute(f"{COUNTED} AND stream IN ({APART})", (self._list(name), upto, *self._apart(provider_id)))
            found.append(whole - int(cursor.fetchone()[0]))
        return found

    def _apart(self, provider_id: str) -> tuple[bytes, bytes]:
        return self._keys.author(provider_id), self._keys.author(EVERYBODY)

    def _list(self, name: str) -> bytes:
        return self._keys.author(f"list {name}")


def stretches() -> Iterator[int]:
    """How many rows a walk opens each time, as long as somebody goes on."""
    return chain((FIRST_STRETCH,), repeat(STRETCH))


def changed(
    cursor: Cursor, table: str, columns: Sequence[str], streams: Sequence[bytes], wanted: Set[tuple[Any, ...]]
) -> None:
    """Have these be all the rows that a table holds of these pathways; only what differs is written."""
    held = {
        tuple(row) for row in among(cursor, f"SELECT {', '.join(columns)} FROM {table} WHERE stream IN ({{}})", streams)
    }
    each = " AND ".join(f"{column} = ?" for column in columns)
    cursor.executemany(f"DELETE FROM {table} WHERE {each}", sorted(held - wanted))
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", sorted(wanted - held))
