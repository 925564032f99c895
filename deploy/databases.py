"""Where each service's database is: a SQLite file each in one folder, or a PostgreSQL database each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from shared.store.database import Database
from shared.store.sqlite import SqliteDatabase

KEYS = "keys"
BESIDE = {"reads": "pathway", "employment-reads": "employment"}
"""Logs that a service keeps beside its own: in its database, in a schema of their own; in a file of their own."""
PATH = re.compile(r"search_path=(\w+)")


class Databases(Protocol):
    """Where each service's database is, and that of the keys."""

    def of(self, name: str) -> Database: ...


@dataclass(frozen=True)
class Files:
    """A SQLite file each, in one folder."""

    data: Path

    def of(self, name: str) -> Database:
        return SqliteDatabase(self.data / "keys" / "keys.db" if name == KEYS else self.data / f"{name}.db")


@dataclass(frozen=True)
class Servers:
    """A PostgreSQL database each, by name; where an owner's URL is given its role makes the tables.

    Where an eraser's is given its role takes out what was erased.
    """

    urls: Mapping[str, str]
    owners: Mapping[str, str] = field(default_factory=dict)
    erasers: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Database:
        from shared.store.postgres import PostgresDatabase  # its driver takes as much memory as a rebuild from files

        whose = name if name in self.urls else BESIDE.get(name, name)
        schema = None if whose == name else _schema_beside(self.urls[whose], name)
        return PostgresDatabase(self.urls[whose], name, self.owners.get(whose), self.erasers.get(name), schema)


def _schema_beside(url: str, name: str) -> str:
    """A schema beside the one that this URL leads to."""
    from psycopg.conninfo import conninfo_to_dict

    own = PATH.search(str(conninfo_to_dict(url).get("options") or ""))
    plain = name.replace("-", "_")
    return f"{own[1]}_{plain}" if own else plain
