"""Intake over HTTP: its door, and each organisation's own labels."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Request, Response
from starlette.concurrency import run_in_threadpool

from services.intake.attendance import Attendance, schema, sessions
from services.intake.labels import Label, Labels
from shared.access import Reader
from shared.body import json_of, read_as
from shared.door.audit import audit_router
from shared.door.examples import ACCEPTED, EXAMPLE_PATHWAY
from shared.door.openapi import EventReceipt
from shared.door.routes import JSON, DoorRoutes, door_router, encode
from shared.edge import reader_of
from shared.errors import NotAllowed
from shared.facts import Ref
from shared.openapi import as_text
from shared.store.log import Log

LONGEST = 4096
LONGEST_ATTENDANCE = 32 * 1024
MEETING = {
    "occurred_on": "2026-05-22",
    "dimension": "language_training",
    "attendance": [{"pathway_id": EXAMPLE_PATHWAY, "step_id": "L1", "outcome": "attended"}],
}
ATTENDANCE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": schema(), "example": MEETING}},
    }
}
RECEIPTS: dict[str, Any] = {
    "response_model": list[EventReceipt],
    "responses": {
        200: {
            "description": "A receipt for each woman, in order; see what each says.",
            "content": {"application/json": {"examples": {"made_up": {"value": as_text([ACCEPTED])}}}},
        }
    },
}
POSTING_ROLES = frozenset({"worker", "coordinator"})


def labels_of(request: Request) -> Labels:
    """The service's labels, put on the application by what builds it."""
    found = request.app.state.labels
    assert isinstance(found, Labels)
    return found


async def label_body(request: Request) -> bytes:
    """A label's."""
    return await json_of(request, LONGEST)


async def attendance_body(request: Request) -> bytes:
    """That of a group's attendance."""
    return await json_of(request, LONGEST_ATTENDANCE)


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
async def put_label(pathway_id: UUID, labels: Kept, reader: Who, raw: Annotated[bytes, Depends(label_body)]) -> Label:
    """Set one's own organisation's label of a pathway; nobody else ever sees it."""
    if reader.role not in POSTING_ROLES:
        raise NotAllowed()
    return await run_in_threadpool(labels.put, pathway_id, raw, reader)


@own_label.get("", operation_id="get_label")
def get_label(pathway_id: UUID, labels: Kept, reader: Who) -> Label:
    """One's own organisation's label of a pathway."""
    return labels.get(pathway_id, reader)


def groups(door: DoorRoutes) -> APIRouter:
    """Attendance of groups, taken in by the door's own writer."""
    router = APIRouter(prefix="/intake/v1/groups/{group_ref}", tags=["groups"])

    @router.post("/attendance", operation_id="post_attendance", openapi_extra=ATTENDANCE, **RECEIPTS)
    async def post_attendance(
        group_ref: Annotated[Ref, Path(description="The host's own name for the group; it is not kept.")],
        reader: Who,
        raw: Annotated[bytes, Depends(attendance_body)],
    ) -> Response:
        """One meeting of a group: for each woman a session, stored once however often it is posted."""
        if reader.role not in POSTING_ROLES:
            raise NotAllowed()
        door.setting.may_post()
        drafts = sessions(group_ref, read_as(Attendance, raw), reader, door.log.keys, datetime.now(UTC))
        return Response(encode(await door.store(drafts)), media_type=JSON)

    return router


def routers(door: DoorRoutes, reads: Log) -> list[APIRouter]:
    """Everything that intake answers to programs; `reads` is the log of who read what."""
    audits = [audit_router(log, door.setting.checkpoint_key, door.setting.reader_of) for log in (door.log, reads)]
    return [door_router(door), *audits, own_label, groups(door)]
