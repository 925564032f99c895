"""The OpenAPI text of a door: every event type that it takes, receipts, and what it refuses, with examples."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

from shared.contracts import FACTS, STEP_TYPES
from shared.contracts.codes import LatenessReason
from shared.contracts.public import posted_model
from shared.door.examples import (
    ACCEPTED,
    CHANGED_SINCE,
    CONFLICT,
    DUPLICATE,
    REFUSED,
    REFUSED_NOW,
    TOO_MANY,
    cloud_event,
    example,
)
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
from shared.openapi import AFTER, FORBID, IF_MATCH, REF, FieldProblem, complete, problems, referred, schemas_of
from shared.rates import TooManyRequests

ENVELOPE = (
    "One event. Its `event_id` is chosen by the sender (time-ordered, v7, advised). Exactly one of `occurred_on`, the "
    "civil day of Madrid and Rome, and `occurred_at` is given; over 7 days later `lateness_reason` says why."
)
REFUSALS = (
    MalformedBody(),
    NotSignedIn(),
    NotAllowed(),
    BodyTooLarge(),
    NotSupportedType(),
    NotReady(),
    Busy(),
    NoRoom(),
    NotSeenYet(),
    TooManyRequests(),
)
RECEIPTS: dict[str, tuple[str, dict[str, Any]]] = {
    "200": (
        "All were stored before; or a stream was read to its end, see its receipts.",
        {"one": DUPLICATE, "list": [DUPLICATE]},
    ),
    "201": ("All new, and durable.", {"one": ACCEPTED, "list": [ACCEPTED]}),
    "207": ("A list of which some; see each receipt.", {"list": [ACCEPTED, REFUSED]}),
    "409": (
        "One event: stored before with other content, or not as the history stands.",
        {"other_content": CONFLICT, "not_now": REFUSED_NOW},
    ),
    "422": (
        "One event refused: its receipt says where and why. A problem: list or header not well formed.",
        {"one": REFUSED},
    ),
}


CHANGED: dict[str, tuple[str, dict[str, Any]]] = {
    "412": ("One event: `If-Match` names another version than the pathway has now.", {"changed": CHANGED_SINCE})
}
MATCH = {
    "name": IF_MATCH,
    "in": "header",
    "description": "Of one event: the entity tag of a reading; it is stored only if nothing was since.",
    "schema": {"type": "string", "examples": ['"5b1c0a7d"']},
}


class EventReceipt(BaseModel):
    """What became of one posted event; position and recorded_at are those of its first storing."""

    model_config = FORBID

    event_id: UUID | None = Field(description="Null where none could be read.")
    status: Literal["accepted", "duplicate", "conflict", "refused"]
    position: int | None = Field(description="Its place in this service's log, for `Ariadna-After`.")
    recorded_at: datetime | None = Field(description="UTC; strictly increasing within one service.")
    errors: list[FieldProblem]


class CloudEvent(BaseModel):
    """An event under the names of CloudEvents 1.0; `occurredon` stands in for `time` where only the day is known."""

    model_config = FORBID

    specversion: Literal["1.0"]
    id: UUID = Field(description="The `event_id`.")
    type: str
    source: str = Field(description="The sender's own word, not kept: who posts is known by the token.")
    subject: UUID | None = Field(None, description="The `pathway_id`; left out at provider level.")
    time: Moment | None = Field(None, description="The `occurred_at`.")
    occurredon: Day | None = None
    schemaversion: Annotated[int, const(1)] = 1
    latenessreason: LatenessReason | None = None
    datacontenttype: str = "application/json"
    dataschema: str | None = None
    data: dict[str, Any]


def types_of(door: Door) -> list[str]:
    """The event types that a door takes."""
    work = STEP_TYPES if door == "employment" else frozenset()
    return sorted(name for name, fact in FACTS.items() if fact.door == door or name in work)


def describe(app: FastAPI, door: Door) -> None:
    """Complete the application's OpenAPI document with what its door takes and answers."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            complete(found)
            _add_door(found, door)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _add_door(document: dict[str, Any], door: Door) -> None:
    names = types_of(door)
    document["components"]["schemas"] |= _schemas(names)
    document["paths"][f"/{door}/v1/events"] = {"post": _post(names, door, document["components"])}
    _receipt(document["paths"][f"/{door}/v1/events/{{event_id}}"]["get"])


