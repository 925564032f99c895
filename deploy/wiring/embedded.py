"""All four services in one process, their messages carried from log to log."""

from collections.abc import Sequence
from pathlib import Path

from deploy.scrape import Scrape
from deploy.wiring.installation import Carrier, Installation
from shared.relay import Relay


class Embedded(Installation):
    """All services in one process; messages go from log to log.

    `databases` puts what is stored elsewhere than into files of the folder.
    """

    def _open(self, keys_at: Path, only: str | None) -> None:
        super()._open(keys_at, only)
        self.relays = [
            Relay(source, self.sources[source], service.log.position_of, deliver, service.name)
            for service in self.services.values()
            for source, deliver in service.subscriptions.items()
            if source in self.sources
        ]
        self._feeds = [service.feed for service in self.services.values() if service.feed]

    @property
    def carriers(self) -> Sequence[Carrier]:
        return self.relays

    def drain(self) -> None:
        while sum(way.drain() for way in (*self.relays, *self._feeds)):
            pass

    def _scrape(self) -> Scrape:
        return Scrape(self.data, self.services, self.relays, self.ready)
