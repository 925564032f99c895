"""What both forms share: services over their databases, who is asking, checkpoints, one application."""

import fcntl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from starlette.types import ASGIApp, Receive, Scope, Send

from deploy.checkpoints import Checkpoints
from deploy.databases import KEYS, Databases, Files
from services import employment, intake, notifications, pathway
from services.pathway.application import Pathways
from shared.access import Reader, Signer, Verifier, bearer_of
from shared.edge import Edge
from shared.identity.settings import IdentitySettings, public_url, token_address
from shared.keys import KeyRing, key_encryption_key
from shared.machines import Machines
from shared.measured import Measured
from shared.revocations import Revocations
from shared.service import Service, Setting
from shared.sessions import Sessions
from shared.settings import Settings
from shared.sign_in import SignIn
from shared.signing import is_public, signing_key, verifying_key

if TYPE_CHECKING:
    from shared.identity.coming import Identity

SERVICES: dict[str, ModuleType] = {
    "intake": intake,
    "employment": employment,
    "pathway": pathway,
    "notifications": notifications,
}


class Carrier(Protocol):
    """Carries messages between services, in a thread of its own."""

    def start(self) -> None: ...

    def stop(self) -> None: ...


class Installation:
    """Services over the folder `data` and their databases; a command and running servers may share both."""

    parts = 0
    """In how many parts a service hears each other's log."""

    def __init__(
        self,
        data: Path,
        only: str | None = None,
        databases: Databases | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.data = data
        self.databases = databases or Files(data)
        self.settings = settings or Settings()
        keys_at = data / "keys"
        keys_at.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(keys_at / "starting.lock"):
            self._open(keys_at, only)

    def _open(self, keys_at: Path, only: str | None) -> None:
        self.kek = self.settings.kek or key_encryption_key(keys_at / "kek")
        self.keys = KeyRing(self.databases.of(KEYS), self.kek)
        self.signing_key_at = self.settings.tokens or keys_at / "tokens.pem"
        self.access = self.databases.of(KEYS)
        self.revocations = Revocations(self.access)
        self.verifier = Verifier(verifying_key(self.signing_key_at), self.revocations)
        self.machines = Machines(self.access, self.revocations, token_address())
        self.sign_in = SignIn(
            Sessions(self.access, self.revocations.refuse),
            self.revocations.add,
            self._identity(),
            public_url().startswith("https:"),
        )
        self.services = {name: self._build(module) for name, module in SERVICES.items() if only in (None, name)}
        logs = {name: service.log for name, service in self.services.items()}
        self.checkpoints = Checkpoints(self.data, logs, self.settings.checkpoints)

    def _build(self, module: ModuleType) -> Service:
        setting = Setting(
            self.databases.of(module.NAME),
            self.keys,
            bearer_of(self.verifier),
            self.verifier.reader,
            self.parts,
            partial(self.may_post, module.NAME),
            self.revocations.refuse,
            self.sign_in,
        )
        service: Service = module.build(setting)
        return service

    def _identity(self) -> "Identity | None":
        settings = IdentitySettings.read()
        if settings is None:
            return None
        from shared.identity.coming import Identity  # its HTTP client is for those who ask elsewhere

        return Identity(settings, self.keys.index_key())

    def _tokens(self) -> dict[str, ASGIApp]:
        """Where machines get their tokens: in a process that holds the key that signs."""
        if is_public(self.signing_key_at):
            return {}
        from shared import tokens

        return {"access": tokens.app(self.machines, self.signer)}

    def may_post(self, service: str) -> None:
        """Raise if a door must not take in any more."""

    @property
    def carriers(self) -> Sequence[Carrier]:
        """What carries messages into and out of the services that are here."""
        raise NotImplementedError

    @property
    def pathways(self) -> Pathways:
        """The readings of the pathway service."""
        found = self.services["pathway"].asked
        assert isinstance(found, Pathways)
        return found

    @property
    def signer(self) -> Signer:
        """Makes local tokens; `KeysUnreadable` where only the public key is."""
        return Signer(signing_key(self.signing_key_at))

    def start(self) -> None:
        """Begin to carry messages, to keep the overviews fresh and to see what is revoked elsewhere."""
        self.revocations.start()
        for carrier in self.carriers:
            carrier.start()
        for service in self.services.values():
            service.start()
        self.checkpoints.start()

    def drain(self) -> None:
        """Carry everything that waits, where that is this process's work."""
        raise NotImplementedError

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
        for carrier in self.carriers:
            carrier.stop()
        self.checkpoints.stop()
        self.revocations.stop()
        if self.sign_in.identity:
            self.sign_in.identity.close()
        for service in self.services.values():
            service.close()
        self.keys.close()
        self.access.close()

    def app(self) -> ASGIApp:
        """One ASGI application: `/<service>/...` goes to that service, the rest to health and metrics."""
        apps = {name: service.app for name, service in self.services.items()}
        return Measured(Edge(ByService(apps | self._tokens(), self._health())), [f"/{name}/v1/events" for name in apps])

    def ready(self) -> list[str]:
        """The reasons, by name, why this process can't serve now; empty when it can."""
        return [name for name, service in self.services.items() if not service.log.writable()]

    def _health(self) -> ASGIApp:
        raise NotImplementedError


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
