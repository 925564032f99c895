"""Live updates over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import StreamingResponse

from services.notifications.api.asked import Carried, Json, only, roles
from shared.access import Reader
from shared.openapi import as_text

READING = frozenset({"worker", "coordinator", "supervisor", "privacy_officer"})
MADE_UP = """id: 12
event: notice
data: {"notice_id":"8d7a3c11-3f60-5b60-8f07-0f6c2d1b9a77","line":"Please look.","link":"/notifications/","urgent":true}

"""
EVENTS: Json = {
    "description": "Server-sent events named `notice`, each with an id to resume after.",
    "content": {
        "text/event-stream": {"schema": {"type": "string"}, "examples": {"made_up": {"value": as_text(MADE_UP)}}},
    },
}


def entered(request: Request) -> Reader:
    """Who has the page open, by the session in a cookie too: a browser's `EventSource` sends no header of ours."""
    reader = request.app.state.entered(request)
    assert isinstance(reader, Reader)
    return reader


Entered = Annotated[Reader, Depends(entered)]
Last = Annotated[str | None, Header(alias="Last-Event-ID", description="Resume after this one.", examples=["12"])]
live = APIRouter(prefix="/notifications/v1/live", tags=["live"])


@live.get(
    "",
    operation_id="live",
    response_class=StreamingResponse,
    responses={200: EVENTS},
    **roles(*READING),
)
def get_live(carried: Carried, reader: Entered, last: Last = None) -> StreamingResponse:
    """One's own notices as they come, until what let one in ends; nothing is lost or told twice in between."""
    only(reader, READING)
    return StreamingResponse(carried.streams.updates(reader, last), media_type="text/event-stream")
