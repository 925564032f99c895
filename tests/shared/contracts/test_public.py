"""An event as it is posted: the envelope, and what is said of one that is not well formed."""

import json
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from shared.contracts import FACTS
from shared.contracts.problems import CODES, MESSAGES, MOST, problem
from shared.contracts.public import check, fact_of, posted_model, problems, validator, validator_for
from shared.facts import Fact

PATHWAY = "6a0b8f7e-3f0e-4f57-9a4c-2d1f0c9b8a11"
SECRET = "Fictitious Name 600123123"
EVENT_ID = "0197b1c0-7a10-7c3e-9d55-0c6a3f1e2b01"
STARTED = {
    "event_id": EVENT_ID,
    "type": "StepStarted",
    "schema_version": 1,
    "pathway_id": PATHWAY,
    "occurred_on": "2026-05-22",
    "data": {"step_id": "P2", "dimension": "psychological_therapy"},
}


def posted(type_name: str = "StepStarted", **changes):
    """A posted event with some changes; a value of ... takes the key away."""
    level = {"provider": None, "recipient": None}.get(FACTS[type_name].stream, PATHWAY)
    event = STARTED | {"type": type_name, "pathway_id": level, "data": FACTS[type_name].example} | changes
    return json.dumps({key: value for key, value in event.items() if value is not ...})


def wrong(type_name: str = "StepStarted", **changes) -> list[tuple[str, str]]:
    return told(posted(type_name, **changes))


def wrong_data(type_name: str = "StepStarted", **changes) -> list[tuple[str, str]]:
    data = {key: value for key, value in (FACTS[type_name].example | changes).items() if value is not ...}
    return told(posted(type_name, data=data))


def told(raw: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as refused:
        check(raw)
    return [(found.path, found.code) for found in problems(refused.value)]


@pytest.mark.parametrize("name", sorted(FACTS))
def test_an_event_of_every_type_is_let_in(name):
    event = check(posted(name))
    assert (event.type, type(event)) == (name, posted_model(name))
    assert validator_for(name).validate_json(posted(name)) == event


def test_the_envelope_is_read_as_ids_days_and_moments():
    event = check(posted(occurred_on=..., occurred_at="2026-05-22T09:30:00+02:00", lateness_reason="told_later"))
    assert (event.event_id, event.pathway_id) == (UUID(EVENT_ID), UUID(PATHWAY))
    assert event.occurred_at is not None
    assert event.occurred_at.isoformat() == "2026-05-22T09:30:00+02:00"
    assert (event.occurred_on, event.lateness_reason) == (None, "told_later")


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"type": "StepBegun"}, ("type", "unknown_type")),
        ({"type": 7}, ("type", "unknown_type")),
        ({"type": ["StepStarted"]}, ("type", "unknown_type")),
        ({"type": ...}, ("type", "missing")),
        ({"event_id": "e1"}, ("event_id", "not_a_uuid")),
        ({"event_id": 1}, ("event_id", "not_a_uuid")),
        ({"event_id": ...}, ("event_id", "missing")),
        ({"schema_version": 2}, ("schema_version", "unknown_version")),
        ({"schema_version": True}, ("schema_version", "unknown_version")),
        ({"schema_version": "1"}, ("schema_version", "unknown_version")),
        ({"schema_version": ...}, ("schema_version", "missing")),
        ({"pathway_id": None}, ("pathway_id", "missing")),
        ({"pathway_id": ...}, ("pathway_id", "missing")),
        ({"pathway_id": "pw1"}, ("pathway_id", "not_a_uuid")),
        ({"occurred_on": ...}, ("occurred_on", "missing")),
        ({"occurred_on": None}, ("occurred_on", "missing")),
        ({"occurred_at": "2026-05-22T09:30:00Z"}, ("occurred_at", "not_allowed")),
        ({"lateness_reason": "forgot"}, ("lateness_reason", "not_in_list")),
        ({"provider_id": "BCN-FAR"}, ("", "unknown_field")),
        ({"data": ...}, ("data", "missing")),
        ({"data": []}, ("data", "not_an_object")),
        ({"data": "x"}, ("data", "not_an_object")),
    ],
)
def test_a_wrong_envelope_is_told_by_place_and_rule(changes, found):
    assert wrong(**changes) == [found]


