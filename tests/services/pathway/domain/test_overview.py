"""What the lists need of one pathway: dates that stay true as days pass."""

from services.pathway.domain import overview
from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    fallback,
    merged,
    need,
    opened,
    planned,
    referent,
    referent_left,
    resumed,
    session,
    started,
    suspended,
)
from tests.services.pathway.domain.given import ART, ELSEWHERE, FAR, HERE, HOUSING, PONT, PSI, THERE, day, given, said


def row(*events):
    return overview(given(*events).at(99))


def test_an_open_pathway_and_who_answers_for_it():
    found = row(opened(3), referent(5))
    assert {key: found[key] for key in ("pathway_id", "open", "opened_on", "referent")} == {
        "pathway_id": HERE,
        "open": True,
        "opened_on": "2026-01-03",
        "referent": FAR,
    }


def test_without_a_referent_since_the_first_day_of_the_run():
    assert row(opened(3), referent(5))["without_referent_since"] is None
    assert row(opened(3), referent(5), referent_left(9))["without_referent_since"] == "2026-01-09"
    assert row(opened(3), closed(9))["without_referent_since"] is None
    assert row(opened(3), referent(5), referent_left(9))["referent"] is None


def test_what_is_uncovered_since_when_and_who_was_there_last():
    found = row(
        opened(1),
        need(ART),
        need(HOUSING, need_id="n2"),
        started("A1", 1),
        completed("A1", 3),
        started("A2", 4, by=PONT),
        suspended("A2", 9, by=PONT),
    )
    assert found["gaps"] == [
        {
            "dimension": ART,
            "since": "2026-01-09",
            "kind": "interruption",
            "cause": "funding_ended",
            "provider_id": PONT,
        },
        {"dimension": HOUSING, "since": "2026-01-01", "kind": "initial_wait", "cause": None, "provider_id": None},
    ]


def test_what_is_covered_again_is_no_gap():
    assert row(opened(1), need(ART), started("A1", 1), suspended("A1", 5), resumed("A1", 9))["gaps"] == []


def test_steps_that_have_not_ended_and_the_windows_that_were_ever_named():
    found = row(started("A1", 2, window="fw1"), completed("A1", 5), planned("A2", 3), session("A2", 9))
    assert found["steps"] == [
        {
            "step_id": "A2",
            "dimension": ART,
            "provider_id": PSI,
            "state": "planned",
            "window": None,
            "last_fact_on": "2026-01-03",
            "handover": None,
            "pacts": [],
        }
    ]
    assert found["windows"] == ["BCN-PSI/fw1"]


def test_what_is_due_what_overlaps_what_was_agreed_and_what_was_set_aside():
    due = contracts.DeadlineSet(deadline_id="d1", rule="IT-ART13-3M", due_on=day(50))
    met = contracts.DeadlineSet(deadline_id="d2", rule="IT-ART13-3M", due_on=day(40))
    again = resumed("A1", 9)
    found = row(
        opened(1),
        started("A1", 2),
        started("A2", 5, by=PONT),
        fallback(6, "A1"),
        said(due, 7),
        said(met, 7),
        said(contracts.DeadlineMet(deadline_id="d2"), 8),
        again,
    )
    assert found["deadlines"] == [{"deadline_id": "d1", "rule": "IT-ART13-3M", "due_on": "2026-02-19"}]
    assert found["duplicates"] == [{"dimension": ART, "step_ids": ["A1", "A2"], "since": "2026-01-05"}]
    pact = {"pact_id": "pact1", "to_provider": PONT, "rank": 1, "place_held_until": None}
    assert [step["pacts"] for step in found["steps"]] == [[pact], []]
    assert found["set_aside"] == [
        {
            "event_id": again.event_id,
            "reason": "step_not_suspended",
            "provider_id": again.provider_id,
            "since": again.occurred_on.isoformat(),
        }
    ]


def test_merged_registrations_are_listed_under_the_survivor_of_the_last_merge():
    events = (opened(1), merged(HERE, THERE, 5), merged(ELSEWHERE, THERE, 9))
    assert overview(given(*events).at(8))["listed_as"] == HERE
    assert overview(given(*events).at(99))["listed_as"] == ELSEWHERE
    assert row(opened(1))["listed_as"] == HERE
