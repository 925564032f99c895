"""Connections to either database that tell whoever watches of each statement, before and after it."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from pysqlite3 import dbapi2 as sqlite3

BEGINS = re.compile(r"BEGIN; SELECT pg_advisory_xact_lock.*")
COPIES = re.compile(r"COPY (\w+) FROM STDIN.*")

Watch = Callable[[str, Any, str], None]
watching: list[Watch] = []
connect_sqlite, connect_postgres = sqlite3.connect, psycopg.connect


@contextmanager
def told(connection: Any, statement: str) -> Iterator[None]:
    """Tell whoever watches of a statement, before and after it; `writing` is so from its begin to its end."""
    if statement == "BEGIN IMMEDIATE":
        connection.writing = True
    for watch in watching:
        watch("before", connection, statement)
    yield
    for watch in watching:
        watch("after", connection, statement)
    if statement in ("COMMIT", "ROLLBACK"):
        connection.writing = False


class SqliteCursor(sqlite3.Cursor):  # type: ignore[misc]
    """A watched cursor of SQLite's."""

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        with told(self.connection, statement):
            return super().execute(statement, parameters)

    def executemany(self, statement: str, parameters: Any) -> Any:
        with told(self.connection, statement):
            return super().executemany(statement, parameters)


class SqliteConnection(sqlite3.Connection):  # type: ignore[misc]
    """A connection whose every statement goes through a watched cursor; `store` is its file's name."""

    failure = sqlite3.OperationalError("disk I/O error")

    def __init__(self, path: Any, *arguments: Any, **settings: Any) -> None:
        super().__init__(path, *arguments, **settings)
        self.store = os.path.basename(path).removesuffix(".db")
        self.writing = False

    def cursor(self, factory: Any = SqliteCursor) -> Any:
        return super().cursor(factory)

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        return self.cursor().execute(statement, parameters)


class PostgresCursor(psycopg.Cursor[Any]):
    """A watched cursor of PostgreSQL's; a COPY counts as the INSERT that it stands for."""

    def execute(self, query: Any, params: Any = None, **settings: Any) -> Any:
        with told(self.connection, plain(query)):
            return super().execute(query, params, **settings)

    def executemany(self, query: Any, params_seq: Any, **settings: Any) -> Any:
        with told(self.connection, plain(query)):
            return super().executemany(query, params_seq, **settings)

    @contextmanager
    def copy(self, statement: Any, params: Any = None, **settings: Any) -> Iterator[Any]:
        with told(self.connection, plain(statement)), super().copy(statement, params, **settings) as copy:
            yield copy


class PostgresConnection(psycopg.Connection[Any]):
    """The same for PostgreSQL; `store` is the service for which it was made."""

    failure = psycopg.errors.IoError("could not write")
    writing = False

    @property
    def store(self) -> str:
        return (self.info.parameter_status("application_name") or "").split()[-1]

    def rollback(self) -> None:
        self.writing = False
        super().rollback()


def _sqlite(*arguments: Any, **settings: Any) -> Any:
    return connect_sqlite(*arguments, factory=SqliteConnection, **settings)


def _postgres(*arguments: Any, **settings: Any) -> Any:
    return PostgresConnection.connect(*arguments, cursor_factory=PostgresCursor, **settings)


def plain(statement: object) -> str:
    """What PostgreSQL is told, in the words in which SQLite is told the same: one name fits a point in both."""
    text = statement.decode() if isinstance(statement, bytes) else str(statement)
    return COPIES.sub(r"INSERT INTO \1", BEGINS.sub("BEGIN IMMEDIATE", text))


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
    drivers: Any = (sqlite3, psycopg)
    for driver, connect in zip(drivers, (_sqlite, _postgres), strict=True):
        driver.connect = connect
    try:
        yield
    finally:
        for driver, connect in zip(drivers, (connect_sqlite, connect_postgres), strict=True):
            driver.connect = connect
