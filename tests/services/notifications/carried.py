"""What tests of carrying share: deliveries over a store, and made-up things to be told."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from deploy.databases import Databases
from deploy.wiring import Embedded
from services.notifications.deliveries import Claims, Deliveries, Outgoing
from services.notifications.deliveries.record import Delivered, Record
from shared.store.log import Log
from shared.store.sealed import provider_stream

NOW = datetime(2026, 6, 1, 7, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REASONS = UUID("b6a7a8f3-5d4e-4d1c-9a55-7b0d35d0c0de")
FAR = "BCN-FAR"
LATER = 2**60


def texts(template: str, lang: str, values: Mapping[str, str]) -> tuple[str, str]:
    """In place of the catalogue."""
    return "Ariadna", f"There is a notice for you ({values.get('count', 1)})."


def outgoing(reason: str = "one", **other: Any) -> Outgoing:
    """A mail to one worker; its id is made of person, reason and channel."""
    told: dict[str, Any] = {
        "provider_id": FAR,
        "actor": "st_1",
        "channel": "mail",
        "address": "st1@far.example",
        "template": "deadline",
        "lang": "en",
        "link": "https://ariadna.example/notifications/n/1",
        "values": {},
        "not_before": NOW,
        "reason": reason,
        "urgent": False,
        "notice_id": uuid5(REASONS, f"notice {reason}"),
        **other,
    }
    whose = f"{told['provider_id']}|{told['actor']}|{reason}|{told['channel']}"
    return Outgoing(delivery_id=uuid5(REASONS, whose), **told)


class Carried:
    """The deliveries of a notifications service."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.deliveries = Deliveries(log.keys)
        self.claims = Claims(log, self.deliveries, drawn=lambda: 0.5)
        self.record = Record(log, self.deliveries)

    def ask(self, *asked: Outgoing) -> None:
        with self.log.writing() as cursor:
            self.deliveries.enqueue(cursor, asked)

    def cancel(self, *notices: UUID) -> None:
        with self.log.writing() as cursor:
            self.deliveries.cancel(cursor, notices)

    def all(self, provider: str = FAR) -> list[Delivered]:
        """In the order in which they were asked for."""
        return self.record.of(provider_stream(provider), LATER, 100_000)[::-1]

    def states(self, provider: str = FAR) -> list[str]:
        return [each.state for each in self.all(provider)]

    def facts(self) -> list[Any]:
        return [self.log.mapper.open(row.state).fact for row in self.log.scan()]


@contextmanager
def carried(folder: Path, databases: Databases | None = None) -> Iterator[Carried]:
    """Over the store of a notifications service that does not run."""
    ariadna = Embedded(folder, "notifications", databases)
    try:
        yield Carried(ariadna.services["notifications"].log)
    finally:
        ariadna.close()
