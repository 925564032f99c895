"""What both forms share: services over their databases, who is asking, checkpoints, one application."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Protocol

from deploy import policies
from deploy.checkpoints import KEY, Checkpoints
from deploy.databases import ACCESS, Databases, Files
from deploy.erasing import Circle, Erasing
from deploy.scrape import Scrape
from deploy.wiring.rings import FEEDING, Rings
from services import employment, intake, notifications, pathway
from services.pathway.application import Pathways
from shared.access import Reader, Signer, Verifier
from shared.bearers import bearer_of
from shared.files import alone as alone
from shared.identity.settings import IdentitySettings, public_url, token_address
from shared.machines import Machines
from shared.rates import Rates
from shared.reads import ReadBook
from shared.revocations import Revocations
from shared.service import Service, Setting
from shared.sessions import Sessions
from shared.settings import Settings
from shared.sign_in import SignIn
from shared.signing import signing_key, verifying_key
from shared.store.log import Log
from shared.wrapping import Wrapping

if TYPE_CHECKING:
    from starlette.types import ASGIApp

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
        self.rings = Rings(self.databases, self.settings, keys_at, only)
        self.keys = self.rings.of(only)
        self.signing_key_at = self.settings.tokens or keys_at / "tokens.pem"
        self.admissions = self.databases.of(ACCESS)
        self.revocations = Revocations(self.admissions)
        self.verifier = Verifier(verifying_key(self.signing_key_at), self.revocations)
        self.machines = Machines(self.admissions, self.revocations, token_address())
        self.sign_in = SignIn(
            Sessions(self.admissions, self.revocations.refuse),
            self.revocations.add,
            self._identity(),
            public_url().startswith("https:"),
            self.keys.index_key(),
        )
        self.access = policies.load()
        self.checkpoint_key = signing_key(self.settings.checkpoints or keys_at / KEY)
        self.rates = Rates(self.settings.shares)
        self.services = {name: self._build(module) for name, module in SERVICES.items() if only in (None, name)}
        self.checkpoints = Checkpoints(self.data, self.logs, self.checkpoint_key)
        self.erasing = Erasing(self.data, self._circles())
        self.erasing.go_on()

    def _build(self, module: ModuleType) -> Service:
        setting = Setting(
            database=self.databases.of(module.NAME),
            keys=self.rings.of(module.NAME),
            reader_of=bearer_of(self.verifier),
            bearer=self.verifier.reader,
            access=self.access,
            checkpoint_key=self.checkpoint_key,
            parts=self.parts,
            may_post=partial(self.may_post, module.NAME),
            beside=self.databases.of,
            take_events=self.rates.take_events,
            revoked=self.revocations.refuse,
            sign_in=self.sign_in,
            notices=self.rings.notices,
            scraped=lambda: self._scrape().collect(),
        )
        service: Service = module.build(setting)
        return service

    def _identity(self) -> "Identity | None":
        settings = IdentitySettings.read()
        if settings is None or not self.rings.main:  # a person's reference is made with a key of the main ring
            return None
        from shared.identity.coming import Identity  # its HTTP client is for those who ask elsewhere

        return Identity(settings, self.rings.main.index_key())

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
    def reads(self) -> ReadBook:
        """Who read what of the pathway service."""
        found = self.services["pathway"].reads
        assert isinstance(found, ReadBook)
        return found

    @property
    def books(self) -> list[ReadBook]:
        """Who read what of each service here that is read."""
        return [service.reads for service in self.services.values() if service.reads]

    @property
    def logs(self) -> Mapping[str, Log]:
        """Every log here by its name: those of the services, and those beside them."""
        beside = [log for service in self.services.values() for log in service.logs[1:]]
        return {name: service.log for name, service in self.services.items()} | {log.name: log for log in beside}

    @property
    def sources(self) -> Mapping[str, Log]:
        """The logs here that services hear."""
        return {name: log for name, log in self.logs.items() if name not in {book.log.name for book in self.books}}

    @property
    def wrapping(self) -> Wrapping:
        """What wraps the keys of all but the feed."""
        assert self.rings.wrapping
        return self.rings.wrapping

    def _circles(self) -> list[Circle]:
        """The logs in which she is erased, by the ring that seals them."""
        main, notices = self.rings.main, self.rings.notices
        hers = {name: log for name, log in self.sources.items() if name not in FEEDING}
        fed = {name: log for name, log in self.sources.items() if name in FEEDING}
        found = [Circle(main, hers, [name for name in SERVICES if name not in FEEDING])] if main else []
        return [*found, *([Circle(notices, fed, FEEDING, follows=main)] if notices else [])]

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
        self.erasing.start()

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

    def leave(self) -> None:
        """End what would keep the process from ending: it was told to stop."""
        for service in self.services.values():
            service.leave()

    def close(self) -> None:
        for carrier in self.carriers:
            carrier.stop()
        self.checkpoints.stop()
        self.erasing.stop()
        self.revocations.stop()
        if self.sign_in.identity:
            self.sign_in.identity.close()
        for service in self.services.values():
            service.close()
        self.rings.close()
        self.admissions.close()

    def app(self) -> "ASGIApp":
        """One ASGI application: `/<service>/...` goes to that service, the rest to health and metrics."""
        from deploy.wiring.serving import serving  # commands that answer no request do without HTTP

        return serving(self, self._scrape())

    def ready(self) -> list[str]:
        """The reasons, by name, why this process can't serve now; empty when it can."""
        return [name for name, service in self.services.items() if not service.log.writable()]

    def _scrape(self) -> Scrape:
        """What is measured of this process."""
        raise NotImplementedError
