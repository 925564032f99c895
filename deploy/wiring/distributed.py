"""Each service in a process and over a PostgreSQL database of its own, their messages carried over Kafka."""

import time
from collections.abc import Sequence
from pathlib import Path

from starlette.types import ASGIApp

from deploy.databases import KEYS, Databases, Servers
from deploy.scrape import Scrape
from deploy.wiring.installation import SERVICES, Carrier, Installation
from shared import health, metrics
from shared.errors import NotReady
from shared.kafka.carriage import Carriage
from shared.kafka.outbound import refuse_beyond
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.service import Service
from shared.settings import Settings

SETTLES_WITHIN = 120.0


class Distributed(Installation):
    """One service or several, each over its own PostgreSQL database; messages go over Kafka."""

    def __init__(self, data: Path, settings: Settings, kafka: KafkaSettings, only: str | None = None) -> None:
        self._kafka = kafka
        self.parts = kafka.partitions
        super().__init__(data, only, servers(settings), settings)

    def _open(self, keys_at: Path, only: str | None) -> None:
        super()._open(keys_at, only)
        self.carriages = {name: self._carriage(service) for name, service in self.services.items()}

    def _carriage(self, service: Service) -> Carriage:
        counts = metrics.Carried(service.name)
        tallies = Tallies(counts.published, counts.consumed, counts.dead, counts.lag)
        return Carriage(service.log, service.subscriptions, self.keys, self._kafka, tallies)

    @property
    def carriers(self) -> Sequence[Carrier]:
        return list(self.carriages.values())

    def may_post(self, service: str) -> None:
        refuse_beyond(self.carriages[service].waiting())

    def drain(self) -> None:
        """Nothing: the services' own processes carry, from start to stop."""

    def settle(self) -> None:
        """Wait until the services here have taken in what the others here hold; then as ever."""
        until = time.monotonic() + SETTLES_WITHIN
        while any(self._lags(service) for service in self.services.values()):
            if time.monotonic() > until:
                raise NotReady()
            time.sleep(0.05)
        super().settle()

    def ready(self) -> list[str]:
        reasons = {reason for carriage in self.carriages.values() for reason in carriage.ready()}
        return [*super().ready(), *sorted(reasons)]

    def _lags(self, service: Service) -> bool:
        return any(
            service.log.reached(source) < self.services[source].log.position()
            for source in service.subscriptions
            if source in self.services
        )

    def _health(self) -> ASGIApp:
        outboxes = {name: carriage.waiting for name, carriage in self.carriages.items()}
        return health.app(self.ready, Scrape(self.data, self.services, [], self.ready, outboxes, ["kafka", "database"]))


def over_kafka(data: Path, settings: Settings, only: str | None = None) -> Distributed:
    """As the environment says of Kafka."""
    return Distributed(data, settings, KafkaSettings.read(), only)


def servers(settings: Settings) -> Databases:
    """The databases that the environment names: one for each service, and that of the keys."""
    urls = {name: url for name in SERVICES if (url := settings.database_of(name))}
    owners = {name: url for name in SERVICES if (url := settings.owner_of(name))}
    erasers = {name: url for name in SERVICES if (url := settings.eraser_of(name))}
    if settings.keys_url:
        urls[KEYS] = settings.keys_url
    if settings.keys_owner_url:
        owners[KEYS] = settings.keys_owner_url
    if settings.keys_eraser_url:
        erasers[KEYS] = settings.keys_eraser_url
    return Servers(urls, owners, erasers)
