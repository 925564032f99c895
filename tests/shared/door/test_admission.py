"""From posted bytes to a draft: what is checked, what is content, and the day that a fact belongs to."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest

from shared.access import Reader
from shared.door.admission import admit, months_before
from shared.store.entries import Draft, Receipt
from shared.store.sealed import PROVIDER_LEVEL, PUBLISHED, provider_stream

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)
FAR = Reader("BCN-FAR", "worker", "st_1", "token", 0)
PATHWAY = "3f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"
EVENT: dict[str, Any] = {
    "event_id": "0192f0c1-6a53-7b8e-9d5e-1d1f3c7a9b10",
    "type": "NeedIdentified",
    "schema_version": 1,
    "pathway_id": PATHWAY,
    "occurred_on": "2026-05-22",
    "data": {"need_id": "n1", "dimension": "housing", "voiced_by": "her"},
}


def admitted(door="intake", reader=FAR, now=NOW, **changed):
    event = {name: value for name, value in (EVENT | changed).items() if value is not ...}
    return admit(orjson.dumps(event), door, reader, now)


def drafted(**changed):
    draft = admitted(**changed)
    assert isinstance(draft, Draft), draft
    return draft


def body(draft):
    return orjson.loads(draft.body)


def test_a_draft_knows_its_stream_its_author_and_its_day():
    draft = drafted()
    assert (draft.stream, draft.event_id) == (UUID(PATHWAY).bytes, UUID(EVENT["event_id"]).bytes)
    assert (draft.provider_id, draft.role, draft.problem, draft.trusted) == ("BCN-FAR", "worker", None, False)
    assert body(draft)["occurred_on"] == "2026-05-22"
    assert next(iter(body(draft))) == "type"


def test_who_posts_is_by_the_token_never_by_the_body():
    for name in ("provider_id", "actor", "role", "recorded_at", "position"):
        assert isinstance(admitted(**{name: "worker"}), Receipt)
    assert (body(drafted())["provider_id"], body(drafted())["actor"]) == ("BCN-FAR", "st_1")


def test_the_day_of_a_moment_is_the_civil_one():
    draft = drafted(occurred_on=..., occurred_at="2026-05-20T23:30:00Z")
    assert (body(draft)["occurred_on"], body(draft)["occurred_at"]) == ("2026-05-21", "2026-05-20T23:30:00Z")


def test_a_fact_of_a_provider_goes_into_that_providers_stream():
    window = {"funding_window_id": "fw1", "first_day": "2026-01-01", "last_day": "2026-12-31"}
    window |= {"funder_type": "own", "dimensions": ["health"]}
    draft = drafted(type="FundingWindowOpened", pathway_id=None, data=window)
    assert draft.stream == provider_stream("BCN-FAR") != provider_stream("BCN-PSI")
    assert draft.flags == PUBLISHED | PROVIDER_LEVEL


def test_a_local_fact_is_not_published():
    assert drafted(type="MatchKeysRegistered", data={"match_keys": ["hmac:abc"]}).flags == 0
    assert drafted().flags == PUBLISHED


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"data": dict(reversed(EVENT["data"].items()))}),
        ({}, {"lateness_reason": "told_later"}),
        ({}, {"pathway_id": PATHWAY.upper()}),
        ({}, {"event_id": EVENT["event_id"].upper()}),
    ],
)
def test_what_makes_no_other_content(one, other):
    assert drafted(**one).content == drafted(**other).content
    assert drafted(**one).event_id == drafted(**other).event_id


@pytest.mark.parametrize(
    "other",
    [
        {"occurred_on": "2026-05-21"},
        {"occurred_on": ..., "occurred_at": "2026-05-22T08:00:00Z"},
        {"pathway_id": "4f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10"},
        {"data": EVENT["data"] | {"need_id": "n2"}},
        {"type": "NeedWithdrawn", "data": {"need_id": "n1", "by": "her"}},
    ],
)
def test_what_makes_other_content(other):
    assert drafted().content != drafted(**other).content


@pytest.mark.parametrize(
    ("day", "role", "reason", "code"),
    [
        ("2026-05-22", "worker", ..., None),
        ("2026-05-23", "worker", ..., "in_the_future"),
        ("2026-05-15", "worker", ..., None),
        ("2026-05-14", "worker", ..., "missing"),
        ("2026-05-14", "worker", "told_later", None),
        ("2024-05-22", "worker", "told_later", None),
        ("2024-05-21", "worker", "told_later", "too_long_ago"),
        ("2024-05-21", "supervisor", "told_later", None),
        ("2024-05-21", "supervisor", ..., "missing"),
    ],
)
def test_the_calendar_is_a_problem_of_the_draft_not_a_refusal_of_the_event(day, role, reason, code):
    """The log tells it only of what it does not hold already: a retry never fails for being late."""
    reader = Reader("BCN-FAR", role, "st_1", "token", 0)
    draft = drafted(reader=reader, occurred_on=day, lateness_reason=reason)
    assert (draft.problem.code if draft.problem else None) == code


def test_today_is_the_civil_day():
    late = datetime(2026, 5, 22, 22, 30, tzinfo=UTC)
    assert drafted(now=late, occurred_on="2026-05-23").problem is None


def test_clocks_may_be_a_minute_apart():
    assert drafted(occurred_on=..., occurred_at="2026-05-22T09:00:59Z").problem is None
    assert drafted(occurred_on=..., occurred_at="2026-05-22T09:01:01Z").problem.code == "in_the_future"


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 5, 22), 24, date(2024, 5, 22)),
        (date(2026, 2, 28), 24, date(2024, 2, 28)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2025, 12, 31)),
    ],
)
def test_so_many_months_before(day, months, before):
    assert months_before(day, months) == before


@pytest.mark.parametrize(
    ("changed", "door", "code"),
    [
        ({"type": "StepStarted", "data": {"step_id": "W1", "dimension": "job_placement"}}, "intake", "wrong_door"),
        ({"type": "StepStarted", "data": {"step_id": "W1", "dimension": "health"}}, "employment", "wrong_door"),
        ({}, "pathway", "wrong_door"),
        ({"type": "ConsentExpired", "data": {"consent_id": "c"}}, "pathway", "made_by_policy"),
    ],
)
def test_an_event_at_another_door_is_told_the_right_one(changed, door, code):
    refused = admitted(door, **changed)
    assert isinstance(refused, Receipt)
    assert (refused.status, refused.errors[0].code, refused.event_id) == ("refused", code, EVENT["event_id"])


def test_the_id_is_repeated_only_if_it_is_one():
    assert admitted(type="x").event_id == EVENT["event_id"]
    assert admitted(type="x", event_id="canary").event_id is None
    assert admit(b'{"event_id": "canary"', "intake", FAR, NOW).event_id is None
