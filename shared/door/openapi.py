"""The OpenAPI text of a door: every event type that it takes, receipts, and problems, with examples."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field
from pydantic.json_schema import models_json_schema

from shared.contracts import FACTS, STEP_TYPES
from shared.contracts.public import posted_model
from shared.facts import Door

REF = "#/components/schemas/{model}"
EXAMPLE_ID = "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10"
EXAMPLE_PATHWAY = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
ANSWERS = {
    400: "The body can't be read: not strict JSON, or not UTF-8.",
    401: "A valid token is needed.",
    403: "This role may not post.",
    413: "The body, or the list, is larger than is taken.",
    415: "This media type, or a compressed body, is not taken.",
    503: "It can't be stored for the moment; try again after the seconds in Retry-After.",
}


class FieldProblem(BaseModel):
    """One thing wrong at one place, told without any content."""

    path: str = Field(examples=["data.reason"])
    code: str = Field(examples=["not_in_list"])
    message: str


class EventReceipt(BaseModel):
    """What became of one posted event; position and recorded_at are those of its first storing."""

    event_id: UUID | None
    status: Literal["accepted", "duplicate", "conflict", "refused"]
    position: int | None
    recorded_at: datetime | None
    errors: list[FieldProblem]


class ProblemDetails(BaseModel):
    """RFC 9457 problem details; `errors` says where, if it is about places."""

    type: str = Field(examples=["/problems/not_signed_in"])
    title: str
    status: int
    detail: str | None = None
    errors: list[FieldProblem] = []


def types_of(door: Door) -> list[str]:
    """The event types that a door takes."""
    work = STEP_TYPES if door == "employment" else frozenset()
    return sorted(name for name, fact in FACTS.items() if fact.door == door or name in work)


def describe(app: FastAPI, door: Door) -> None:
    """Complete the application's OpenAPI document with what its door takes and answers."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
            _complete(found, door)
            app.openapi_schema = found
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _complete(document: dict[str, Any], door: Door) -> None:
    names = types_of(door)
    models: list[Any] = [*(posted_model(name) for name in names), EventReceipt, ProblemDetails]
    refs, definitions = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(definitions["$defs"])
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"token": []}]
    event = {
        "oneOf": [refs[model, "validation"] for model in models[:-2]],
        "discriminator": {
            "propertyName": "type",
            "mapping": {name: REF.format(model=f"{name}Posted") for name in names},
        },
    }
    components["schemas"]["PostedEvent"] = event
    document["paths"][f"/{door}/v1/events"] = {"post": _post(names)}
    _receipt(document["paths"][f"/{door}/v1/events/{{event_id}}"]["get"])


def _post(names: list[str]) -> dict[str, Any]:
    one = {"$ref": REF.format(model="PostedEvent")}
    receipt = {"$ref": REF.format(model="EventReceipt")}
    single_or_list = {"oneOf": [one, {"type": "array", "items": one, "maxItems": 500}]}
    body = {
        "required": True,
        "content": {
            "application/json": {
                "schema": single_or_list,
                "examples": {name: {"value": example(name)} for name in names},
            },
            "application/cloudevents+json": {"schema": {"type": "object"}},
            "application/x-ndjson": {"schema": {"type": "string", "description": "One event a line, any number."}},
        },
    }
    answered = {"oneOf": [receipt, {"type": "array", "items": receipt}]}
    content = {
        "application/json": {"schema": answered},
        "application/x-ndjson": {"schema": {"type": "string", "description": "One receipt a line, in order."}},
    }
    told = {
        "200": "All were stored before; or a stream was read to its end, see its receipts.",
        "201": "All new, and durable.",
        "207": "Mixed; see each receipt.",
        "409": "One event: stored before with other content, or not as the history stands.",
        "422": "One event: refused; the receipt says where and why.",
    }
    responses = {code: {"description": text, "content": content} for code, text in told.items()}
    return {
        "tags": ["door"],
        "operationId": "post_events",
        "summary": "Post events",
        "description": "One event, a list of at most 500, or a stream of lines of any length; a receipt for each.",
        "requestBody": body,
        "responses": responses | problems(ANSWERS),
    }


def _receipt(operation: dict[str, Any]) -> None:
    content = {"application/json": {"schema": {"$ref": REF.format(model="EventReceipt")}}}
    operation["responses"] = {"200": {"description": "The receipt.", "content": content}}
    operation["responses"] |= problems(
        {401: ANSWERS[401], 404: "No such event of this provider.", 422: "Not an event id.", 503: ANSWERS[503]}
    )


def problems(told: dict[int, str]) -> dict[str, Any]:
    """OpenAPI responses that carry problem details."""
    content = {"application/problem+json": {"schema": {"$ref": REF.format(model="ProblemDetails")}}}
    return {str(status): {"description": text, "content": content} for status, text in told.items()}


def example(name: str) -> dict[str, Any]:
    """A well-formed posted event of a type, made up."""
    fact = FACTS[name]
    data = dict(fact.example)
    if "dimension" in fact.__struct_fields__:
        data.setdefault("dimension", "psychological_therapy")
    return {
        "event_id": EXAMPLE_ID,
        "type": name,
        "schema_version": 1,
        "pathway_id": None if fact.stream == "provider" else EXAMPLE_PATHWAY,
        "occurred_on": "2026-05-22",
        "data": data,
    }
