"""A PostgreSQL to measure on: that of the tests, with a fresh database for every run."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tests.postgres import Postgres, server

SYNCED = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def measured() -> Iterator[Postgres]:
    """A server that syncs each commit."""
    with server() as postgres:
        check(postgres)
        yield postgres


def check(postgres: Postgres) -> None:
    """Refuse one that would not sync each commit, for then there is nothing to compare."""
    for name in SYNCED:
        if postgres.tell(f"SHOW {name}") != [("on",)]:
            raise RuntimeError(f"this PostgreSQL runs without {name}")


@contextmanager
def fresh(postgres: Postgres) -> Iterator[str]:
    """A database that is dropped afterwards: its URL."""
    url = postgres.database("bench")
    try:
        yield url
    finally:
        name = sql.Identifier(settings(url)["dbname"])
        postgres.tell(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def settings(url: str) -> dict[str, str]:
    """What an URL says, by name: host, user, dbname and, where there are any, port and password."""
    return {name: str(value) for name, value in conninfo_to_dict(url).items() if value}


def for_node(url: str) -> str:
    """The same in the form that Node's drivers know."""
    said = settings(url)
    database, user, password = (quote(said.pop(name, "")) for name in ("dbname", "user", "password"))
    return f"postgresql://{user}:{password}@/{database}?{urlencode(said)}"


def counted(postgres: Postgres, url: str, table: str) -> int:
    """How many rows a table holds."""
    [(count,)] = postgres.tell(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split("."))), url)
    return int(str(count))
