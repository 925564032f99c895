"""A CloudEvent is the same event under that specification's names."""

import pytest

from shared.door.cloudevents import posted

TOLD = {
    "specversion": "1.0",
    "id": "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10",
    "source": "/made-up",
    "type": "NeedMet",
    "subject": "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10",
    "occurredon": "2026-05-22",
    "data": {"need_id": "n1", "confirmed_by_her": True},
}
EVENT = {
    "event_id": TOLD["id"],
    "type": "NeedMet",
    "schema_version": 1,
    "pathway_id": TOLD["subject"],
    "occurred_on": "2026-05-22",
    "data": TOLD["data"],
}


def test_each_attribute_has_its_place():
    assert posted(TOLD) == EVENT


def test_the_time_is_the_moment_unless_only_the_day_is_known():
    moment = {"time": "2026-05-22T10:00:00Z"}
    assert posted(TOLD | moment) == EVENT
    without_day = {name: value for name, value in TOLD.items() if name != "occurredon"}
    at = {name: value for name, value in EVENT.items() if name != "occurred_on"}
    assert posted(without_day | moment) == at | {"occurred_at": "2026-05-22T10:00:00Z"}


def test_what_tells_of_the_transport_is_left_out():
    told = TOLD | {"datacontenttype": "application/json", "dataschema": "https://made-up.example/1", "schemaversion": 1}
    assert posted(told) == EVENT


def test_an_event_of_a_provider_has_no_subject():
    without = {name: value for name, value in TOLD.items() if name != "subject"}
    assert posted(without) == EVENT | {"pathway_id": None}


def test_a_reason_of_lateness_is_kept():
    assert posted(TOLD | {"latenessreason": "told_later"}) == EVENT | {"lateness_reason": "told_later"}


@pytest.mark.parametrize("name", ["event_id", "pathway_id", "schema_version", "provider_id", "occurred_on", "anything"])
def test_another_attribute_never_stands_for_one_of_ours(name):
    found = posted(TOLD | {name: "x"})
    assert {key: found[key] for key in EVENT} == EVENT
    assert len(found) == len(EVENT) + 1


@pytest.mark.parametrize("value", [None, 5, "text", [], {}, {"specversion": "0.3"}, EVENT])
def test_what_is_no_cloudevent_is_passed_on_to_be_refused(value):
    assert posted(value) == value
