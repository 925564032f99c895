"""A6: who posted, in which role and when it was recorded is ours to say: a body that says so is refused, at every door.

The oracle: the same event without that field is not refused for it. Nothing of what was refused has a receipt.
"""

import json
from itertools import product
from uuid import uuid4

import pytest

from shared.door.cloudevents import RENAMED
from shared.door.examples import cloud_event, example
from tests.journeys.running import CLOUDEVENT, NDJSON

FIRST = {
    "intake": "NeedIdentified",
    "employment": "StepStarted",
    "pathway": "ReferentAssigned",
    "notifications": "NotificationAcknowledged",
}
SET = {
    "recorded_at": "2020-01-01T00:00:00Z",
    "provider": "MIL-ARTE",
    "provider_id": "MIL-ARTE",
    "role": "supervisor",
    "position": 1,
    "actor": "somebody-else",
    "imported_at": "2020-01-01T00:00:00Z",
    "version": 1,
    "link": "00",
}
SHAPES = ("one", "list", "lines", "cloudevent", "cloudevents")


def event(door):
    made = example(FIRST[door], door)
    made |= {"event_id": str(uuid4()), "lateness_reason": "batch_entry"}
    return made | ({"pathway_id": str(uuid4())} if made["pathway_id"] else {})


def posted(server, door, shape, said, inside, name, value):
    """The receipt of an event in which this field was set."""
    made = cloud_event(said) if shape.startswith("cloud") else dict(said)
    if shape.startswith("cloud"):
        made |= {"latenessreason": said["lateness_reason"]}
    if name:
        made = {**made, "data": {**made["data"], name: value}} if inside else {**made, name.replace("_", ""): value}
        if not inside and not shape.startswith("cloud"):
            made = {**said, name: value}
    body = json.dumps([made] if shape in ("list", "cloudevents") else made)
    kind = NDJSON if shape == "lines" else CLOUDEVENT if shape.startswith("cloud") else {}
    answer = server.send(body + ("\n" if shape == "lines" else ""), "BCN-FAR", door=door, **kind)
    receipts = [json.loads(line) for line in answer.text.splitlines()] if shape == "lines" else answer.json()
    return receipts[0] if isinstance(receipts, list) else receipts


def unknown(receipt):
    return any(error["code"] == "unknown_field" for error in receipt["errors"])


@pytest.mark.promise("A6")
@pytest.mark.parametrize("door", FIRST)
def test_a_body_that_sets_what_is_ours_to_set_is_refused(server, door, tally):
    tried = 0
    for shape, (name, value), inside in product(SHAPES, SET.items(), (False, True)):
        said = event(door)
        receipt = posted(server, door, shape, said, inside, name, value)
        assert receipt["status"] == "refused", (shape, name, inside)
        assert unknown(receipt), (shape, name, inside)
        assert str(value) not in json.dumps(receipt["errors"]) or value in (1, "00")
        if shape == "one":
            assert server.get(f"/{door}/v1/events/{said['event_id']}", "BCN-FAR").status_code == 404
        tried += 1
    tally(f"{door} door", bodies=tried, taken=0)


@pytest.mark.parametrize(("door", "shape"), list(product(FIRST, SHAPES)))
def test_the_same_without_it_is_not_refused_for_it(server, door, shape):
    assert not unknown(posted(server, door, shape, event(door), False, "", None))


def test_the_source_of_a_cloudevent_names_nobody(server):
    """The sender's own word: who posts is known by the token."""
    said = cloud_event(event("intake")) | {"source": "/MIL-ARTE", "latenessreason": "batch_entry"}
    answer = server.send(json.dumps(said), "BCN-FAR", **CLOUDEVENT)
    assert answer.status_code == 201
    assert server.get(f"/intake/v1/events/{said['id']}", "MIL-ARTE").status_code == 404
    assert server.get(f"/intake/v1/events/{said['id']}", "BCN-FAR").status_code == 200
    assert set(RENAMED) & {"source", "provider", "role"} == set()
