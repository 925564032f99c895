"""The OpenAPI text of a door: every event type that it takes, and receipts, with examples."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import models_json_schema

from shared.contracts import FACTS, STEP_TYPES
from shared.contracts.codes import LatenessReason
from shared.contracts.public import posted_model
from shared.door.cloudevents import RENAMED
from shared.errors import (
    BodyTooLarge,
    Busy,
    MalformedBody,
    NoRoom,
    NotAllowed,
    NotReady,
    NotSeenYet,
    NotSignedIn,
    NotSupportedType,
    NotWellFormed,
    Problem,
)
from shared.facts import Day, Door, Moment, const
from shared.openapi import AFTER, REF, FieldProblem, complete, problems

EXAMPLE_ID = "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10"
EXAMPLE_PATHWAY = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
ENVELOPE = (
    "One event; `event_id` is chosen by the sender (time-ordered, v7, advised), and exactly one of `occurred_on`, "
    "the civil day of Madrid and Rome, and `occurred_at` is given. Over 7 days late it needs `lateness_reason`."
)
REFUSALS = (
    MalformedBody(),
    NotSignedIn(),
    NotAllowed(),
    BodyTooLarge(),
    NotSupportedType(),
    NotWellFormed(Problem("", "too_few", "a list of at least one event")),
    NotReady(),
    Busy(),
    NoRoom(),
    NotSeenYet(),
)
STORED = {"event_id": EXAMPLE_ID, "position": 123, "recorded_at": "2026-05-22T16:04:11.250311Z", "errors": []}
UNSTORED = {"event_id": EXAMPLE_ID, "status": "refused", "position": None, "recorded_at": None}
ACCEPTED = STORED | {"status": "accepted"}
DUPLICATE = STORED | {"status": "duplicate"}
CONFLICT = STORED | {
    "status": "conflict",
    "errors": [
        {
            "path": "event_id",
            "code": "other_content",
            "message": "an event with this id and other content is stored already",
        }
    ],
}
REFUSED = UNSTORED | {
    "errors": [{"path": "data.reason", "code": "not_in_list", "message": "must be one of the codes of the list"}]
}
NOT_NOW = UNSTORED | {"errors": [{"path": "", "code": "step_ended", "message": "not as the history stands now"}]}
ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "200": (
        "All were stored before; or a stream was read to its end, see its receipts.",
        {"one": DUPLICATE, "list": [DUPLICATE]},
    ),
    "201": ("All new, and durable.", {"one": ACCEPTED, "list": [ACCEPTED]}),
    "207": ("A list of mixed fates; see each receipt.", {"list": [ACCEPTED, REFUSED]}),
    "409": (
        "One event: stored before with other content, or not as the history stands.",
        {"other_content": CONFLICT, "as_the_history_stands": NOT_NOW},
    ),
    "422": ("Refused: the receipt says where and why.", {"one": REFUSED}),
}


class EventReceipt(BaseModel):
    """What became of one posted event; position and recorded_at are those of its first storing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    event_id: UUID | None = Field(description="Null where none could be read.")
    status: Literal["accepted", "duplicate", "conflict", "refused"]
    position: int | None = Field(description="Its place in this service's log, as `Ariadna-After` takes it.")
    recorded_at: datetime | None = Field(description="UTC; strictly increasing in one service.")
    errors: list[FieldProblem]


class CloudEvent(BaseModel):
    """An event under the names of CloudEvents 1.0; `occurredon` takes the place of `time` where only a day is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    specversion: Literal["1.0"]
    id: UUID = Field(description="The `event_id`.")
    type: str
    source: str = Field(description="The sender's own word, not kept: who posts is known by the token.")
    subject: UUID | None = Field(None, description="The `pathway_id`; left out for provider-level events.")
    time: Moment | None = Field(None, description="The `occurred_at`, unless `occurredon` is there.")
    occurredon: Day | None = None
    schemaversion: int = const(1)
    latenessreason: LatenessReason | None = None
    datacontenttype: str = "application/json"
    dataschema: str | None = None
    data: dict[str, Any]
