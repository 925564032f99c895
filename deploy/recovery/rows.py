"""Databases of any kind copied row by row: into a SQLite file, which is what a backup is made of, and out of one.

The tables are made by the steps that had been taken where the rows come from, no more: what later steps do to
the rows is done when the program opens the database.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from deploy.recovery.refusals import PlaceTaken
from services.employment import bookkeeping as register
from services.employment import registrations
from services.intake import bookkeeping as desk
from services.intake import labels
from services.notifications import people
from services.notifications import rows as inbox
from services.notifications.deliveries import tables
from services.pathway import bookkeeping, codes, erasing, overview, rows
from services.pathway.feed import book
from shared import erasures, grants, keys, machines, revocations, sessions
from shared.errors import NewerThanThisProgram
from shared.reads import index
from shared.store import erased, recorder
from shared.store.database import Cursor, Database, each
from shared.store.migrations import Steps, migrate
from shared.store.postgres import PostgresDatabase
from shared.store.sqlite import SqliteDatabase

FAMILIES: Mapping[str, Steps] = {  # in an order in which they can be made
    "log": recorder.MIGRATIONS,
    "erased": erased.MIGRATIONS,
    "tree": recorder.OF_THE_TREE,
    "keys": keys.MIGRATIONS,
    "keys_apart": keys.NUMBERED,
    "erasures": erasures.MIGRATIONS,
    "revoked": revocations.MIGRATIONS,
    "sessions": sessions.MIGRATIONS,
    "machines": machines.MIGRATIONS,
    "grants": grants.MIGRATIONS,
    "bookkeeping": bookkeeping.MIGRATIONS,
    "codes": codes.MIGRATIONS,
    "erasures_asked": erasing.MIGRATIONS,
    "overview": overview.MIGRATIONS,
    "policies": rows.MIGRATIONS,
    "plans": registrations.MIGRATIONS,
    "labels": labels.MIGRATIONS,
    "desk": desk.MIGRATIONS,
    "reads": index.MIGRATIONS,
    "feed": book.MIGRATIONS,
    "inbox": inbox.MIGRATIONS,
    "people": people.MIGRATIONS,
    "deliveries": tables.MIGRATIONS,
    "openings": register.MIGRATIONS,
}
OF_ACCESS = ("revoked", "sessions", "machines")
"""What lies beside the keys where a store has no database of its own for it."""
MADE = re.compile(r"CREATE TABLE IF NOT EXISTS (\w+)")
PAGE = 1000
BOOKKEPT = {"migrations", "sqlite_sequence"}
NUMBERED = {"stream_keys": "key_id", "deliveries": "position"}
"""The tables that number their rows themselves."""
NEXT = "SELECT setval(pg_get_serial_sequence('{0}', '{1}'), max({1})) FROM {0} HAVING max({1}) IS NOT NULL"
Counted = Callable[[int, int], None]


def rows_into(path: Path, source: Cursor, counted: Counted) -> None:
    """Copy all that this cursor's transaction sees into a new SQLite file."""
    path.touch(mode=0o600)
    made = SqliteDatabase(path)
    try:
        _make(made, source)
        with made.reading() as cursor:
            tables = _tables(cursor)
        _copy(source, made, tables, counted)
    finally:
        made.close()


def rows_out_of(path: Path, target: Database, counted: Counted) -> None:
    """Copy all that a file of a backup holds into an empty database, in one transaction."""
    if target.has("migrations"):
        raise PlaceTaken(f"the database of {target.name}")
    _out_of(path, target, FAMILIES, counted)


def access_out_of(path: Path, target: Database, counted: Counted = lambda done, of: None) -> None:
    """Copy sessions, revocations and machines, which one store has beside its keys and another by themselves."""
    _out_of(path, target, OF_ACCESS, counted)


def _out_of(path: Path, target: Database, families: Collection[str], counted: Counted) -> None:
    kept = SqliteDatabase(path)
    made = {table for family in families for step in FAMILIES[family] for said in step for table in MADE.findall(said)}
    try:
        with kept.reading() as source:
            _make(target, source, families)
            _copy(source, target, {name: each for name, each in _tables(source).items() if name in made}, counted)
    finally:
        kept.close()


def _make(target: Database, source: Cursor, families: Collection[str] = FAMILIES) -> None:
    source.execute("SELECT family, max(number) FROM migrations GROUP BY family")
    taken: dict[str, int] = dict(source.fetchall())
    if any(number > len(FAMILIES.get(family, ())) for family, number in taken.items()):
        raise NewerThanThisProgram()
    wanted = {family: FAMILIES[family] for family in FAMILIES if family in taken and family in families}
    migrate(target, {family: steps[: taken[family]] for family, steps in wanted.items()})


def _tables(cursor: Cursor) -> dict[str, list[str]]:
    """The columns of each table that holds rows of ours."""
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    found = {}
    for (name,) in cursor.fetchall():
        if name not in BOOKKEPT:
            cursor.execute(f"SELECT name FROM pragma_table_info('{name}') ORDER BY cid")
            found[name] = [column for (column,) in cursor.fetchall()]
    return found


def _copy(source: Cursor, target: Database, tables: Mapping[str, list[str]], counted: Counted) -> None:
    of = sum(_count(source, table) for table in tables)
    done = 0
    with target.making() as cursor:
        for table, columns in tables.items():
            cursor.execute(f"DELETE FROM {table}")  # what its making put there
            for page in _pages(source, table, columns):
                _append(target, cursor, table, page)
                done += len(page)
                counted(done, of)
        for table in tables.keys() & NUMBERED.keys() if isinstance(target, PostgresDatabase) else ():
            cursor.execute(NEXT.format(table, NUMBERED[table]))


def _count(cursor: Cursor, table: str) -> int:
    cursor.execute(f"SELECT count(*) FROM {table}")
    return int(cursor.fetchone()[0])


def _pages(source: Cursor, table: str, columns: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    rows = each(source, f"SELECT {', '.join(columns)} FROM {table} ORDER BY {columns[0]}")
    while page := list(islice(rows, PAGE)):
        yield page


def _append(target: Database, cursor: Cursor, table: str, page: list[tuple[Any, ...]]) -> None:
    """By the quick way of this database, which takes no row with a gap in it."""
    whole = [row for row in page if None not in row]
    gapped = [row for row in page if None in row]
    target.append(cursor, table, whole)
    if gapped:
        cursor.executemany(f"INSERT INTO {table} VALUES ({','.join('?' * len(gapped[0]))})", gapped)
