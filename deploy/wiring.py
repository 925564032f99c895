"""The one place that knows how the services are put together, and over which databases."""

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Protocol

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.checkpoints import Checkpoints
from services import employment, intake, notifications, pathway
from services.pathway.application import Pathways
from shared import health
from shared.access import Reader, Revocations, Signer, Verifier
from shared.edge import Edge
from shared.errors import NotSignedIn
from shared.keys import KeyRing, key_encryption_key
from shared.relay import Relay
from shared.service import Service, Setting
from shared.store.database import Database
from shared.store.postgres import PostgresDatabase
from shared.store.sqlite import SqliteDatabase

KEYS = "keys"
SERVICES: dict[str, ModuleType] = {
    "intake": intake,
    "employment": employment,
    "pathway": pathway,
    "notifications": notifications,
}


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
    """A PostgreSQL database each, by name; where an owner's URL is given its role makes the tables."""

    urls: Mapping[str, str]
    owners: Mapping[str, str] = field(default_factory=dict)

    def of(self, name: str) -> Database:
        return PostgresDatabase(self.urls[name], name, self.owners.get(name))


class Embedded:
    """All services in one process, over the folder `data`; a command and a running server may share one folder.

    `databases` puts what is stored elsewhere than into files of that folder.
    """

    def __init__(self, data: Path, only: str | None = None, databases: Databases | None = None) -> None:
        self.data = data
        self.databases = databases or Files(data)
        keys_at = data / "keys"
        keys_at.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(keys_at / "starting.lock"):
            self._open(keys_at, only)

    def _open(self, keys_at: Path, only: str | None) -> None:
        self.keys = KeyRing(self.databases.of(KEYS), key_encryption_key(keys_at / "kek"))
        self.signer = Signer.load_or_create(keys_at)
        self.verifier = Verifier(self.signer.public_key, Revocations(keys_at / "revoked.json"))
        self.reader_of = reader_of(self.verifier)
        self.services = {name: self._build(module) for name, module in SERVICES.items() if only in (None, name)}
        self.relays = self._relays()
        self.checkpoints = Checkpoints(self.data, {name: service.log for name, service in self.services.items()})

    def _build(self, module: ModuleType) -> Service:
        setting = Setting(self.databases.of(module.NAME), self.keys, self.reader_of, self.verifier.reader)
        service: Service = module.build(setting)
        return service

    def _relays(self) -> list[Relay]:
        return [
            Relay(source, self.services[source].log, service.log.position_of, deliver)
            for service in self.services.values()
            for source, deliver in service.subscriptions.items()
            if source in self.services
        ]

    @property
    def pathways(self) -> Pathways:
        """The readings of the pathway service."""
        found = self.services["pathway"].asked
        assert isinstance(found, Pathways)
        return found

    def start(self) -> None:
        """Begin to carry messages and to keep the overviews fresh."""
        for relay in self.relays:
            relay.start()
        for service in self.services.values():
            service.start()
        self.checkpoints.start()

    def drain(self) -> None:
        """Carry everything that waits, until nothing does."""
        while sum(relay.drain() for relay in self.relays):
            pass

    def settle(self) -> None:
        """Carry everything, fold what is stale, and sign where each log stands."""
        self.drain()
        for service in self.services.values():
            service.refresh()
        self.checkpoints.write()

    def reader_for(self, provider_id: str, role: str) -> Reader:
        """Somebody at this machine who posts for a provider."""
        return self.verifier.reader(self.signer.issue(provider_id, role))

    def close(self) -> None:
        for relay in self.relays:
            relay.stop()
        self.checkpoints.stop()
        for service in self.services.values():
            service.close()
        self.keys.close()

    def app(self) -> ASGIApp:
        """One ASGI application: `/<service>/...` goes to that service, the rest to health and metrics."""
        return Edge(ByService({name: service.app for name, service in self.services.items()}, health.app(self.ready)))

    def ready(self) -> list[str]:
        """The reasons, by name, why this process can't serve now; empty when it can."""
        return [name for name, service in self.services.items() if not service.log.writable()]


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time makes what is not there yet."""
    with path.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


class ByService:
    """Sends a request to the application named by the first part of its path."""

    def __init__(self, apps: dict[str, ASGIApp], other: ASGIApp) -> None:
        self._apps = apps
        self._other = other

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        first = scope.get("path", "").lstrip("/").partition("/")[0]
        await self._apps.get(first, self._other)(scope, receive, send)


def reader_of(verifier: Verifier) -> Callable[[Request], Reader]:
    """Who is asking: the bearer token, or the session cookie of the pages."""

    def read(request: Request) -> Reader:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = request.cookies.get("ariadna", "") if request.method == "GET" else ""
        if not token:
            raise NotSignedIn()
        return verifier.reader(token)

    return read
