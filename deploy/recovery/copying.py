"""One moment at which several databases are fixed together, and what can be copied of each from then on."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

from deploy.recovery.rows import rows_into
from shared.files import sync
from shared.store.database import Cursor, Database, each
from shared.store.postgres import PostgresDatabase
from shared.store.sqlite import online_copy

Progress = Callable[[str, int, int], None]
FIXING = {  # the first thing that is read fixes the state; PostgreSQL must let it stand while others are copied
    False: ["SELECT count(*) FROM sqlite_master"],
    True: ["SET LOCAL idle_in_transaction_session_timeout = 0", "SELECT 1"],
}


def quiet(what: str, done: int, of: int) -> None:
    """Progress that nobody looks at."""


class View(NamedTuple):
    """One state of a database, held by a read transaction, whatever is written meanwhile."""

    database: Database
    cursor: Cursor

    @property
    def name(self) -> str:
        return self.database.name

    def links(self) -> Iterator[bytes]:
        """The chain's values, in the order of positions."""
        for (link,) in each(self.cursor, "SELECT link FROM stored_events ORDER BY position"):
            yield link

    def position(self) -> int:
        """The log's own count."""
        self.cursor.execute("SELECT position FROM head")
        return int(self.cursor.fetchone()[0])

    def copy(self, folder: Path, progress: Progress = quiet) -> str:
        """Write all of this state into a SQLite file in the folder, whichever database it is; the file's name."""
        path = folder / f"{self.name}.db"
        if isinstance(self.database, PostgresDatabase):
            rows_into(path, self.cursor, partial(progress, self.name))
        else:
            online_copy(self.cursor.connection, path, partial(progress, self.name))
        sync(path)
        return path.name


@contextmanager
def fixed(database: Database) -> Iterator[View]:
    """The state of now, for as long as it takes."""
    with database.reading() as cursor:
        for statement in FIXING[isinstance(database, PostgresDatabase)]:
            cursor.execute(statement)
        yield View(database, cursor)


@contextmanager
def cut(databases: Sequence[Database]) -> Iterator[list[View]]:
    """The states of all these databases at one moment, at which none of them is being written.

    Each service hears others, and some hear each other, so no order of copying one after another is right:
    a subscriber copied later would know of messages that its source's copy lacks, and would pass over those
    that take their positions afterwards.
    """
    with ExitStack() as views:
        with ExitStack() as still:
            for database in databases:
                still.enter_context(database.writing())
            found = [views.enter_context(fixed(database)) for database in databases]
        yield found
