"""Faults at a statement of a test's choice, on either database: the process dies there, or the disk fails."""

import os
import signal
from typing import Any, NamedTuple

from shared.store.database import Database
from shared.store.sqlite import SqliteDatabase
from tests.faults.watched import Watch, connect_sqlite


class Point(NamedTuple):
    """A moment in a process's life: before or after a statement that starts so, in one store."""

    when: str
    store: str
    statement: str

    def __str__(self) -> str:
        return f"{self.when} {self.statement} in {self.store}"


def dying_at(point: Point, nth: int) -> Watch:
    """kill -9 of this process at the n-th such moment."""
    left = nth

    def watch(when: str, connection: Any, statement: str) -> None:
        nonlocal left
        if (when, connection.store) == point[:2] and statement.startswith(point.statement):
            left -= 1
            if left == 0:
                die()

    return watch


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class FailingAt:
    """The disk fails once: at the n-th statement of a store's write transactions from now on.

    `failed` is that statement, None if it never came to it.
    """

    def __init__(self, store: str, nth: int) -> None:
        self._store = store
        self._left = nth
        self.failed: str | None = None

    def __call__(self, when: str, connection: Any, statement: str) -> None:
        if when == "before" and connection.store == self._store and connection.writing:
            self._left -= 1
            if self._left == 0:
                self.failed = statement
                raise connection.failure


def failing(store: str, statement: str, when: str = "before") -> Watch:
    """The disk fails at every statement of a store that starts so, in a transaction or out of it."""

    def watch(at: str, connection: Any, tried: str) -> None:
        if (at, connection.store) == (when, store) and tried.startswith(statement):
            raise connection.failure

    return watch


def contents(path: Any) -> dict[str, list[Any]]:
    """Every row of every table of a file, but SQLite's own."""
    connection = connect_sqlite(path)
    try:
        return tables(
            connection.cursor(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        )
    finally:
        connection.close()


def contents_of(database: Database) -> dict[str, list[Any]]:
    """The same of a service's tables, whichever database they are in; rows in an order of their own."""
    if isinstance(database, SqliteDatabase):
        return contents(database.path)
    with database.reading() as cursor:
        return tables(cursor, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")


def tables(cursor: Any, names: str) -> dict[str, list[Any]]:
    found = [name for (name,) in cursor.execute(names).fetchall()]
    return {name: sorted(cursor.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in found}
