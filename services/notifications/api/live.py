"""Live updates over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import StreamingResponse

from services.notifications.api.asked import Carried, Json, Who, only, roles

READING = frozenset({"worker", "coordinator", "supervisor", "privacy_officer"})
EVENTS: Json = {
    "description": "Server-sent events named `notice`, each with an id to resume after.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
Last = Annotated[str | None, Header(alias="Last-Event-ID", description="Resume after this one.", examples=["12"])]
live = APIRouter(prefix="/notifications/v1/live", tags=["live"])


@live.get(
    "",
    operation_id="live",
    response_class=StreamingResponse,
    responses={200: EVENTS},
    **roles(*READING),
)
def get_live(carried: Carried, reader: Who, last: Last = None) -> StreamingResponse:
    """One's own notices as they come, until what let one in ends; nothing is lost or told twice in between."""
    only(reader, READING)
    return StreamingResponse(carried.streams.updates(reader, last), media_type="text/event-stream")
