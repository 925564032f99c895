"""The pathway over time, as intervals to draw."""

import json

from services.pathway.domain import picture
from tests.services.pathway.domain.facts import (
    accepted,
    assessed,
    closed,
    dropped,
    handed_over,
    handover,
    met,
    need,
    opened,
    planned,
    referent,
    referent_left,
    reopened,
    resumed,
    started,
    suspended,
    transferred,
)
from tests.services.pathway.domain.given import ART, FAR, HOUSING, PONT, PSI, given


def drawn(*events, as_of=20):
    return picture(given(*events).at(as_of))


def lane(*events, as_of=20):
    return drawn(opened(1), *events, as_of=as_of)["lanes"][0]


def test_it_runs_from_the_first_fact_to_as_of():
    found = drawn(need(ART, 3), opened(5), closed(9), reopened(15))
    assert (found["from"], found["to"]) == ("2026-01-03", "2026-01-20")
    assert found["open"] == [["2026-01-05", "2026-01-09"], ["2026-01-15", "2026-01-20"]]


def test_without_facts_there_is_nothing_to_draw():
    nothing: dict[str, list[None]] = {"open": [], "lanes": [], "referents": [], "handovers": [], "risk": []}
    assert drawn() == {"from": None, "to": "2026-01-20", **nothing}


def test_a_step_is_drawn_in_its_stretches():
    step = lane(started("A1", 2), suspended("A1", 5, "venue"), resumed("A1", 9), transferred("A1", 15))["steps"][0]
    assert step == {
        "step_id": "A1",
        "provider_id": PSI,
        "state": "transferred",
        "active": [["2026-01-02", "2026-01-05"], ["2026-01-09", "2026-01-15"]],
        "suspended": [["2026-01-05", "2026-01-09", "venue"]],
        "continues": None,
    }


def test_what_lasted_no_day_is_not_drawn():
    step = lane(planned("A1", 2), started("A1", 5), suspended("A1", 5), resumed("A1", 5), dropped("A1", 8))["steps"][0]
    assert (step["active"], step["suspended"]) == ([["2026-01-05", "2026-01-08"]], [])


def test_a_lane_shows_its_needs_and_its_gaps():
    found = lane(need(ART, 2), started("A1", 5), suspended("A1", 9, "her_request"), met(12))
    assert found["dimension"] == ART
    assert found["needs"] == [["2026-01-02", "2026-01-12"]]
    assert found["gaps"] == [
        {"from": "2026-01-02", "to": "2026-01-05", "kind": "initial_wait", "cause": None},
        {"from": "2026-01-09", "to": "2026-01-12", "kind": "pause", "cause": "her_request"},
    ]


def test_lanes_are_in_the_order_of_the_catalogue():
    found = drawn(opened(1), started("H1", 2, HOUSING), started("A1", 3))
    assert [each["dimension"] for each in found["lanes"]] == [ART, HOUSING]


def test_a_step_is_drawn_in_the_lane_of_its_start():
    found = drawn(opened(1), planned("A1", 2, HOUSING), started("A1", 3, ART, continues="A0"))
    assert [len(each["steps"]) for each in found["lanes"]] == [1, 0]
    assert found["lanes"][0]["steps"][0]["continues"] == "A0"


def test_referents_are_drawn_for_as_long_as_they_answered():
    found = drawn(
        referent(2),
        referent_left(9),
        referent(11, PONT, "st_2"),
        referent(4, PSI, "st_3"),
        referent_left(4, "st_3", by=PSI),
    )
    assert found["referents"] == [
        {"provider_id": FAR, "from": "2026-01-02", "to": "2026-01-09"},
        {"provider_id": PONT, "from": "2026-01-11", "to": "2026-01-20"},
    ]


def test_handovers_are_drawn_from_their_proposal_to_their_end():
    found = drawn(handover(3, "B", "A1"), accepted(5), handed_over(9), handover(12, "A1", handover_id="ho2"))
    assert found["handovers"][0] == {
        "handover_id": "ho1",
        "from_provider": PSI,
        "to_provider": PONT,
        "step_ids": ["A1", "B"],
        "outcome": "completed",
        "proposed_on": "2026-01-03",
        "accepted_on": "2026-01-05",
        "ended_on": "2026-01-09",
    }
    assert found["handovers"][1]["ended_on"] is None


def test_risk_is_drawn_level_by_level():
    assert drawn(assessed("high", 3), assessed("low", 9))["risk"] == [
        {"from": "2026-01-03", "to": "2026-01-09", "level": "high"},
        {"from": "2026-01-09", "to": "2026-01-20", "level": "low"},
    ]


def test_the_picture_is_json():
    assert json.loads(json.dumps(drawn(opened(1), started("A1", 2)))) == drawn(opened(1), started("A1", 2))
