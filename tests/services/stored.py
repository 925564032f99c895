"""An embedded store in a folder of its own, and facts put into it as a register's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import uuid4

from deploy.databases import Databases
from deploy.wiring import Embedded
from shared.access import Reader
from shared.contracts import FACTS, door_of
from shared.door.admission import Author, draft
from shared.facts import Event, Role

FAR, PSI = "BCN-FAR", "BCN-PSI"
Json = dict[str, Any]


def reader(provider: str = FAR, role: Role = "worker") -> Reader:
    return Reader(provider, role, "st_1", "token", 0)


def event(type_name: str, pathway_id: str | None, on: date, **data: Any) -> Json:
    """A made-up event of 2026, as it is posted."""
    return {
        "event_id": str(uuid4()),
        "type": type_name,
        "schema_version": 1,
        "pathway_id": None if FACTS[type_name].stream == "provider" else pathway_id,
        "occurred_on": on.isoformat(),
        "data": data,
    }


@contextmanager
def embedded(folder: Path, databases: Databases | None = None) -> Iterator[Embedded]:
    ariadna = Embedded(folder, databases=databases)
    try:
        yield ariadna
    finally:
        ariadna.close()


def put(ariadna: Embedded, *events: Json, provider: str = FAR, carry: bool = True) -> None:
    """Store events as of the noon of their day, each in the log of its door."""
    for one in events:
        noon = datetime.combine(date.fromisoformat(one["occurred_on"]), time(12), UTC)
        row = draft(one, Author(provider, "st_1", "worker"), noon, recorded_at=noon, imported_at=noon)
        (receipt,) = ariadna.services[door_of(one["type"], one["data"])].log.post([row])
        assert receipt.status == "accepted", receipt
    if carry:
        ariadna.drain()


def stored(ariadna: Embedded) -> list[Event]:
    """All that the pathway service's log holds, in order."""
    log = ariadna.pathways.log
    return [log.mapper.open(row.state) for row in log.scan()]
