"""Intake over HTTP: its door, and each organisation's own labels."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool

from services.intake.labels import Label, Labels
from shared import strict_json
from shared.access import Reader
from shared.door.routes import DoorRoutes, door_router
from shared.edge import reader_of
from shared.errors import BodyTooLarge, NotAllowed

LONGEST = 4096
POSTING_ROLES = frozenset({"worker", "coordinator"})


def labels_of(request: Request) -> Labels:
    """The service's labels, put on the application by what builds it."""
    found = request.app.state.labels
    assert isinstance(found, Labels)
    return found


async def body_of(request: Request) -> bytes:
    """A short body of strict JSON."""
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LONGEST:
            raise BodyTooLarge()
    strict_json.loads(raw)
    return raw


own_label = APIRouter(prefix="/intake/v1/pathways/{pathway_id}/label", tags=["labels"])
Kept = Annotated[Labels, Depends(labels_of)]
Who = Annotated[Reader, Depends(reader_of)]


@own_label.put(
    "",
    operation_id="put_label",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": Label.model_json_schema(), "example": {"label": "file 17/26"}}},
        }
    },
)
async def put_label(pathway_id: UUID, labels: Kept, reader: Who, raw: Annotated[bytes, Depends(body_of)]) -> Label:
    """Set one's own organisation's label of a pathway; nobody else ever sees it."""
    if reader.role not in POSTING_ROLES:
        raise NotAllowed()
    return await run_in_threadpool(labels.put, pathway_id, raw, reader)


@own_label.get("", operation_id="get_label")
def get_label(pathway_id: UUID, labels: Kept, reader: Who) -> Label:
    """One's own organisation's label of a pathway."""
    return labels.get(pathway_id, reader)


def routers(door: DoorRoutes) -> list[APIRouter]:
    """Everything that intake answers."""
    return [door_router(door), own_label]