@pytest.mark.parametrize(
    "day",
    [
        "22-05-2026",
        "2026-5-22",
        "2026-02-30",
        "0000-01-01",
        "1748000000",
        1748000000,
        "2026-05-22T00:00:00Z",
        "",
        "2026-05-22\n",
    ],
)
def test_a_day_is_written_in_one_way(day):
    assert wrong(occurred_on=day) == [("occurred_on", "not_a_date")]


@pytest.mark.parametrize(
    "moment",
    [
        "2026-05-22T09:30:00",
        "2026-05-22",
        "2026-05-22T09:30Z",
        "2026-05-22T25:00:00Z",
        "2026-05-22 09:30:00Z",
        "2026-05-22T09:30:00+99:00",
        "0001-01-01T00:00:00+05:00",
        1748000000,
    ],
)
def test_a_moment_has_a_zone_and_is_written_in_one_way(moment):
    assert wrong(occurred_on=..., occurred_at=moment) == [("occurred_at", "not_a_date")]


def test_an_event_of_a_provider_has_no_pathway():
    assert wrong("FundingWindowOpened", pathway_id=PATHWAY) == [("pathway_id", "not_allowed")]
    assert check(posted("FundingWindowOpened", pathway_id=...)).pathway_id is None


@pytest.mark.parametrize("name", ["EventCorrected", "EventVoided", "ChannelPreferenceSet"])
@pytest.mark.parametrize("pathway_id", [PATHWAY, None])
def test_an_amendment_and_a_preference_may_be_of_either_level(name, pathway_id):
    assert str(check(posted(name, pathway_id=pathway_id)).pathway_id) == str(pathway_id)


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        ("StepDropped", {"reason": "non_attendance"}, ("data.reason", "not_in_list")),
        ("StepDropped", {"reason": "no_police_cooperation"}, ("data.reason", "not_in_list")),
        ("StepDropped", {"reason": None}, ("data.reason", "missing")),
        ("StepStarted", {"conditional": True}, ("data.conditional", "not_allowed")),
        ("StepStarted", {"conditional": 0}, ("data.conditional", "not_a_bool")),
        ("StepStarted", {"dimension": ...}, ("data.dimension", "missing")),
        ("StepStarted", {"step_id": 4}, ("data.step_id", "not_a_string")),
        ("StepStarted", {"step_id": ""}, ("data.step_id", "malformed")),
        ("StepStarted", {"step_id": "P2 of somebody"}, ("data.step_id", "malformed")),
        ("IntakeCompleted", {"contact_safety_considered": False}, ("data.contact_safety_considered", "not_allowed")),
        ("SessionRecorded", {"minutes": 4}, ("data.minutes", "out_of_range")),
        ("SessionRecorded", {"minutes": 481}, ("data.minutes", "out_of_range")),
        ("SessionRecorded", {"minutes": 30.5}, ("data.minutes", "not_a_number")),
        ("SessionRecorded", {"minutes": "30"}, ("data.minutes", "not_a_number")),
        ("SessionRecorded", {"interpreter_missing": 1}, ("data.interpreter_missing", "not_a_bool")),
        ("RightsInformationGiven", {"topics": ["asylum", "gossip"]}, ("data.topics.1", "not_in_list")),
        ("RightsInformationGiven", {"topics": ["asylum", None]}, ("data.topics.1", "not_in_list")),
        ("RightsInformationGiven", {"topics": "asylum"}, ("data.topics", "not_a_list")),
        ("RightsInformationGiven", {"language": "English"}, ("data.language", "malformed")),
        ("ConsentGiven", {"recipients": []}, ("data.recipients", "too_few")),
        ("ConsentGiven", {"recipients": [f"BCN-{n}" for n in range(21)]}, ("data.recipients", "too_many")),
        ("ConsentGiven", {"recipients": ["bcn far"]}, ("data.recipients.0", "malformed")),
        ("ConsentGiven", {"valid_until": "2027-13-01"}, ("data.valid_until", "not_a_date")),
        ("MatchKeysRegistered", {"match_keys": []}, ("data.match_keys", "too_few")),
        ("MatchKeysRegistered", {"match_keys": [f"hmac:{n}" for n in range(9)]}, ("data.match_keys", "too_many")),
        ("MatchKeysRegistered", {"match_keys": ["fictitious name"]}, ("data.match_keys.0", "malformed")),
        ("EmergencyAccessUsed", {"note": "short"}, ("data.note", "too_short")),
        ("EmergencyAccessUsed", {"note": "x" * 501}, ("data.note", "too_long")),
        ("EmergencyAccessUsed", {"note": "x" * 30 + "\0"}, ("data.note", "malformed")),
        ("ReferralAnswered", {"reason": "did_not_come"}, ("data.reason", "not_in_list")),
        ("FundingWindowOpened", {"last_day": "2025-12-31"}, ("data.last_day", "out_of_range")),
        ("EventCorrected", {"changes": {}}, ("data.changes", "too_few")),
        ("EventCorrected", {"changes": []}, ("data.changes", "not_an_object")),
        ("EventCorrected", {"changes": {"note": SECRET}}, ("data.changes", "malformed")),
        ("EventCorrected", {"changes": {SECRET: 1}}, ("data.changes", "malformed")),
        ("EventCorrected", {"changes": {"topics": [[]]}}, ("data.changes", "malformed")),
        ("EventCorrected", {"changes": {"topics": {"a": 1}}}, ("data.changes", "malformed")),
        ("EventCorrected", {"changes": {"rank": 10**30}}, ("data.changes", "malformed")),
        ("EventVoided", {"target_event_id": EVENT_ID.upper()}, ("data.target_event_id", "malformed")),
    ],
)
def test_wrong_data_is_told_by_place_and_rule(name, changes, found):
    assert wrong_data(name, **changes) == [found]


