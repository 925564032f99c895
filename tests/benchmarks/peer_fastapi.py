"""The peer of F1: a FastAPI route that validates the envelope with pydantic and saves it with eventsourcing.

As kind to the peer as can be: each event is an aggregate of one event under its own id, so that a request
costs one `save` and no read; nobody signs in; and the route is `async`, although it blocks, because it was
measured to be twice as fast as the `def` that FastAPI advises.
"""

import sys
from datetime import date
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import uvicorn
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from tests.benchmarks.peer_settings import environment, recorder_of


class Envelope(BaseModel):
    """One event, as it comes to a door."""

    model_config = ConfigDict(extra="forbid")

    event_id: UUID
    type: str
    schema_version: Literal[1]
    pathway_id: UUID | None
    occurred_on: date
    lateness_reason: Literal["batch_entry", "staff_absence", "system_down", "told_later"] | None = None
    data: dict[str, Any]


class Record(Aggregate):
    """One posted event, stored as the creation of an aggregate of its own."""

    def __init__(self, event_id: UUID, kind: str, pathway_id: UUID | None, occurred_on: str, data: dict[str, Any]):
        self.kind, self.pathway_id, self.occurred_on, self.data = kind, pathway_id, occurred_on, data

    @staticmethod
    def create_id(event_id: UUID) -> UUID:
        return event_id


def app(directory: Path) -> FastAPI:
    """The peer's service over a store in `directory`."""
    store = Application[UUID](env=environment(directory))
    recorder_of(store)
    api = FastAPI()

    @api.post("/events", status_code=201)
    async def post(envelope: Envelope) -> dict[str, Any]:
        record = Record(
            envelope.event_id, envelope.type, envelope.pathway_id, envelope.occurred_on.isoformat(), envelope.data
        )
        position = store.save(record)[-1].notification.id
        return {"event_id": envelope.event_id, "status": "accepted", "position": position}

    return api


if __name__ == "__main__":
    port, directory = int(sys.argv[1]), Path(sys.argv[2])
    uvicorn.run(app(directory), port=port, loop="uvloop", http="httptools", log_level="warning", access_log=False)
