"""What the OpenAPI documents of all services have in common: who may ask, and every answer that is a refusal."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from shared.errors import (
    BodyTooLarge,
    Busy,
    MalformedBody,
    NotAllowed,
    NotReady,
    NotSeenYet,
    NotSignedIn,
    NotThatVersion,
    NotWellFormed,
    Problem,
    Refusal,
    TooManyPathways,
    UnknownAddress,
    UnknownEvent,
    UnknownNotice,
    UnknownPathway,
    UnknownWindow,
    problem_details,
)
from shared.rates import TooManyRequests
from shared.web.paper import NoPaper

REF = "#/components/schemas/{model}"
PROBLEM = "application/problem+json"
AFTER = "Ariadna-After"
IF_MATCH = "If-Match"
UNKNOWN: dict[str, Refusal] = {
    "pathway_id": UnknownPathway(),
    "event_id": UnknownEvent(),
    "funding_window_id": UnknownWindow(),
    "notice_id": UnknownNotice(),
    "webhook_id": UnknownAddress(),
}
NOT_OURS = ("HTTPValidationError", "ValidationError")
FORBID = ConfigDict(extra="forbid", frozen=True)


class FieldProblem(BaseModel):
    """One thing wrong at one place, told without any content."""

    model_config = FORBID

    path: str = Field(description="Empty where it is about the whole.", examples=["data.reason"])
    code: str = Field(examples=["not_in_list"])
    message: str = Field(examples=["must be one of the codes of the list"])


class ProblemDetails(BaseModel):
    """RFC 9457 problem details; `errors` says where, if it is about places."""

    model_config = FORBID

    type: str = Field(examples=["/problems/not_signed_in"])
    title: str = Field(examples=["A valid token is needed"])
    status: int = Field(examples=[401])
    detail: str | None = None
    errors: list[FieldProblem] = []


class Shape(BaseModel):
    """An answer, or a part of one, as JSON: promised to who asks, never in the way of an answer."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Untitled(GenerateJsonSchema):
    """Schemas without titles that only repeat the name of a field."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schemas_of(*models: type[BaseModel]) -> dict[str, Any]:
    """Models, and what they hold, by name, as a document keeps them."""
    _, made = models_json_schema(
        [(model, "validation") for model in models], ref_template=REF, schema_generator=Untitled
    )
    definitions: dict[str, Any] = made["$defs"]
    return definitions


def complete(document: dict[str, Any]) -> None:
    """Add the security scheme, and to each operation what it may refuse; drop the framework's own idea of that."""
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    document["security"] = [{"token": []}]
    schemas = components.get("schemas", {}) | schemas_of(ProblemDetails)
    components["schemas"] = {name: schema for name, schema in schemas.items() if name not in NOT_OURS}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            operation["responses"] |= referred(components, problems(*refusals(path, operation)))
            _read_examples(operation)


def as_text(example: Any) -> str:
    """An example as routes give it, for the framework leaves out of any other what is null in it."""
    return orjson.dumps(example).decode()


def answering(shape: type[Shape], example: Any) -> dict[str, Any]:
    """What a route tells of its answer: the shape, which is not checked at run time, and a made-up example."""
    content = {"application/json": {"examples": {"made_up": {"summary": "Made up", "value": as_text(example)}}}}
    return {"response_model": shape, "responses": {200: {"description": shape.__doc__, "content": content}}}


def _read_examples(operation: dict[str, Any]) -> None:
    for response in operation["responses"].values():
        for media in response.get("content", {}).values():
            for example in media.get("examples", {}).values():
                example["value"] = orjson.loads(example["value"])


def refusals(path: str, operation: dict[str, Any]) -> Iterator[Refusal]:
    """What an operation may refuse, by what it takes."""
    named = re.findall(r"{(\w+)}", path)
    yield NotSignedIn()
    yield from (UNKNOWN[name] for name in named if name in UNKNOWN)
    if "requestBody" in operation:
        yield from (MalformedBody(), NotAllowed(), BodyTooLarge())
    elif "x-roles" in operation:
        yield NotAllowed()
    yield NotWellFormed(Problem("pathway_id", "not_a_uuid", "not what this parameter takes"))
    if "pathway_id" in named and path.startswith("/pathway/"):
        yield TooManyPathways()
    if "application/pdf" in operation["responses"].get("200", {}).get("content", {}):
        yield NoPaper()
    yield from (NotReady(), TooManyRequests(), Busy())
    taken = {each["name"] for each in operation.get("parameters", ())}
    if AFTER in taken:
        yield NotSeenYet()
    if IF_MATCH in taken:
        yield NotThatVersion()


def problems(*found: Refusal) -> dict[str, Any]:
    """OpenAPI responses by status, each with the very body of its refusals as examples."""
    responses: dict[str, Any] = {}
    for refusal in found:
        response = responses.setdefault(str(refusal.status), _response(refusal))
        response["content"][PROBLEM]["examples"][refusal.code] = {"value": problem_details(refusal)}
    return responses


def referred(components: dict[str, Any], responses: dict[str, Any]) -> dict[str, Any]:
    """The same by reference, each kept among the components once, named by the codes of its examples."""
    kept = components.setdefault("responses", {})
    references = {}
    for status, response in responses.items():
        name = "_or_".join(response["content"][PROBLEM]["examples"])
        kept[name] = response
        references[status] = {"$ref": f"#/components/responses/{name}"}
    return references


def _response(refusal: Refusal) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": REF.format(model="ProblemDetails")}, "examples": {}}}
    response: dict[str, Any] = {"description": f"{refusal.title}.", "content": content}
    if refusal.headers:
        told = refusal.headers.items()
        response["headers"] = {name: {"schema": {"type": "string"}, "example": value} for name, value in told}
    return response
