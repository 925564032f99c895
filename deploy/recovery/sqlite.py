"""How a SQLite database is copied while others write to it, and put in place again."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

from deploy.recovery.copying import Progress
from deploy.recovery.files import sync
from deploy.recovery.refusals import NoStoreThere
from shared.store.sqlite import connect, transaction

PAGES = 2000


class SQLiteSource:
    """A database file that may be in use."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self._path = path
        if not path.is_file():
            raise NoStoreThere(path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody writes to it meanwhile; whoever wants to waits."""
        connection = connect(self._path)
        try:
            with transaction(connection):
                yield
        finally:
            connection.close()

    @contextmanager
    def fixed(self) -> Iterator["SQLiteView"]:
        """The database as it stands now, for as long as it takes, whatever is written meanwhile."""
        connection = connect(self._path)
        try:
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # only a read begins the snapshot
            yield SQLiteView(self.name, connection)
        finally:
            connection.close()


class SQLiteView:
    """One state of a database, held by a read transaction."""

    def __init__(self, name: str, connection: Any) -> None:
        self.name = name
        self._connection = connection

    def links(self) -> Iterator[bytes]:
        """The chain's values, in the order of positions."""
        for (link,) in self._connection.execute("SELECT link FROM stored_events ORDER BY position"):
            yield link

    def position(self) -> int:
        """The log's own count."""
        return int(self._connection.execute("SELECT position FROM head").fetchone()[0])

    def copy(self, folder: Path, progress: Progress) -> str:
        """Write all of this state into the folder; the name of the file.

        SQLite's online backup takes the transaction that is open, so the copy is this state and no later one.
        """
        path = folder / f"{self.name}.db"
        path.touch(mode=0o600)
        copied = sqlite3.connect(path, isolation_level=None)
        try:
            copied.execute("PRAGMA journal_mode=OFF").close()  # a copy that was cut short is thrown away whole
            self._connection.backup(
                copied, pages=PAGES, progress=lambda _, left, total: progress(self.name, total - left, total)
            )
        finally:
            copied.close()
        sync(path)
        return path.name
