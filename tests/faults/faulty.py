"""SQLite connections that a test may make fail, or die, at a statement of its choice."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from pysqlite3 import dbapi2 as sqlite3

Watch = Callable[[str, "Connection", str], None]
watching: list[Watch] = []
_connect = sqlite3.connect


class Cursor(sqlite3.Cursor):  # type: ignore[misc]
    """Tells whoever watches of each statement, before and after it."""

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        return self._told(statement, super().execute, parameters)

    def executemany(self, statement: str, parameters: Any) -> Any:
        return self._told(statement, super().executemany, parameters)

    def _told(self, statement: str, run: Callable[..., Any], parameters: Any) -> Any:
        connection = self.connection
        if statement == "BEGIN IMMEDIATE":
            connection.writing = True
        for watch in watching:
            watch("before", connection, statement)
        answer = run(statement, parameters)
        for watch in watching:
            watch("after", connection, statement)
        if statement in ("COMMIT", "ROLLBACK"):
            connection.writing = False
        return answer


class Connection(sqlite3.Connection):  # type: ignore[misc]
    """A connection whose every statement goes through a watched cursor; `store` is its file's name.

    `writing` is so from a BEGIN IMMEDIATE to the COMMIT or ROLLBACK that ends it.
    """

    def __init__(self, path: Any, *arguments: Any, **settings: Any) -> None:
        super().__init__(path, *arguments, **settings)
        self.store = Path(path).stem
        self.writing = False

    def cursor(self, factory: Any = Cursor) -> Any:
        return super().cursor(factory)

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        return self.cursor().execute(statement, parameters)


def connect(*arguments: Any, **settings: Any) -> Any:
    """In place of the driver's own `connect`."""
    return _connect(*arguments, factory=Connection, **settings)


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

    def watch(when: str, connection: Connection, statement: str) -> None:
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

    def __call__(self, when: str, connection: Connection, statement: str) -> None:
        if when == "before" and connection.store == self._store and connection.writing:
            self._left -= 1
            if self._left == 0:
                self.failed = statement
                fail()


def failing(store: str, statement: str, when: str = "before") -> Watch:
    """The disk fails at every statement of a store that starts so, in a transaction or out of it."""

    def watch(at: str, connection: Connection, tried: str) -> None:
        if (at, connection.store) == (when, store) and tried.startswith(statement):
            fail()

    return watch


def fail() -> None:
    raise sqlite3.OperationalError("disk I/O error")


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Watched connections tell `watch` of their statements meanwhile."""
    watching.append(watch)
    try:
        yield
    finally:
        watching.remove(watch)


@contextmanager
def connections() -> Iterator[None]:
    """Every connection that the program makes meanwhile can be watched."""
    driver: Any = sqlite3
    driver.connect = connect
    try:
        yield
    finally:
        driver.connect = _connect


def contents(path: Path) -> dict[str, list[Any]]:
    """Every row of every table of a store."""
    connection = _connect(path)
    try:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}
    finally:
        connection.close()
