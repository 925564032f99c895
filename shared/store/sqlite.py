"""SQLite as the store wants it: a version that keeps its commits, WAL, every commit synced to disk."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from shutil import disk_usage
from typing import Any

import eventsourcing.sqlite
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool
from pysqlite3 import dbapi2 as sqlite3

from shared.errors import NoRoom, NotReady, UnsafeStore
from shared.store.remains import Remains

setattr(eventsourcing.sqlite, "sqlite3", sqlite3)  # noqa: B010 - the library's own name for its driver

FULL = 2
SPARE = 1 << 20
PAGES = 2000
CHUNKS = (512, 256, 128, 64, 32, 16, 8, 4, 2, 1)
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
    """A disk may fail here too: then the transaction stays open, and ends with its connection."""
    if connection.in_transaction:
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")


def unavailable(error: Exception) -> NotReady:
    """What a failing disk or a locked file means to a caller: come back later."""
    full = getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or "full" in str(error)
    return NoRoom() if full else NotReady()


@contextmanager
def snapshot(connection: Any) -> Iterator[Any]:
    """One read transaction: a single state of the file throughout."""
    cursor = connection.cursor()
    try:
        cursor.execute("BEGIN")
        yield cursor
    except sqlite3.OperationalError as error:
        raise unavailable(error) from None
    finally:
        _roll_back(connection)
        cursor.close()


def online_copy(connection: Any, path: Path, counted: Callable[[int, int], None]) -> None:
    """Copy the state that this connection's transaction sees into a new file, while others write.

    SQLite's online backup takes the transaction that is open, so the copy is this state and no later one.
    """
    path.touch(mode=0o600)
    copied = sqlite3.connect(path, isolation_level=None)
    try:
        copied.execute("PRAGMA journal_mode=OFF").close()  # a copy that is cut short is thrown away whole
        connection.backup(copied, pages=PAGES, progress=lambda _, left, total: counted(total - left, total))
    finally:
        copied.close()


class _Pool(SQLiteConnectionPool):
    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = connect(Path(self.db_name))
        except sqlite3.OperationalError as error:
            raise unavailable(error) from None
        return SQLiteConnection(sqlite_conn=connection, max_age=self.max_age)


class SqliteDatabase:
    """A file, named as its service; several processes may open it."""

    def __init__(self, path: Path) -> None:
        self.name = path.stem
        self.path = path
        self._pool = _Pool(db_name=str(path), pool_size=4, max_overflow=60)

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self._connection() as connection, snapshot(connection) as cursor:
            yield cursor

    @contextmanager
    def walking(self) -> Iterator[Any]:
        with self.reading() as cursor:
            cursor.execute(SMALL_CACHE)
            try:
                yield cursor
            finally:
                cursor.execute(LARGE_CACHE)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self._connection() as connection, transaction(connection) as cursor:
            yield cursor

    making = writing
    erasing = writing

    def scrub(self, *, whole: bool) -> bool:
        """By `secure_delete` nothing that was deleted is left in the file; here the log of its pages is emptied."""
        try:
            with self._connection() as connection:
                if whole:
                    connection.execute("VACUUM").close()
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise unavailable(error) from None
        return not busy

    def traces(self, looked_for: Remains) -> list[str]:
        return []  # its files are looked through as such

    def has(self, table: str) -> bool:
        with self.reading() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
            return cursor.fetchone() is not None

    def append(self, cursor: Any, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Few statements with many rows each: every statement lets go of the interpreter lock."""
        done = 0
        for size in CHUNKS:
            while len(rows) - done >= size:
                chunk = rows[done : done + size]
                cursor.execute(_insertion(table, size, len(chunk[0])), [value for row in chunk for value in row])
                done += size

    def roomy(self) -> bool:
        """There must be a mebibyte of room on the disk."""
        try:
            return disk_usage(self.path.parent).free >= SPARE
        except OSError:
            return False

    def close(self) -> None:
        self._pool.close()

    @contextmanager
    def _connection(self) -> Iterator[Any]:
        pooled = self._pool.get_connection(is_writer=False)
        try:
            yield pooled._sqlite_conn
        finally:
            if pooled._sqlite_conn.in_transaction:  # it could not be rolled back: nobody may go on in it
                pooled.close()
            self._pool.put_connection(pooled)


@cache
def _insertion(table: str, rows: int, columns: int) -> str:
    marks = f"({','.join('?' * columns)})"
    return f"INSERT INTO {table} VALUES {','.join([marks] * rows)}"
