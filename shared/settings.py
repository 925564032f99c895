"""What the environment says a service is to work with; what is wrong is told by its variable, never by its value."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from psycopg import ProgrammingError, conninfo

from shared.errors import WrongSetting
from shared.shares import Shares
from shared.wrapping import Changing, Kek, Wrapping, key_encryption_key, wrapping_of

DATABASE = "ARIADNA_DATABASE_URL"
DATABASE_OWNER = "ARIADNA_DATABASE_OWNER_URL"
KEYS = "ARIADNA_KEYS_URL"
KEYS_OWNER = "ARIADNA_KEYS_OWNER_URL"
DATABASE_ERASER = "ARIADNA_DATABASE_ERASER_URL"
KEYS_ERASER = "ARIADNA_KEYS_ERASER_URL"
KEK_FILE = "ARIADNA_KEK_FILE"
TOKENS_FILE = "ARIADNA_TOKENS_FILE"
CHECKPOINTS_FILE = "ARIADNA_CHECKPOINTS_FILE"
HOSTS = "ARIADNA_HOSTS"
SERVICE = "{service}"
HOST = re.compile(r"\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+")
A_URL = "a PostgreSQL URL that names a database, such as postgresql://role@host/database"


@dataclass(frozen=True)
class Settings:
    """Databases and keys of one service. Without a database's URL it stores in files of its data folder.

    In a database's URL `{service}` stands for the service's name, for a process that opens several. `tokens` is the
    PEM file of the key that local tokens are checked with: the public one, or for who makes tokens the private one.
    `checkpoints` is that of the key that signs checkpoints, the same for all services; without it each makes its own.
    `shares` is what one organisation may ask for; `hosts` are the names that are answered to, any if there are none.
    """

    database_url: str | None = field(default=None, repr=False)
    database_owner_url: str | None = field(default=None, repr=False)
    keys_url: str | None = field(default=None, repr=False)
    keys_owner_url: str | None = field(default=None, repr=False)
    wrapping: Wrapping | None = field(default=None, repr=False)
    tokens: Path | None = None
    checkpoints: Path | None = None
    database_eraser_url: str | None = field(default=None, repr=False)
    keys_eraser_url: str | None = field(default=None, repr=False)
    shares: Shares = field(default_factory=Shares)
    hosts: tuple[str, ...] = ()

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """From the environment; `WrongSetting` for what is wrong or missing."""
        settings = cls(
            _url(environment, DATABASE),
            _url(environment, DATABASE_OWNER),
            _url(environment, KEYS),
            _url(environment, KEYS_OWNER),
            wrapping_of(environment),
            _file(environment, TOKENS_FILE),
            _file(environment, CHECKPOINTS_FILE),
            _url(environment, DATABASE_ERASER),
            _url(environment, KEYS_ERASER),
            Shares.read(environment),
            _hosts(environment),
        )
        if settings.database_url:
            if settings.keys_url in (None, settings.database_url):
                raise WrongSetting(KEYS, f"{A_URL}, and another than that of {DATABASE}")
            if settings.wrapping is None:
                raise WrongSetting(KEK_FILE, "the file of the key-encryption key, unless another variable names one")
        return settings

    @staticmethod
    def in_folder(keys_at: Path) -> Wrapping:
        """The key-encryption key of a folder, made there the first time, and the one before if it still lies there."""
        kek, old = Kek(key_encryption_key(keys_at / "kek")), keys_at / "kek.old"
        return Changing(kek, Kek(key_encryption_key(old))) if old.exists() else kek

    def database_of(self, service: str) -> str | None:
        """The URL of a service's database."""
        return self.database_url.replace(SERVICE, service) if self.database_url else None

    def owner_of(self, service: str) -> str | None:
        """The same, for the role that makes tables."""
        return self.database_owner_url.replace(SERVICE, service) if self.database_owner_url else None

    def eraser_of(self, service: str) -> str | None:
        """The same, for the role that takes out what was erased."""
        return self.database_eraser_url.replace(SERVICE, service) if self.database_eraser_url else None


def _url(environment: Mapping[str, str], variable: str) -> str | None:
    url = environment.get(variable)
    if not url:
        return None
    try:
        named = conninfo.conninfo_to_dict(url).get("dbname")
    except ProgrammingError:
        named = None
    if not named:
        raise WrongSetting(variable, A_URL)
    return url


def _file(environment: Mapping[str, str], variable: str) -> Path | None:
    if not (named := environment.get(variable)):
        return None
    if not (path := Path(named)).is_file():  # one made here would open nothing that other machines have sealed
        raise WrongSetting(variable, "a file that is there")
    return path


def _hosts(environment: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(environment.get(HOSTS, "").split())
    if not all(HOST.fullmatch(host) for host in hosts):
        raise WrongSetting(HOSTS, "names of hosts without ports, with spaces between them")
    return hosts