def _schemas(names: list[str]) -> dict[str, Any]:
    schemas = schemas_of(*map(posted_model, names), EventReceipt, CloudEvent)
    posted = {name: REF.format(model=f"{name}Posted") for name in names}
    schemas["CloudEvent"]["properties"] |= {
        "type": {"enum": names},
        "data": {"anyOf": [{"$ref": REF.format(model=name)} for name in names]},
    }
    schemas["PostedEvent"] = {
        "description": ENVELOPE,
        "oneOf": [{"$ref": ref} for ref in posted.values()],
        "discriminator": {"propertyName": "type", "mapping": posted},
    }
    return schemas


def _post(names: list[str], door: Door, components: dict[str, Any]) -> dict[str, Any]:
    after = {
        "name": AFTER,
        "in": "header",
        "description": "Positions of receipts that must have been taken in here first; at most two seconds are waited.",
        "schema": {"type": "string", "examples": ["intake=123"]},
    }
    return {
        "tags": ["door"],
        "operationId": "post_events",
        "summary": "Post events",
        "description": "One event, a list of at most 500, or a stream of lines of any length; a receipt for each.",
        "parameters": [after, *([MATCH] if door == "pathway" else [])],
        "requestBody": {"required": True, "content": _taken({name: example(name, door) for name in names})},
        "responses": _receipts(door) | _refused(door, components),
    }


def _taken(examples: dict[str, dict[str, Any]]) -> dict[str, Any]:
    first, *_ = examples.values()
    lines = b"".join(orjson.dumps(each) + b"\n" for each in list(examples.values())[:2]).decode()
    return {
        "application/json": {
            "schema": _one_or_list("PostedEvent", maxItems=500),
            "examples": {name: {"value": value} for name, value in examples.items()},
        },
        "application/cloudevents+json": {
            "schema": _one_or_list("CloudEvent", maxItems=500),
            "examples": {"one": {"value": cloud_event(first)}},
        },
        "application/x-ndjson": {
            "schema": {"type": "string", "description": "One event a line, any number; a line of at most 64 KiB."},
            "examples": {"lines": {"value": lines}},
        },
    }


def _receipts(door: Door) -> dict[str, Any]:
    responses = problems(NotWellFormed(Problem("", "too_few", "a list of at least one event")))
    told = RECEIPTS | (CHANGED if door == "pathway" else {})
    for status, (text, examples) in told.items():
        response = responses.setdefault(status, {"content": {}})
        response["description"] = text
        response["content"]["application/json"] = {
            "schema": _one_or_list("EventReceipt"),
            "examples": {name: {"value": value} for name, value in examples.items()},
        }
    responses["200"]["content"]["application/x-ndjson"] = {
        "schema": {"type": "string", "description": "One receipt a line, in order."},
        "examples": {"lines": {"value": orjson.dumps(ACCEPTED).decode() + "\n"}},
    }
    return responses


def _refused(door: Door, components: dict[str, Any]) -> dict[str, Any]:
    """What a door refuses; too many wrong continuity codes, which are tried at the pathway door, by a receipt."""
    responses = problems(*REFUSALS)
    if door != "pathway":
        return referred(components, responses)
    limited = responses.pop("429")
    limited["description"] += " Or one event: too many continuity codes were wrong."
    content = {"schema": {"$ref": REF.format(model="EventReceipt")}, "examples": {"codes": {"value": TOO_MANY}}}
    limited["content"]["application/json"] = content
    return referred(components, responses) | {"429": limited}


def _receipt(operation: dict[str, Any]) -> None:
    """Tell of receipts asked for again, unless the service tells of an answer of its own there."""
    if operation["responses"]["200"]["content"]["application/json"]["schema"]:
        return
    operation["operationId"] = "receipt"
    content = {"schema": {"$ref": REF.format(model="EventReceipt")}, "examples": {"stored": {"value": ACCEPTED}}}
    operation["responses"]["200"] = {"description": "The receipt.", "content": {"application/json": content}}


def _one_or_list(model: str, **bounds: int) -> dict[str, Any]:
    one = {"$ref": REF.format(model=model)}
    return {"oneOf": [one, {"type": "array", "items": one, "minItems": 1, **bounds}]}
