"""The SQL that a log is written in, as PostgreSQL spells it: parameters and the types of columns."""

import re
import struct
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
NUMBERED = (
    re.compile(r"^INSERT INTO sqlite_sequence VALUES \('stream_keys', (\d+)\)$"),
    r"SELECT setval(pg_get_serial_sequence('stream_keys', 'key_id'), \1)",
)
VALUES = re.compile(r"^(INSERT INTO .+?) VALUES \(\?(?:, ?\?)*\)(.*)$", re.DOTALL)
ARRAYS = {int: "bigint[]", bytes: "bytea[]", str: "text[]"}
COPY_BEGINS = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_ENDS = b"\xff\xff"
NULL = b"\xff\xff\xff\xff"
COUNT, LENGTH, WHOLE = struct.Struct(">h").pack, struct.Struct(">i").pack, struct.Struct(">iq").pack
FETCHED_AT_ONCE = 1000
Raw = psycopg.Connection[tuple[Any, ...]]
_numbers = count()


@lru_cache(maxsize=4096)
def spelled(statement: str) -> bytes:
    """The same statement for psycopg."""
    if statement.startswith("CREATE"):
        for ours, theirs in TYPES:
            statement = ours.sub(theirs, statement)
    statement = NUMBERED[0].sub(NUMBERED[1], statement)
    return statement.replace("%", "%%").replace("?", "%s").encode()


@lru_cache(maxsize=1024)
def spelled_among(statement: str, array: str) -> bytes:
    """A statement over many values, `{}` in it, that takes them as one array of this type."""
    values = f"%b::{array}"
    return statement.replace(" IN ({})", f" = ANY({values})").replace("VALUES {}", f"SELECT unnest({values})").encode()


def spelled_many(statement: str, rows: Sequence[Sequence[Any]]) -> bytes | None:
    """An insertion of a row as one of many, whose columns are arrays; None for any other statement.

    As COPY does, it takes what is given also for a column that is numbered by itself.
    """
    if not (found := VALUES.match(statement)):
        return None
    columns = ", ".join(f"%b::{ARRAYS[_type_of(column)]}" for column in zip(*rows, strict=True))
    return f"{found[1]} OVERRIDING SYSTEM VALUE SELECT * FROM unnest({columns}) {found[2]}".encode()


def in_binary(rows: Iterable[Sequence[Any]]) -> bytes:
    """Whole rows as COPY takes them (PostgreSQL's manual, COPY, "Binary Format"): bigint, bytea and text."""
    parts = [COPY_BEGINS]
    add = parts.append
    for row in rows:
        add(COUNT(len(row)))
        for value in row:
            if type(value) is int:
                add(WHOLE(8, value))
            elif value is None:
                add(NULL)
            else:
                raw = value.encode() if type(value) is str else value
                add(LENGTH(len(raw)))
                add(raw)
    add(COPY_ENDS)
    return b"".join(parts)


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
        """The statement for each; whole rows go in by one statement of their columns: no two may be of one key."""
        rows = list(parameters)
        if not rows:
            return
        if insertion := spelled_many(statement, rows):
            self._raw.execute(insertion, [list(column) for column in zip(*rows, strict=True)])
        else:
            self._raw.executemany(spelled(statement), rows)

    def among(self, statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement over many values, planned for as many as there are."""
        self._raw.execute(spelled_among(statement, ARRAYS[type(values[0])]), [list(values)], prepare=False)
        return self._raw.fetchall()

    def copy(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        """Put whole rows into a table by one COPY, several times as fast as INSERT."""
        with self._raw.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)".encode()) as copy:
            copy.write(in_binary(rows))

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self._raw)

    def close(self) -> None:
        self._raw.close()


def _type_of(column: Sequence[Any]) -> type:
    """Of what its values are; text if there are none."""
    return next((type(value) for value in column if value is not None), str)


class Beside(NamedTuple):
    """Where a cursor comes from; those made here are the server's, and bring rows as they are wanted."""

    connection: Raw

    def cursor(self) -> Cursor:
        raw = self.connection.cursor(f"each_{next(_numbers)}", binary=True)
        raw.itersize = FETCHED_AT_ONCE
        return Cursor(self.connection, raw)
