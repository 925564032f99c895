"""SQLite connections that a test may make fail, or die, at a statement of its choice."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from shared.store.sqlite import sqlite3

Watch = Callable[[str, str, str], None]
watching: list[Watch] = []
_connect = sqlite3.connect


class Cursor(sqlite3.Cursor):  # type: ignore[misc]
    """Tells whoever watches of each statement, before and after it."""

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        return self._told(statement, super().execute, parameters)

    def executemany(self, statement: str, parameters: Any) -> Any:
        return self._told(statement, super().executemany, parameters)

    def _told(self, statement: str, run: Callable[..., Any], parameters: Any) -> Any:
        for watch in watching:
            watch("before", self.connection.store, statement)
        answer = run(statement, parameters)
        for watch in watching:
            watch("after", self.connection.store, statement)
        return answer


class Connection(sqlite3.Connection):  # type: ignore[misc]
    """A connection whose every statement goes through a watched cursor; `store` is its file's name."""

    def __init__(self, path: Any, *arguments: Any, **settings: Any) -> None:
        super().__init__(path, *arguments, **settings)
        self.store = Path(path).stem

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
    count = Counter[Point]()

    def watch(when: str, store: str, statement: str) -> None:
        if (when, store) == point[:2] and statement.startswith(point.statement):
            count[point] += 1
            if count[point] == nth:
                die()

    return watch


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class FailingAt:
    """The disk fails at the n-th statement of a store from now on, once; `fired` says whether it came to that."""

    def __init__(self, store: str, nth: int) -> None:
        self._store = store
        self._left = nth
        self.statements: list[str] = []
        self.fired = False

    def __call__(self, when: str, store: str, statement: str) -> None:
        if when != "before" or store != self._store:
            return
        self.statements.append(statement)
        self._left -= 1
        if self._left == 0:
            self.fired = True
            raise sqlite3.OperationalError("disk I/O error")


def contents(folder: Path, but: Sequence[str] = ()) -> dict[str, list[Any]]:
    """Every row of every table of every store in a folder."""
    found: dict[str, list[Any]] = {}
    for path in sorted(folder.rglob("*.db")):
        connection = _connect(path)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            if name not in but:
                found[f"{path.stem}.{name}"] = sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        connection.close()
    return found
