"""What the routes that carry notices out take and tell: who asks, in which roles, and examples."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import Depends, Request
from pydantic import ConfigDict

from services.notifications.carrying import Carrying
from shared.access import Reader
from shared.edge import reader_of
from shared.errors import NotAllowed
from shared.openapi import as_text

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)
Json = dict[str, Any]


def carrying_of(request: Request) -> Carrying:
    """What the service carries notices with, put on the application by what builds it."""
    found = request.app.state.carrying
    assert isinstance(found, Carrying)
    return found


Carried = Annotated[Carrying, Depends(carrying_of)]
Who = Annotated[Reader, Depends(reader_of)]


def only(reader: Reader, roles: Collection[str]) -> None:
    """`NotAllowed` for whoever asks in another role."""
    if reader.role not in roles:
        raise NotAllowed()


def roles(*named: str) -> Json:
    """What a route tells of who may ask."""
    return {"openapi_extra": {"x-roles": sorted(named)}}


def answers(made_up: Json) -> Json:
    """What a route tells of its answer: a made-up one."""
    example = {"summary": "Made up", "value": as_text(made_up)}
    content = {"application/json": {"examples": {"made_up": example}}}
    return {"responses": {200: {"description": "As it is now.", "content": content}}}
