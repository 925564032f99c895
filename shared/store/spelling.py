"""The SQL that a log is written in, as PostgreSQL spells it: parameters and the types of columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple, Self

import psycopg

TYPES = (
    (re.compile(r"\bINTEGER PRIMARY KEY AUTOINCREMENT\b"), "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
    (re.compile(r"\bINTEGER\b"), "BIGINT"),
    (re.compile(r"\bBLOB\b"), "BYTEA"),
    (re.compile(r"\s*\bWITHOUT ROWID\b"), ""),
)
IN_BINARY = {int: "int8", bytes: "bytea", str: "text"}
FETCHED_AT_ONCE = 1000
Raw = psycopg.Connection[tuple[Any, ...]]
_numbers = count()


@lru_cache(maxsize=4096)
def spelled(statement: str) -> bytes:
    """The same statement for psycopg."""
    if statement.startswith("CREATE"):
        for ours, theirs in TYPES:
            statement = ours.sub(theirs, statement)
    return statement.replace("%", "%%").replace("?", "%s").encode()


class Cursor:
    """A psycopg cursor that takes statements as SQLite spells them; rows are tuples."""

    __slots__ = ("_connection", "_raw", "fetchall", "fetchone")

    def __init__(self, connection: Raw, raw: "psycopg.Cursor[tuple[Any, ...]] | None" = None) -> None:
        self._connection = connection
        self._raw = raw or connection.cursor(binary=True)
        self.fetchone = self._raw.fetchone
        self.fetchall = self._raw.fetchall

    @property
    def connection(self) -> "Beside":
        return Beside(self._connection)

    def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        self._raw.execute(spelled(statement), tuple(parameters))
        return self

    def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> None:
        self._raw.executemany(spelled(statement), parameters)

    def copy(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put whole rows into a table by one COPY, several times as fast as INSERT."""
        with self._raw.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()) as copy:
            copy.set_types([IN_BINARY[type(value)] for value in rows[0]])
            for row in rows:
                copy.write_row(row)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._raw)

    def close(self) -> None:
        self._raw.close()


class Beside(NamedTuple):
    """Where a cursor comes from; those made here are the server's, and bring rows as they are wanted."""

    connection: Raw

    def cursor(self) -> Cursor:
        raw = self.connection.cursor(f"each_{next(_numbers)}", binary=True)
        raw.itersize = FETCHED_AT_ONCE
        return Cursor(self.connection, raw)
