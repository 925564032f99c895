"""The OpenAPI documents of the services: well formed, complete, true to the doors, and kept in step with the code."""

from copy import deepcopy
from datetime import UTC, datetime

import jsonschema_rs
import orjson
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from deploy.openapi import FOLDER, NAMES, documents, write
from deploy.wiring import SERVICES
from services.pathway.lists import LISTS
from services.pathway.shapes import (
    EXAMPLES,
    PAGES,
    Alarms,
    Choices,
    ContinuityCode,
    Directory,
    FallbacksMissing,
    FundingAtRisk,
    FundingImpact,
    GrantReport,
    Grievances,
    History,
    NextChoice,
    OpenTasks,
    Picture,
    PresentedCodes,
    Proposals,
    Readers,
    Reads,
    Standing,
    Views,
    WhatIf,
)
from shared.access import Reader
from shared.contracts import FACTS, STEP_TYPES, door_of
from shared.door import cloudevents
from shared.door.admission import admit
from shared.store.entries import Draft
from tests.services.documents import breaches, examples, nodes, operations, references, resolved

DOCUMENTS = {name: orjson.loads(text) for name, text in documents().items()}
OF_SERVICES = {name: DOCUMENTS[name] for name in SERVICES}
OPERATIONS = [(name, *each) for name, document in OF_SERVICES.items() for each in operations(document)]
POSTS = {name: DOCUMENTS[name]["paths"][f"/{name}/v1/events"]["post"] for name in SERVICES}
FUNDING = (FundingAtRisk, FallbacksMissing, FundingImpact, GrantReport, NextChoice, WhatIf)
AUDIT = (Alarms, Readers, Reads)
VOICED = (ContinuityCode, Directory, Grievances, PresentedCodes)
SHAPES = (
    Directory,
    Views,
    History,
    Picture,
    Standing,
    Choices,
    Proposals,
    OpenTasks,
    *FUNDING,
    *VOICED,
    *AUDIT,
    *PAGES.values(),
)
OF_FUNDING = {"what_if", "funding_impact", "fallbacks_missing", "next_choice", "grant_report"}
THAT_DAY = datetime(2026, 5, 22, 18, tzinfo=UTC)
POSTER = Reader("BCN-FAR", "worker", "st_1", "token", 0)
READABLE = "application/problem+json"

of_each_service = pytest.mark.parametrize("name", SERVICES)
of_each_document = pytest.mark.parametrize("name", NAMES)
of_each_operation = pytest.mark.parametrize(
    ("name", "path", "method", "operation"), OPERATIONS, ids=[f"{method} {path}" for _, path, method, _ in OPERATIONS]
)


def not_openapi(document):
    return [error.message for error in OPENAPI_31_VALIDATOR.iter_errors(document)]


def untrue_examples(document):
    return [(value, wrong) for schema, value in examples(document) if (wrong := breaches(document, schema, value))]


def taken(name, kind):
    return POSTS[name]["requestBody"]["content"][kind]


@of_each_document
def test_a_document_is_openapi_3_1(name):
    assert DOCUMENTS[name]["openapi"].startswith("3.1")
    assert not_openapi(DOCUMENTS[name]) == []


def test_what_is_not_openapi_is_seen():
    broken = deepcopy(DOCUMENTS["pathway"])
    del broken["paths"]["/pathway/v1/gaps"]["get"]["responses"]["200"]["description"]
    assert not_openapi(broken)


@of_each_document
def test_every_schema_is_one(name):
    for schema in DOCUMENTS[name]["components"]["schemas"].values():
        jsonschema_rs.meta.validate(schema)


@of_each_document
def test_every_reference_leads_somewhere_and_every_component_is_referred_to(name):
    document = DOCUMENTS[name]
    referred = references(document)
    assert all(resolved(document, {"$ref": each}) for each in referred)
    kept = {
        f"#/components/{kind}/{each}"
        for kind in ("schemas", "responses")
        for each in document["components"].get(kind, ())
    }
    assert kept - referred - {f"#/components/schemas/{name}Posted" for name in FACTS} == set()


@of_each_document
def test_every_example_is_as_its_schema_says(name):
    assert untrue_examples(DOCUMENTS[name]) == []


def test_an_untrue_example_is_seen_wherever_it_stands():
    answer = deepcopy(DOCUMENTS["pathway"])
    of_views = answer["paths"]["/pathway/v1/pathways/{pathway_id}/views"]["get"]
    of_views["responses"]["200"]["content"]["application/json"]["examples"]["made_up"]["value"]["open_days"] = -1
    of_views["parameters"][1]["schema"]["examples"] = [7]
    answer["components"]["schemas"]["ConsentGiven"]["example"]["purpose"] = "none"
    answer["components"]["responses"]["not_signed_in"]["content"][READABLE]["examples"]["not_signed_in"]["value"] = {}
    assert len(untrue_examples(answer)) == 4


@of_each_operation
def test_every_operation_tells_who_may_not_what_is_wrong_and_when_not(name, path, method, operation):
    document = DOCUMENTS[name]
    expected = {"401", "422", "503"} | ({"404"} if "_id}" in path else set())
    assert expected <= operation["responses"].keys()
    for status in expected:
        assert resolved(document, operation["responses"][status])["content"][READABLE]["examples"]
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


@of_each_operation
def test_every_operation_shows_what_it_answers(name, path, method, operation):
    told = operation["responses"]["200"]["content"]
    content = told.get("application/json") or told["text/event-stream"]
    assert content["schema"]
    assert content.get("examples") or path.endswith("/label")


