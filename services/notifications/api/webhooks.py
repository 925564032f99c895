"""Providers' own webhooks over HTTP."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from services.notifications.api.asked import STRICT, Carried, Json, Who, answers, only, roles
from services.notifications.endpoints import Standing
from shared.body import json_of, read_as

LONGEST = 4096
REGISTERING = frozenset({"coordinator"})
MADE_UP: Json = {
    "webhook_id": "0197b6c0-6f00-7a51-8c3e-0d6a1f2b3c4d",
    "url": "https://hooks.example.org/ariadna",
    "state": "on",
    "failing_since": None,
    "secret": None,
}


class Address(BaseModel):
    """Where a provider's own system is told; `rotate` gives a new secret, beside which the old one signs for a day."""

    model_config = STRICT

    url: str = Field(max_length=2048, description="https only, and public addresses.")
    rotate: bool = False


class Webhook(BaseModel):
    """A webhook as its provider sees it; the secret is told once, when it is new."""

    model_config = STRICT

    webhook_id: UUID
    url: str
    state: Literal["on", "gone", "failing"] = Field(
        description="`gone`: it answered 410; `failing`: it took nothing for five days. Registering it turns it on."
    )
    failing_since: datetime | None
    secret: str | None = Field(description="By the Standard Webhooks specification.")


class Webhooks(BaseModel):
    """A provider's webhooks, five at most."""

    model_config = STRICT

    items: list[Webhook]


async def address_body(request: Request) -> bytes:
    """That of a webhook."""
    return await json_of(request, LONGEST)


BODY: Json = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": Address.model_json_schema(), "example": {"url": MADE_UP["url"]}}},
    },
    "x-roles": sorted(REGISTERING),
}
webhooks = APIRouter(prefix="/notifications/v1/webhooks", tags=["webhooks"])


@webhooks.get("", operation_id="get_webhooks", **roles(*REGISTERING), **answers({"items": [MADE_UP]}))
def get_webhooks(carried: Carried, reader: Who) -> Webhooks:
    """The webhooks of a coordinator's own provider."""
    only(reader, REGISTERING)
    return Webhooks(items=[shown(each) for each in carried.endpoints.all_of(reader.provider_id)])


@webhooks.get("/{webhook_id}", operation_id="get_webhook", **roles(*REGISTERING), **answers(MADE_UP))
def get_webhook(webhook_id: UUID, carried: Carried, reader: Who) -> Webhook:
    """One of them."""
    only(reader, REGISTERING)
    return shown(carried.endpoints.one_of(reader.provider_id, webhook_id))


@webhooks.put(
    "/{webhook_id}",
    operation_id="put_webhook",
    openapi_extra=BODY,
    **answers(MADE_UP | {"secret": "whsec_bWFkZSB1cCBmb3IgdGhlIGRvY3VtZW50cyBvbmx5Lg=="}),
)
async def put_webhook(
    webhook_id: UUID, carried: Carried, reader: Who, raw: Annotated[bytes, Depends(address_body)]
) -> Webhook:
    """Register a webhook under an id of one's own choosing, or change it; a new secret is told here, and once."""
    only(reader, REGISTERING)
    said = read_as(Address, raw)
    put = carried.endpoints.put
    return shown(await run_in_threadpool(put, reader.provider_id, webhook_id, said.url, said.rotate))


@webhooks.delete("/{webhook_id}", operation_id="delete_webhook", **roles(*REGISTERING), **answers(MADE_UP))
def delete_webhook(webhook_id: UUID, carried: Carried, reader: Who) -> Webhook:
    """Tell it nothing more; as it was."""
    only(reader, REGISTERING)
    was = carried.endpoints.one_of(reader.provider_id, webhook_id)
    carried.endpoints.remove(reader.provider_id, webhook_id)
    return shown(was)


def shown(each: Standing) -> Webhook:
    """A webhook as it is answered."""
    told = each._asdict()
    return Webhook.model_validate({name: told[name] for name in Webhook.model_fields})
