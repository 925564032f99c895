"""What a test asks of an OpenAPI document: its operations, its references, its examples, and what it promises."""

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import orjson

Json = dict[str, Any]
Operation = tuple[str, str, Json]


def operations(document: Json) -> Iterator[Operation]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def nodes(value: Any) -> Iterator[Json]:
    """Every object in a document, but not what is inside of examples."""
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key not in ("example", "examples") or not _is_examples(inner):
                yield from nodes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes(inner)


def references(document: Json) -> set[str]:
    return {node["$ref"] for node in nodes(document) if isinstance(node.get("$ref"), str)}


def resolved(document: Json, node: Json) -> Json:
    """The node itself, or what it refers to; LookupError for a reference to nothing."""
    if "$ref" not in node:
        return node
    found: Any = document
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def examples(document: Json) -> Iterator[tuple[Json, Any]]:
    """Every example with the schema that it is one of: of a schema itself, or of a body, a header, a parameter."""
    for node in nodes(document):
        schema = node.get("schema", node)
        found = node.get("examples", ())
        yield from ((schema, each["value"] if isinstance(found, dict) else each) for each in _listed(found))
        if "example" in node:
            yield schema, node["example"]


def breaches(document: Json, schema: Json, value: Any) -> list[str]:
    """In what a value is not as a schema of the document promises."""
    whole = {**schema, "components": document["components"]}
    return [error.message for error in _validator(whole).iter_errors(value)]


def unpromised(document: Json, path: str, method: str, answer: Any) -> list[str]:
    """In what an answer is not as its operation promises: status, media type, headers, body."""
    responses = document["paths"][path][method]["responses"]
    if str(answer.status_code) not in responses:
        return [f"status {answer.status_code}"]
    response = resolved(document, responses[str(answer.status_code)])
    kind = answer.headers["content-type"].partition(";")[0]
    if kind not in response["content"]:
        return [f"media type {kind}"]
    missing = [name for name in response.get("headers", ()) if name not in answer.headers]
    body = orjson.loads(answer.content) if kind.endswith("json") and "ndjson" not in kind else answer.text
    return [*missing, *breaches(document, response["content"][kind]["schema"], body)]


def _validator(schema: Json) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def _listed(found: Any) -> Iterator[Any]:
    yield from found.values() if isinstance(found, dict) else found


def _is_examples(inner: Any) -> bool:
    """Not a property that is called so."""
    return not (isinstance(inner, dict) and inner.keys() & {"type", "$ref", "anyOf"} and "value" not in inner)
