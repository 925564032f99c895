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
from shared.wrapping import NOTICES, Changing, Kek, Wrapping, key_encryption_key, wrapping_of

DATABASE = "ARIADNA_DATABASE_URL"
DATABASE_OWNER = "ARIADNA_DATABASE_OWNER_URL"
KEYS = "ARIADNA_KEYS_URL"
KEYS_OWNER = "ARIADNA_KEYS_OWNER_URL"
DATABASE_ERASER = "ARIADNA_DATABASE_ERASER_URL"
KEYS_ERASER = "ARIADNA_KEYS_ERASER_URL"
NOTICES_KEYS = "ARIADNA_NOTICES_KEYS_URL"
NOTICES_KEYS_OWNER = "ARIADNA_NOTICES_KEYS_OWNER_URL"
NOTICES_KEYS_ERASER = "ARIADNA_NOTICES_KEYS_ERASER_URL"
NOTICES_KEK_FILE = "ARIADNA_NOTICES_KEK_FILE"
ACCESS = "ARIADNA_ACCESS_URL"
ACCESS_OWNER = "ARIADNA_ACCESS_OWNER_URL"
KEK_FILE = "ARIADNA_KEK_FILE"
TOKENS_FILE = "ARIADNA_TOKENS_FILE"
CHECKPOINTS_FILE = "ARIADNA_CHECKPOINTS_FILE"
HOSTS = "ARIADNA_HOSTS"
SERVICE = "{service}"
HOST = re.compile(r"\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+")
KEK_IN_FOLDER, NOTICES_KEK_IN_FOLDER = "kek", "notices.kek"
FED: tuple[str | None, ...] = (None, "pathway", "notifications")
NO_KEYS = ("notifications", "access")
"""Who writes or hears the feed; and who has no key of anything else."""
A_KEK = "the file of the key-encryption key, unless another variable names one"
A_URL = "a PostgreSQL URL that names a database, such as postgresql://role@host/database"


@dataclass(frozen=True)
class Settings:
    """Databases and keys of one service. Without a database's URL it stores in files of its data folder.

    In a database's URL `{service}` stands for the service's name, for a process that opens several. `tokens` is the
    PEM file of the key that local tokens are checked with: the public one, or for who makes tokens the private one.
    `checkpoints` is that of the key that signs checkpoints, the same for all services; without it each makes its own.
    `shares` is what one organisation may ask for; `hosts` are the names that are answered to, any if there are none.
    `notices_keys_url` and `notices_wrapping` are those of the keys of the feed to notifications; `access_url` is where
    sessions, revocations and machines are, which is beside the keys if it names nothing else.
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
    notices_keys_url: str | None = field(default=None, repr=False)
    notices_keys_owner_url: str | None = field(default=None, repr=False)
    notices_keys_eraser_url: str | None = field(default=None, repr=False)
    notices_wrapping: Wrapping | None = field(default=None, repr=False)
    access_url: str | None = field(default=None, repr=False)
    access_owner_url: str | None = field(default=None, repr=False)

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
            _url(environment, NOTICES_KEYS),
            _url(environment, NOTICES_KEYS_OWNER),
            _url(environment, NOTICES_KEYS_ERASER),
            wrapping_of(environment, NOTICES),
            _url(environment, ACCESS),
            _url(environment, ACCESS_OWNER),
        )
        settings.check_apart()
        return settings

    def check_apart(self) -> None:
        """Keys lie where nothing else does, and those of the feed apart from all others; `WrongSetting` if not."""
        own = (self.database_url, self.keys_url, self.notices_keys_url)
        if self.database_url and not (self.keys_url or self.notices_keys_url):
            raise WrongSetting(KEYS, A_URL)
        for variable, url, others in ((KEYS, own[1], own[:1]), (NOTICES_KEYS, own[2], own[:2])):
            if url and url in others:
                raise WrongSetting(variable, f"{A_URL}, and another than those of the other variables")
        if self.database_url and self.keys_url:
            _there(KEK_FILE, self.wrapping, A_KEK)
        if self.database_url and self.notices_keys_url:
            _there(NOTICES_KEK_FILE, self.notices_wrapping, A_KEK)

    def check_for(self, service: str | None) -> None:
        """All is named that this service needs over PostgreSQL, or all of them; `WrongSetting` names what is not."""
        if service not in NO_KEYS:
            _there(KEYS, self.keys_url, A_URL)
            _there(KEK_FILE, self.wrapping, A_KEK)
        if service in FED:
            _there(NOTICES_KEYS, self.notices_keys_url, A_URL)
            _there(NOTICES_KEK_FILE, self.notices_wrapping, A_KEK)
        _there(ACCESS, self.access_url or self.keys_url, A_URL)

    @staticmethod
    def in_folder(keys_at: Path, name: str = KEK_IN_FOLDER) -> Wrapping:
        """The key-encryption key of a folder, made there the first time, and the one before if it still lies there."""
        kek, old = Kek(key_encryption_key(keys_at / name)), keys_at / f"{name}.old"
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


def _there(variable: str, value: object, what: str) -> None:
    if value is None:
        raise WrongSetting(variable, what)


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
