"""Examples of what a door takes and answers, all made up."""

from typing import Any

from shared.contracts import FACTS, STEP_TYPES, WORK_DIMENSIONS
from shared.door.cloudevents import RENAMED
from shared.facts import Door

EXAMPLE_ID = "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10"
EXAMPLE_PATHWAY = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"

STORED = {"event_id": EXAMPLE_ID, "position": 123, "recorded_at": "2026-05-22T16:04:11.250311Z", "errors": []}
UNSTORED = {"event_id": EXAMPLE_ID, "status": "refused", "position": None, "recorded_at": None}
OTHER_CONTENT = {
    "path": "event_id",
    "code": "other_content",
    "message": "an event with this id and other content is stored already",
}
NOT_NOW = {"path": "", "code": "referent_already_active", "message": "another referent answers for this pathway"}
ANOTHER_VERSION = {
    "path": "If-Match",
    "code": "not_that_version",
    "message": "something was stored since: read again, then decide",
}
NOT_IN_LIST = {"path": "data.reason", "code": "not_in_list", "message": "must be one of the codes of the list"}

ACCEPTED = STORED | {"status": "accepted"}
DUPLICATE = STORED | {"status": "duplicate"}
CONFLICT = STORED | {"status": "conflict", "errors": [OTHER_CONTENT]}
REFUSED = UNSTORED | {"errors": [NOT_IN_LIST]}
REFUSED_NOW = UNSTORED | {"errors": [NOT_NOW]}
CHANGED_SINCE = UNSTORED | {"errors": [ANOTHER_VERSION]}
TRIED_TOO_OFTEN = {"path": "data.code", "code": "too_many_tries", "message": "too many codes were wrong; wait an hour"}
TOO_MANY = UNSTORED | {"errors": [TRIED_TOO_OFTEN]}


def example(name: str, door: Door) -> dict[str, Any]:
    """A well-formed posted event of a type, as this door takes it."""
    fact = FACTS[name]
    data = dict(fact.example)
    if "dimension" in fact.__struct_fields__:
        data.setdefault("dimension", "psychological_therapy")
    if name in STEP_TYPES and (data["dimension"] in WORK_DIMENSIONS) != (door == "employment"):
        data["dimension"] = "vocational_training" if door == "employment" else "psychological_therapy"
    return {
        "event_id": EXAMPLE_ID,
        "type": name,
        "schema_version": 1,
        "pathway_id": None if fact.stream == "provider" else EXAMPLE_PATHWAY,
        "occurred_on": "2026-05-22",
        "data": data,
    }


def cloud_event(posted: dict[str, Any]) -> dict[str, Any]:
    """The same event under the names of CloudEvents 1.0."""
    known = {theirs: posted[ours] for theirs, ours in RENAMED.items() if posted.get(ours) is not None}
    return {"specversion": "1.0", "source": "/made-up/provider", "schemaversion": 1, **known}
