"""What people are answered about their inbox, as it is promised: for documents and tests."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.notifications.domain import State
from services.notifications.wishes import Asked, Me
from shared.facts import Day, Moment
from shared.openapi import as_text

NOTICE = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"


class Shape(BaseModel):
    """An answer, or a part of one, as JSON."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class InboxNotice(Shape):
    """A notice by a neutral line: neither whom it is about nor what care."""

    notice_id: UUID
    state: State = Field(description="Acknowledged by one is acknowledged for all of the duty.")
    template: str = Field(description="The family of its text; in quiet mode the one that tells nothing.")
    text: str
    urgency: Literal["normal", "urgent", "extreme"]
    kind: Literal["task", "notice"]
    since: Day
    due: Day | None
    raised_at: Moment
    unanswered: bool = Field(description="Nobody answered in time, and it went on to the next in line.")
    link: str = Field(description="Leads to the page that it is about, once signed in.")


class Inbox(Shape):
    """Notices, the newest first."""

    items: list[InboxNotice]
    next: str | None = Field(description="Where the next page begins; null at the end.")


SHOWN: dict[str, Any] = {
    "notice_id": NOTICE,
    "state": "open",
    "template": "deadline",
    "text": "A date needs your attention.",
    "urgency": "normal",
    "kind": "task",
    "since": "2026-05-22",
    "due": "2026-06-05",
    "raised_at": "2026-05-22T16:04:11Z",
    "unanswered": False,
    "link": f"/notifications/n/{NOTICE}",
}
WISHED: dict[str, Any] = {
    "mail": "worker@example.org",
    "lang": "ca",
    "digest": "daily",
    "quiet": False,
    "hours": {"from": "09:00", "to": "17:00"},
    "region": "ES-CT",
    "channels": ["app", "email_link"],
}
EXAMPLES: dict[type[BaseModel], Any] = {
    Inbox: {"items": [SHOWN], "next": "41"},
    InboxNotice: SHOWN | {"state": "acknowledged"},
    Me: WISHED | {"not_offered": []},
}


def answering(shape: type[BaseModel]) -> dict[str, Any]:
    """What a route tells of its answer: the shape, which is not checked at run time, and an example."""
    example = {"summary": "Made up", "value": as_text(EXAMPLES[shape])}
    content = {"application/json": {"examples": {"made_up": example}}}
    return {"response_model": shape, "responses": {200: {"description": shape.__doc__, "content": content}}}


def asking() -> dict[str, Any]:
    """The body by which people say how they want to be told."""
    schema = Asked.model_json_schema()
    schema["properties"]["hours"] = schema.pop("$defs")["Hours"]
    content = {"application/json": {"schema": schema, "example": WISHED}}
    return {"requestBody": {"required": True, "content": content}}