@pytest.mark.parametrize("name", sorted(FACTS))
def test_an_unknown_field_is_told_by_its_parent(name):
    assert wrong_data(name, **{SECRET: SECRET}) == [("data", "unknown_field")]
    assert told(posted(name)[:-1] + f', "{SECRET}": 1}}') == [("", "unknown_field")]


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b"[" * 9000, b'{"a":' * 9000, b'{"type": "\\ud800"}', b'{"a": 01}']
)
def test_what_is_no_json_is_malformed(raw):
    assert told(raw) == [("", "malformed")]


@pytest.mark.parametrize("raw", ["null", "[]", "7", '"StepStarted"'])
def test_what_is_no_object_is_told_so(raw):
    assert told(raw) == [("", "not_an_object")]


def test_nothing_of_the_event_is_repeated():
    data = {"step_id": SECRET, "dimension": SECRET, "funding_window_id": 600123123, SECRET: {SECRET: [SECRET]}}
    event = dict.fromkeys(STARTED, SECRET) | {"type": "StepStarted", "data": data, SECRET: SECRET}
    with pytest.raises(ValidationError) as refused:
        check(json.dumps(event))
    found = problems(refused.value)
    assert len(found) >= 9
    assert not any(part in str(found) for part in [*SECRET.split(), SECRET])


def test_each_place_is_told_once_and_not_without_end():
    made_up: dict[str, Any] = {f"made_up_{n}": n for n in range(99)}
    assert wrong_data(**made_up) == [("data", "unknown_field")]
    assert len(wrong_data("RightsInformationGiven", topics=["gossip"] * 99)) == MOST


def test_every_code_has_its_words():
    assert set(CODES.values()) | {"malformed", "unknown_version"} == set(MESSAGES)
    assert problem("data.reason", "not_in_list").message == MESSAGES["not_in_list"]


def test_every_error_that_a_model_can_raise_has_a_code():
    raised = {
        "literal_error", "extra_forbidden", "missing", "none_required", "uuid_parsing", "uuid_type", "string_type",
        "int_type", "bool_type", "frozen_set_type", "dict_type", "model_type", "greater_than_equal",
        "less_than_equal", "string_too_long", "string_too_short", "too_long", "too_short", "union_tag_invalid",
        "union_tag_not_found",
    }  # fmt: skip
    assert raised <= set(CODES)


def test_data_are_checked_alone_as_at_a_door():
    assert isinstance(fact_of("NeedMet", {"need_id": "n1", "confirmed_by_her": True}), Fact)
    with pytest.raises(ValidationError):
        fact_of("NeedMet", {"need_id": "n1", "confirmed_by_her": "yes"})
    with pytest.raises(KeyError):
        fact_of("NeedForgotten", {})


def test_a_correction_names_fields_and_gives_codes_ids_days_or_numbers():
    changes = {
        "occurred_on": "2026-01-12",
        "minutes": 45,
        "rate": 0.5,
        "urgent": False,
        "band": None,
        "step_ids": ["A1"],
    }
    assert check(posted("EventCorrected", data={**FACTS["EventCorrected"].example, "changes": changes}))


def test_models_are_made_once():
    assert posted_model("StepStarted") is posted_model("StepStarted")
    assert issubclass(posted_model("StepStarted"), BaseModel)
    assert validator() is validator()
