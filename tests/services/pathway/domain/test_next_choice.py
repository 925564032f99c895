"""The handover that starts from a pact with one act: the next provider of her own list."""

import msgspec

from services.pathway.domain import next_choice, unfit
from shared.contracts.public import fact_of
from tests.services.pathway.domain.facts import (
    accepted,
    completed,
    declined,
    fallback,
    handover,
    merged,
    opened,
    started,
)
from tests.services.pathway.domain.given import HERE, LLAR, PONT, PSI, THERE, day, given, said

HER = (opened(), started("A1", 5))
LISTED = (fallback(6, "A1", to=LLAR, pact_id="p2", rank=2), fallback(6, "A1", pact_id="p1", rank=1))


def chosen(*events, on=20, home=HERE):
    pathway = given(*events).at(on + 1)
    step = pathway.steps.find(home, "A1")
    assert step
    return next_choice(pathway, step, day(on))


def test_her_first_choice_is_proposed_ready_to_be_posted():
    found = chosen(*HER, *LISTED)
    data = found["event"]["data"]
    assert (data["from_provider"], data["to_provider"], data["step_ids"], data["rank"]) == (PSI, PONT, ["A1"], 1)
    assert (found["event"]["pathway_id"], found["event"]["occurred_on"]) == (HERE, "2026-01-20")
    assert found["pact"] == {"pact_id": "p1", "rank": 1, "place_held": True}
    assert found["why_not"] is None


def test_the_proposal_is_as_the_door_wants_it_and_fits():
    data = chosen(*HER, *LISTED)["event"]["data"]
    fact = fact_of("HandoverProposed", msgspec.json.encode(data))
    assert unfit(given(*HER, *LISTED).at(21), said(fact, 20)) is None


def test_asked_twice_on_a_day_it_is_the_same_event_and_on_another_day_another():
    assert chosen(*HER, *LISTED)["event"] == chosen(*HER, *LISTED)["event"]
    assert chosen(*HER, *LISTED)["event"]["event_id"] != chosen(*HER, *LISTED, on=21)["event"]["event_id"]


def test_a_provider_that_declined_is_passed_over_until_a_new_pact_names_it():
    refused = (*HER, *LISTED, handover(8, "A1"), declined(9))
    assert chosen(*refused)["pact"]["pact_id"] == "p2"
    assert chosen(*refused, fallback(10, "A1", pact_id="p0", rank=1))["pact"]["pact_id"] == "p0"


def test_a_refusal_of_another_step_passes_nobody_over():
    assert chosen(*HER, *LISTED, started("A2", 6), handover(8, "A2"), declined(9))["pact"]["pact_id"] == "p1"


def test_who_delivers_the_step_already_is_no_choice():
    assert chosen(*HER, fallback(6, "A1", to=PSI))["why_not"] == "no_fallback"


def test_a_place_no_longer_held_can_still_be_asked_for_and_it_is_said():
    assert chosen(*HER, fallback(6, "A1", held_until=20))["pact"]["place_held"] is True
    assert chosen(*HER, fallback(6, "A1", held_until=19))["pact"]["place_held"] is False


def test_there_is_none_for_a_step_that_ended_or_is_being_handed_over_or_has_no_pact():
    assert chosen(*HER, *LISTED, completed("A1", 9)) == {
        "step_id": "A1",
        "event": None,
        "why_not": "step_ended",
        "pact": None,
    }
    assert chosen(*HER, *LISTED, handover(8, "A1"), accepted(9))["why_not"] == "handover_open"
    assert chosen(*HER)["why_not"] == "no_fallback"


def test_a_step_of_a_merged_registration_is_proposed_where_it_was_posted():
    events = (opened(), started("A1", 5, home=THERE), fallback(6, "A1", home=THERE), merged(HERE, THERE, 8))
    assert chosen(*events)["event"]["pathway_id"] == THERE
