"""Where each service's database is: a SQLite file each in one folder, or a PostgreSQL database each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from shared.errors import WrongSetting
from shared.store.database import Database
from shared.store.sqlite import SqliteDatabase

KEYS, NOTICES_KEYS, ACCESS = "keys", "notices_keys", "access"
BESIDE = {"reads": "pathway", "notices": "pathway", "employment-reads": "employment", "intake-reads": "intake"}
"""Logs that a service keeps beside its own: in its database, in a schema of their own; in a file of their own."""
ELSE = {**BESIDE, ACCESS: KEYS}
NAMED_BY = {KEYS: "ARIADNA_KEYS_URL", NOTICES_KEYS: "ARIADNA_NOTICES_KEYS_URL", ACCESS: "ARIADNA_ACCESS_URL"}
PATH = re.compile(r"search_path=(\w+)")


IN_KEYS = {KEYS: "keys.db", NOTICES_KEYS: "notices.db", ACCESS: "keys.db"}
"""In one folder, sessions, revocations and machines lie beside the keys."""


class Databases(Protocol):
    """Where each service's database is, those of both key rings, and that of sessions, revocations and machines."""

    def of(self, name: str) -> Database: ...


@dataclass(frozen=True)
class Files:
    """A SQLite file each, in one folder."""

    data: Path

    def of(self, name: str) -> Database:
        return SqliteDatabase(self.data / "keys" / IN_KEYS[name] if name in IN_KEYS else self.data / f"{name}.db")


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

        whose = name if name in self.urls else ELSE.get(name, name)
        if whose not in self.urls:
            raise WrongSetting(NAMED_BY.get(whose, "ARIADNA_DATABASE_URL"), "the URL of a database")
        schema = _schema_beside(self.urls[whose], name) if whose == BESIDE.get(name) else None
        return PostgresDatabase(self.urls[whose], name, self.owners.get(whose), self.erasers.get(whose), schema)


def _schema_beside(url: str, name: str) -> str:
    """A schema beside the one that this URL leads to."""
    from psycopg.conninfo import conninfo_to_dict

    own = PATH.search(str(conninfo_to_dict(url).get("options") or ""))
    plain = name.replace("-", "_")
    return f"{own[1]}_{plain}" if own else plain
