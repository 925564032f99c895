"""The PostgreSQL server of a test session: the one that ARIADNA_TEST_PG names, or one of our own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from deploy.local.postgres import PostgresServer, version

NAMED = "ARIADNA_TEST_PG"


class Postgres:
    """Fresh places for tables in a running server, by a superuser's URL."""

    def __init__(self, superuser: str) -> None:
        self.superuser = superuser
        self.version = str(self.tell("SHOW server_version")[0][0])
        self._numbers = count(1)
        self._databases: list[str] = []
        self._shared = ""

    def database(self, name: str) -> str:
        """A database of its own, which takes the server a moment; returns its URL."""
        made = f"ariadna_{name}_{uuid4().hex[:12]}"
        self.tell(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
        self._databases.append(made)
        return make_conninfo(self.superuser, dbname=made)

    def schemas(self, *names: str) -> dict[str, str]:
        """A schema each, as good as a database and quicker made; their URLs by name."""
        self._shared = self._shared or self.database("schemas")
        number = next(self._numbers)
        made = sql.SQL(";").join(
            sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(f"{name}_{number}")) for name in names
        )
        self.tell(made, self._shared)
        return {name: make_conninfo(self._shared, options=f"-csearch_path={name}_{number}") for name in names}

    def tell(self, statement: str | sql.Composed, url: str | None = None) -> list[tuple[object, ...]]:
        """Run one statement as the superuser; its rows, if it has any."""
        with psycopg.connect(url or self.superuser, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def drop(self) -> None:
        for name in self._databases:
            self.tell(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def server() -> Iterator[Postgres]:
    """The one that ARIADNA_TEST_PG names, by a superuser's URL, or one of our own in a temporary folder."""
    if named := os.environ.get(NAMED):
        postgres = Postgres(named)
        try:
            yield postgres
        finally:
            postgres.drop()
        return
    with PostgresServer() as own:
        yield Postgres(own.url)


def answering() -> str:
    """Which PostgreSQL the session's tests will meet."""
    if named := os.environ.get(NAMED):
        return f"PostgreSQL {Postgres(named).version}, which {NAMED} names"
    return f"{version()}, a server of our own"
