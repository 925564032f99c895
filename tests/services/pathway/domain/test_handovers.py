"""Handovers with their clocks, referrals, and fallbacks agreed beforehand."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    accepted,
    fallback,
    handed_over,
    handover,
    merged,
    planned,
    session,
    started,
    transferred,
)
from tests.services.pathway.domain.given import HERE, PONT, THERE, given, said

OPEN = {"outcome": "open", "proposed_to_accepted": None, "accepted_to_first_activity": None, "total": None}


def declined(on: int, handover_id: str = "ho1"):
    return said(contracts.HandoverDeclined(handover_id=handover_id, reason="no_capacity"), on)


def cancelled(on: int, handover_id: str = "ho1"):
    return said(contracts.HandoverCancelled(handover_id=handover_id, reason="renewed"), on)


def test_a_handover_has_three_clocks():
    given(
        started("A1", 1),
        handover(5, "A1"),
        accepted(9),
        transferred("A1", 12),
        started("A2", 14, by=PONT, continues="A1"),
        handed_over(20),
    ).then(
        30,
        handovers={
            "ho1": {"outcome": "completed", "proposed_to_accepted": 4, "accepted_to_first_activity": 5, "total": 15}
        },
    )


def test_a_proposed_handover_is_open_and_no_clock_has_stopped():
    given(handover(5, "A1")).then(30, handovers={"ho1": OPEN})


def test_an_accepted_handover_is_open_still():
    given(handover(5, "A1"), accepted(8)).then(30, handovers={"ho1": {**OPEN, "proposed_to_accepted": 3}})


@pytest.mark.parametrize(("end", "outcome"), [(declined, "declined"), (cancelled, "cancelled")])
def test_a_handover_that_came_to_nothing_has_no_total(end, outcome):
    given(handover(5, "A1"), end(8)).then(30, handovers={"ho1": {**OPEN, "outcome": outcome}})


def test_a_handover_may_be_completed_without_having_been_accepted():
    given(handover(5, "A1"), handed_over(8)).then(30, handovers={"ho1": {**OPEN, "outcome": "completed", "total": 3}})


def test_the_first_activity_continues_a_listed_step_on_or_after_the_acceptance():
    given(
        handover(1, "A1", "L1"),
        started("A2", 3, by=PONT, continues="A1"),
        accepted(5),
        started("X", 6, by=PONT, continues="B"),
        started("Y", 7, by=PONT),
        planned("P", 7),
        started("L2", 9, by=PONT, continues="L1"),
        started("A3", 12, by=PONT, continues="A1"),
    ).then(30, handovers={"ho1": {"accepted_to_first_activity": 4}})


def test_an_activity_on_the_day_of_the_acceptance_is_its_first():
    given(handover(1, "A1"), started("A2", 5, by=PONT, continues="A1"), accepted(5)).then(
        30, handovers={"ho1": {"accepted_to_first_activity": 0}}
    )


def test_what_continues_a_step_of_the_same_id_in_another_registration_is_no_activity_of_this_handover():
    given(
        started("A1", 1),
        started("A1", 1, by="BCN-LLAR", home=THERE),
        handover(2, "A1"),
        accepted(3),
        started("A2", 5, by=PONT, continues="A1", home=THERE),
        started("A3", 9, by=PONT, continues="A1"),
        merged(HERE, THERE, 20),
    ).then(30, handovers={"ho1": {"accepted_to_first_activity": 6}})


def test_a_handover_is_proposed_once():
    again = handover(6, "A1")
    given(handover(5, "A1"), again).then_set_aside((again, "handover_already_known"))


@pytest.mark.parametrize("fact", [accepted, declined, cancelled, handed_over])
def test_an_unknown_handover_has_no_end(fact):
    alone = fact(5)
    given(alone).then_set_aside((alone, "handover_unknown"))


def test_a_handover_is_accepted_once():
    again = accepted(7)
    given(handover(5, "A1"), accepted(6), again).then_set_aside((again, "handover_already_accepted"))


@pytest.mark.parametrize("end", [declined, cancelled, handed_over])
@pytest.mark.parametrize("late", [accepted, declined, cancelled, handed_over])
def test_what_has_ended_is_not_open(end, late):
    after = late(9)
    given(handover(5, "A1"), end(6), after).then_set_aside((after, "handover_not_open"))


def test_a_referral_is_sent_once_and_answered_once():
    def sent(on: int):
        return said(
            contracts.ReferralSent(
                referral_id="rf1", to_provider=PONT, dimension="health", consent_id="c1", urgency="normal"
            ),
            on,
        )

    def answered(on: int, name: str = "rf1"):
        return said(contracts.ReferralAnswered(referral_id=name, answer="accepted"), on, by=PONT)

    early, again, twice = answered(1, "rf9"), sent(4), answered(7)
    given(early, sent(2), again, answered(5), twice).then_set_aside(
        (early, "referral_unknown"), (again, "referral_already_sent"), (twice, "referral_already_answered")
    )


def fallback_ended(on: int, pact_id: str = "pact1"):
    return said(contracts.FallbackEnded(pact_id=pact_id, reason="not_needed"), on)


def test_a_fallback_is_agreed_once_and_ended_once():
    again, unknown, late = fallback(3, "A1"), fallback_ended(3, "pact9"), fallback_ended(6)
    given(started("A1", 1), fallback(2, "A1"), again, unknown, fallback_ended(5), late).then_set_aside(
        (again, "fallback_already_agreed"), (unknown, "fallback_unknown"), (late, "fallback_not_open")
    )


def test_pacts_in_force_are_listed_by_step_rank_and_id():
    history = given(
        started("A1", 1),
        fallback(2, "B", pact_id="p1"),
        fallback(2, "A1", pact_id="p3", rank=2),
        fallback(2, "A1", pact_id="p2", rank=2),
        fallback(2, "A1", pact_id="p4", rank=1),
        fallback(2, "A1", pact_id="p5", rank=1),
        fallback_ended(3, "p5"),
    )
    assert [pact["pact_id"] for pact in history.views(9)["fallbacks"]] == ["p4", "p2", "p3", "p1"]
    assert history.views(9)["fallbacks"][0] == {
        "pact_id": "p4",
        "step_id": "A1",
        "to_provider": PONT,
        "rank": 1,
        "place_held_until": None,
    }


def test_a_pact_is_a_fact_about_its_step():
    history = given(started("A1", 1), session("A1", 3), fallback(8, "A1"))
    assert history.views(20)["steps"][0]["last_fact_on"] == "2026-01-08"
