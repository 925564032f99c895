"""What became of deliveries, over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from services.notifications.api.asked import STRICT, Carried, Json, Who, answers, only, roles
from services.notifications.deliveries import Channel
from services.notifications.deliveries.record import Delivered, before
from shared.facts import ProviderId
from shared.store.sealed import provider_stream

READING = frozenset({"coordinator", "supervisor"})
MADE_UP: Json = {
    "delivery_id": "4c1f8a52-0d1e-5f8e-9a3b-6f6c7f0f2b11",
    "notice_id": "8d7a3c11-3f60-5b60-8f07-0f6c2d1b9a77",
    "provider_id": "BCN-FAR",
    "actor": "st_1",
    "channel": "mail",
    "template": "deadline",
    "state": "sent",
    "due": "2026-06-01T07:03:10Z",
    "attempts": [
        {"at": "2026-06-01T07:02:00Z", "outcome": "deferred"},
        {"at": "2026-06-01T07:03:10Z", "outcome": "sent"},
    ],
}


class Attempt(BaseModel):
    """One attempt, by a code."""

    model_config = STRICT

    at: datetime
    outcome: str = Field(examples=["deferred"])


class Delivery(BaseModel):
    """One notice to one person or system by one channel, without a word of it."""

    model_config = STRICT

    delivery_id: UUID
    notice_id: UUID | None
    provider_id: ProviderId
    actor: str | None = Field(description="The person's reference; null for the provider's own system.")
    channel: Channel
    template: str
    state: Literal["waiting", "sending", "sent", "failed", "dead", "cancelled"]
    due: datetime = Field(description="When it is tried next, or when it ended.")
    attempts: list[Attempt]


class Deliveries(BaseModel):
    """A page of them, the newest first."""

    model_config = STRICT

    items: list[Delivery]
    next: str | None


deliveries = APIRouter(prefix="/notifications/v1/deliveries", tags=["deliveries"])

After = Annotated[str | None, Query(max_length=20, description="The `next` of the page before.", examples=["120"])]


@deliveries.get("", operation_id="deliveries", **roles(*READING), **answers({"items": [MADE_UP], "next": None}))
def get_deliveries(
    carried: Carried,
    reader: Who,
    after: After = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many items at most.", examples=[100])] = 100,
) -> Deliveries:
    """What became of notices: a coordinator's own provider's; to supervisors, those at extreme risk not delivered."""
    only(reader, READING)
    record, until = carried.record, before(after)
    if reader.role == "supervisor":
        found = record.undelivered(until, limit + 1)
    else:
        found = record.of(provider_stream(reader.provider_id), until, limit + 1)
    last = str(found[limit - 1].position) if len(found) > limit else None
    return Deliveries(items=[shown(each) for each in found[:limit]], next=last)


def shown(each: Delivered) -> Delivery:
    """A delivery as it is answered."""
    told = each._asdict() | {"attempts": [Attempt(at=one.at, outcome=one.code) for one in each.attempts]}
    return Delivery.model_validate({name: told[name] for name in Delivery.model_fields})
