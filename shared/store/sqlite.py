"""SQLite as the store wants it: a version that keeps its commits, WAL, every commit synced to disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import eventsourcing.sqlite
from eventsourcing.persistence import OperationalError
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool, SQLiteCursor, SQLiteDatastore
from pysqlite3 import dbapi2 as sqlite3

from shared.errors import NoRoom, NotReady, UnsafeStore

setattr(eventsourcing.sqlite, "sqlite3", sqlite3)  # noqa: B010 - the library's own name for its driver

FULL = 2
LARGE_CACHE, SMALL_CACHE = "PRAGMA cache_size=-65536", "PRAGMA cache_size=-4096"
SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    LARGE_CACHE,
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=4000",
)


def connect(path: Path, *, timeout: float = 10) -> Any:
    """A connection in autocommit mode with safe settings; creates the file with mode 0600."""
    check_version(sqlite3.sqlite_version_info)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
    settle(connection)
    return connection


def settle(connection: Any) -> None:
    """Apply the safe settings and read them back: a store that can lose a commit must not start."""
    for setting in SETTINGS:
        connection.execute(setting).close()
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    synchronous = connection.execute("PRAGMA synchronous").fetchone()[0]
    if journal != "wal" or synchronous < FULL:
        raise UnsafeStore()


def check_version(version: tuple[int, ...]) -> None:
    """Refuse SQLite 3.7.0 to 3.51.2, but for 3.50.7 and 3.44.6: WAL commits can be lost (sqlite.org/wal.html)."""
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    if not fixed:
        raise UnsafeStore()


@contextmanager
def transaction(connection: Any) -> Iterator[Any]:
    """One write transaction, begun IMMEDIATE; committed at the end, rolled back on any error."""
    cursor = connection.cursor()
    try:
        cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        cursor.execute("COMMIT")
    except sqlite3.OperationalError as error:
        _roll_back(connection)
        raise unavailable(error) from None
    except BaseException:
        _roll_back(connection)
        raise
    finally:
        cursor.close()


def _roll_back(connection: Any) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")


def unavailable(error: Exception) -> NotReady:
    """What a failing disk or a locked file means to a caller: come back later."""
    full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or "full" in str(error)
    return NoRoom() if full else NotReady()


class _Connection(SQLiteConnection):
    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        if not commit:
            try:
                with super().transaction(commit=False) as cursor:
                    yield cursor
            except (sqlite3.OperationalError, OperationalError) as error:
                if "no such table" in str(error):  # so the library finds out that it has to make one
                    raise
                raise unavailable(error) from None
            return
        with transaction(self._sqlite_conn) as cursor:
            yield SQLiteCursor(cursor)


class _Pool(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = connect(Path(self.db_name))
        except sqlite3.OperationalError as error:
            raise unavailable(error) from None
        connection.row_factory = sqlite3.Row
        return _Connection(sqlite_conn=connection, max_age=self.max_age)


class Datastore(SQLiteDatastore):
    """The library's datastore over our connections: write transactions begin IMMEDIATE."""

    def __init__(self, path: Path) -> None:
        super().__init__(db_name=str(path))
        self.pool.close()
        self.pool = _Pool(db_name=str(path), pool_size=4, max_overflow=60)
