"""What a log asks of the database beneath it, whichever it is: SQL in the subset that both know, rows as tuples."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from shared.store.remains import Remains

AT_ONCE = 500
Cursor = Any  # of the driver: execute, executemany, fetchone, fetchall; parameters are marked by `?`


class Database(Protocol):
    """One service's tables. Methods block; they may be called from any thread and several processes."""

    @property
    def name(self) -> str:
        """Whose it is: the service's name, which is its log's."""

    def reading(self) -> AbstractContextManager[Cursor]:
        """A cursor over one state of all tables, whatever is written meanwhile."""

    def walking(self) -> AbstractContextManager[Cursor]:
        """The same for one walk over whole tables: it comes by each page once, and keeps few of them in memory."""

    def writing(self) -> AbstractContextManager[Cursor]:
        """A cursor in a write transaction, one at a time in all processes; on disk once it has ended."""

    def making(self) -> AbstractContextManager[Cursor]:
        """The same, with the right to make tables."""

    def erasing(self) -> AbstractContextManager[Cursor]:
        """The same as `writing`, with the right to take the content out of what is else never changed."""

    def scrub(self, *, whole: bool) -> bool:
        """Have nothing of what was deleted lie about, as far as that can be seen to from here.

        `whole` makes the tables anew. False while somebody who reads stands in the way: try again.
        """

    def traces(self, looked_for: Remains) -> list[str]:
        """The tables that hold any of it, where they are no files that can be looked through."""

    def has(self, table: str) -> bool:
        """Is there such a table?"""

    def append(self, cursor: Cursor, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put whole rows into a table, in the transaction of `cursor`, as fast as this database can."""

    def roomy(self) -> bool:
        """Is there room for more, as far as can be told from here?"""

    def close(self) -> None:
        """Let go of all connections."""


def each(cursor: Cursor, statement: str, parameters: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows one at a time, on a cursor beside the given one, which stays free: there may be more than memory holds."""
    beside = cursor.connection.cursor()
    try:
        beside.execute(statement, parameters)
        yield from beside
    finally:
        beside.close()


def among(cursor: Cursor, statement: str, values: Sequence[Any], mark: str = "?") -> Iterator[tuple[Any, ...]]:
    """The rows of a statement over many values, which stand in it as `{}`: some hundreds with each round trip."""
    for start in range(0, len(values), AT_ONCE):
        chunk = values[start : start + AT_ONCE]
        if hasattr(cursor, "among"):  # PostgreSQL takes an array
            yield from cursor.among(statement, chunk)
        else:
            cursor.execute(statement.format(",".join([mark] * len(chunk))), chunk)
            yield from cursor.fetchall()
