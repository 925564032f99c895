"""Each service in a process and over a PostgreSQL database of its own, their messages carried over Kafka."""

import time
from collections.abc import Sequence
from pathlib import Path

from deploy.databases import ACCESS, KEYS, NOTICES_KEYS, Databases, Servers
from deploy.scrape import Scrape
from deploy.wiring.installation import SERVICES, Carrier, Installation
from shared import metrics
from shared.errors import NotReady
from shared.kafka.carriage import Carriage
from shared.kafka.outbound import refuse_beyond
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.service import Service
from shared.settings import Settings
from shared.store.log import Log

SETTLES_WITHIN = 120.0


class Distributed(Installation):
    """One service or several, each over its own PostgreSQL database; messages go over Kafka."""

    def __init__(self, data: Path, settings: Settings, kafka: KafkaSettings, only: str | None = None) -> None:
        self._kafka = kafka
        self.parts = kafka.partitions
        super().__init__(data, only, servers(settings, only), settings)

    def _open(self, keys_at: Path, only: str | None) -> None:
        super()._open(keys_at, only)
        self.carriages = {name: self._carriage(log) for name, log in self.sources.items()}

    def _carriage(self, log: Log) -> Carriage:
        """A service's own log and what it hears; what it keeps beside is only published."""
        service, counts = self.services.get(log.name), metrics.Carried(log.name)
        tallies = Tallies(counts.published, counts.consumed, counts.dead, counts.lag)
        return Carriage(log, service.subscriptions if service else {}, log.keys, self._kafka, tallies)

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
        logs = [service.log, *([service.feed.log] if service.feed else [])]
        return any(
            log.reached(source) < self.sources[source].position()
            for log in logs
            for source in log.hears
            if source in self.sources
        )

    def _scrape(self) -> Scrape:
        outboxes = {name: carriage.waiting for name, carriage in self.carriages.items()}
        return Scrape(self.data, self.services, [], self.ready, outboxes, ["kafka", "database"])


def over_kafka(data: Path, settings: Settings, only: str | None = None) -> Distributed:
    """As the environment says of Kafka."""
    return Distributed(data, settings, KafkaSettings.read(), only)


def servers(settings: Settings, only: str | None = None) -> Databases:
    """The databases that the environment names: one for each service, those of the keys, that of the sessions."""
    settings.check_for(only)
    urls = {name: url for name in SERVICES if (url := settings.database_of(name))}
    owners = {name: url for name in SERVICES if (url := settings.owner_of(name))}
    erasers = {name: url for name in SERVICES if (url := settings.eraser_of(name))}
    return Servers(
        urls | _named(settings.keys_url, settings.notices_keys_url, settings.access_url),
        owners | _named(settings.keys_owner_url, settings.notices_keys_owner_url, settings.access_owner_url),
        erasers | _named(settings.keys_eraser_url, settings.notices_keys_eraser_url, None),
    )


def _named(keys: str | None, notices: str | None, access: str | None) -> dict[str, str]:
    return {name: url for name, url in ((KEYS, keys), (NOTICES_KEYS, notices), (ACCESS, access)) if url}