@of_each_operation
def test_every_parameter_is_explained_and_shown(name, path, method, operation):
    for parameter in operation.get("parameters", ()):
        explained = parameter["in"] == "path" or (parameter["description"] and parameter["schema"]["examples"])
        assert explained, parameter["name"]


@of_each_document
def test_operation_ids_are_unique(name):
    ids = [operation["operationId"] for _, _, operation in operations(DOCUMENTS[name])]
    assert len(set(ids)) == len(ids)


def test_operation_ids_stay_as_clients_know_them():
    ids = {operation["operationId"] for _, _, operation in operations(DOCUMENTS["pathway"])}
    lists = {"funding_at_risk", *(name.replace("-", "_") for name in LISTS)}
    own = {"standing", "views", "history", "picture", "choices", "proposals", "tasks", "grievances"}
    codes = {"issue_continuity_code", "presented_codes"}
    audit = {"readers", "reads", "alarms", "checkpoint", "consistency", "signed_receipt"}
    assert ids == own | audit | {"providers", "post_events"} | codes | lists | OF_FUNDING


@of_each_service
def test_pages_and_the_framework_are_not_in_a_document(name):
    assert all(path.startswith(f"/{name}/v1/") for path in DOCUMENTS[name]["paths"])
    names = DOCUMENTS[name]["components"]["schemas"].keys()
    assert not [each for each in names if "__" in each or "Validation" in each]


def test_what_is_told_at_one_address_is_what_is_answered_there():
    asked = {name: DOCUMENTS[name]["paths"][f"/{name}/v1/events/{{event_id}}"]["get"] for name in SERVICES}
    told = {name: each["responses"]["200"]["content"]["application/json"]["schema"] for name, each in asked.items()}
    receipt = {"$ref": "#/components/schemas/EventReceipt"}
    assert told == dict.fromkeys(SERVICES, receipt) | {"pathway": {"$ref": "#/components/schemas/Standing"}}


def test_every_type_goes_through_one_door_and_those_of_steps_through_two():
    doors = {each: [name for name in SERVICES if each in taken(name, "application/json")["examples"]] for each in FACTS}
    for each, fact in FACTS.items():
        nowhere = fact.door == "policy"
        assert doors[each] == ([] if nowhere else ["intake", "employment"] if each in STEP_TYPES else [fact.door])
    assert "SessionRecorded" in STEP_TYPES


@of_each_service
def test_a_door_tells_of_the_types_that_it_takes_and_of_no_other(name):
    schemas = DOCUMENTS[name]["components"]["schemas"]
    shown = set(taken(name, "application/json")["examples"])
    assert set(schemas["PostedEvent"]["discriminator"]["mapping"]) == shown
    assert set(schemas["CloudEvent"]["properties"]["type"]["enum"]) == shown
    assert {each.removesuffix("Posted") for each in schemas if each.endswith("Posted")} == shown


@of_each_service
def test_a_door_takes_its_own_examples(name):
    for type_name, shown in taken(name, "application/json")["examples"].items():
        assert door_of(type_name, shown["value"]["data"]) == name
        admitted = admit(orjson.dumps(shown["value"]), name, POSTER, THAT_DAY)
        assert isinstance(admitted, Draft), (type_name, admitted)
        assert admitted.problem is None


@of_each_service
def test_the_cloud_event_and_the_lines_shown_are_events_shown(name):
    events = [each["value"] for each in taken(name, "application/json")["examples"].values()]
    (shown,) = taken(name, "application/cloudevents+json")["examples"].values()
    lines = taken(name, "application/x-ndjson")["examples"]["lines"]["value"].splitlines()
    assert cloudevents.posted(shown["value"]) in events
    assert all(orjson.loads(line) in events for line in lines)


def test_a_cloud_event_of_what_a_door_does_not_take_is_none():
    document = DOCUMENTS["intake"]
    (shown,) = taken("intake", "application/cloudevents+json")["examples"].values()
    schema = taken("intake", "application/cloudevents+json")["schema"]
    for wrong in ({"type": "ConsentGiven"}, {"specversion": "0.3"}, {"schemaversion": 2}, {"data": {}}, {"x": 1}):
        assert breaches(document, schema, shown["value"] | wrong), wrong
    assert breaches(document, schema, [shown["value"]] * 2) == []


def test_every_shape_has_an_example_and_no_event_has_its_name():
    assert {shape.__name__ for shape in SHAPES} == EXAMPLES.keys()
    own = {each for each in DOCUMENTS["pathway"]["components"]["schemas"] if each not in FACTS}
    assert {shape.__name__ for shape in SHAPES} <= own
    for shape in SHAPES:
        shape.model_validate_json(orjson.dumps(EXAMPLES[shape.__name__]))


def test_every_figure_and_every_shape_says_what_it_is():
    told = [node for node in nodes(DOCUMENTS["pathway"]["components"]["schemas"]) if node.get("type") == "object"]
    assert [node["title"] for node in told if "properties" in node and not node.get("description")] == []


def test_two_builds_are_equal_to_the_byte_and_to_the_files(tmp_path):
    write(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made.keys() == {f"{name}.json" for name in NAMES}
    assert {name: orjson.loads(made[f"{name}.json"]) for name in NAMES} == DOCUMENTS
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    behind = [name for name in made.keys() | kept.keys() if made.get(name) != kept.get(name)]
    assert behind == [], "renew them: python -m deploy.openapi"
