"""Tables are made and changed forwards, by numbered steps, each in one transaction that also records it.

A family of tables has its own numbers. A step that is out is never changed: what comes later is a further one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.errors import NewerThanThisProgram
from shared.store.database import Database

Steps = Sequence[Sequence[str]]
TABLE = (
    "CREATE TABLE IF NOT EXISTS migrations (family TEXT NOT NULL, number INTEGER NOT NULL, "
    "PRIMARY KEY (family, number)) WITHOUT ROWID"
)


def migrate(database: Database, families: Mapping[str, Steps]) -> None:
    """Take what steps are still to be taken; several processes may do so at once.

    A step that only a newer program knows is `NewerThanThisProgram`.
    """
    done = _all_done(database)
    for family, steps in families.items():
        if done.get(family, 0) > len(steps):
            raise NewerThanThisProgram()
        for number in range(done.get(family, 0) + 1, len(steps) + 1):
            _take(database, family, number, steps[number - 1])


def _take(database: Database, family: str, number: int, step: Sequence[str]) -> None:
    with database.making() as cursor:
        cursor.execute(TABLE)
        if _done(cursor).get(family, 0) >= number:  # another process was first
            return
        for statement in step:
            cursor.execute(statement)
        cursor.execute("INSERT INTO migrations VALUES (?, ?)", (family, number))


def _all_done(database: Database) -> dict[str, int]:
    if not database.has("migrations"):
        return {}
    with database.reading() as cursor:
        return _done(cursor)


def _done(cursor: Any) -> dict[str, int]:
    cursor.execute("SELECT family, max(number) FROM migrations GROUP BY family")
    return dict(cursor.fetchall())
