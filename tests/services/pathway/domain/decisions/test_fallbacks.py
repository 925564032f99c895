"""Places held for her: her own ranked list, at the pathway door and as it is read."""

from services.pathway.domain import fold, her_choices
from shared import contracts
from tests.services.pathway.domain.deciding import PRESENT, standing
from tests.services.pathway.domain.decisions.test_asking import BEGUN, SUPERVISOR, cancelled, no, yes
from tests.services.pathway.domain.decisions.test_sharing import restriction
from tests.services.pathway.domain.facts import consent, fallback, handover, planned, started, transferred
from tests.services.pathway.domain.given import FAR, HERE, LLAR, PONT, PSI, day, given, said

LISTED = (*BEGUN, fallback(3, "A1", PONT), fallback(3, "A1", LLAR, "pact2", rank=2))


def ended(on, pact_id="pact1", **stamp):
    return said(contracts.FallbackEnded(pact_id=pact_id, reason="place_lost"), on, **stamp)


def test_a_place_is_held_for_a_step_that_goes_on_by_another_provider():
    state = standing(*BEGUN, started("A2", 2), transferred("A2", 3))
    state.takes(fallback(5, "A1"), fallback(5, "A1", **SUPERVISOR))
    state.refuses(fallback(5, "A1", to=PSI), "providers_same", "data.to_provider")
    state.refuses(fallback(5, "A2"), "step_ended", "data.step_id")
    state.refuses(fallback(5, "A9"), "step_unknown", "data.step_id")
    state.refuses(fallback(5, "A1", by=PSI), "not_yours_to_decide")


def test_each_rank_and_each_provider_is_on_her_list_once():
    state = standing(*LISTED)
    state.takes(fallback(5, "A1", "BCN-NOU", "pact3", rank=3))
    state.refuses(fallback(5, "A1", "BCN-NOU", "pact3", rank=2), "rank_taken", "data.rank")
    state.refuses(fallback(5, "A1", PONT, "pact3", rank=3), "fallback_already_agreed", "data.to_provider")
    standing(*LISTED, ended(4)).takes(fallback(5, "A1", PONT, "pact3", rank=1))
    standing(*LISTED, started("A2", 2)).takes(fallback(5, "A2", PONT, "pact3", rank=1))


def test_who_is_shut_out_holds_no_place():
    shut = standing(*BEGUN, restriction(3, providers=[PONT]))
    shut.refuses(fallback(5, "A1"), "restricted_by_her", "data.to_provider")


def test_a_place_is_not_held_up_to_a_day_before_it_was_agreed():
    def held(until):
        fact = contracts.FallbackAgreed(
            pact_id="p", step_id="A1", to_provider=PONT, rank=1, agreed_with_her=True, place_held_until=day(until)
        )
        return said(fact, 5)

    standing(*BEGUN).takes(held(5))
    standing(*BEGUN).refuses(held(4), "out_of_range", "data.place_held_until", of_itself=True)


def test_a_place_is_given_up_by_the_referent_or_by_who_held_it():
    state = standing(*LISTED)
    state.takes(ended(5), ended(5, by=PONT), ended(5, **SUPERVISOR))
    state.refuses(ended(5, by=LLAR), "not_yours_to_decide")
    state.refuses(ended(5, "pact9"), "fallback_unknown")
    standing(*LISTED, ended(4)).refuses(ended(5), "fallback_not_open")


def following(*events):
    (listed,) = her_choices(fold(HERE, [*LISTED, *events], PRESENT))
    return listed["next"], [each["answer"] for each in listed["choices"]]


def test_the_next_one_is_the_first_of_her_list_that_has_not_said_no():
    ask, agree = handover(5, "A1"), consent(6, PONT, consent_id="c2", purpose="handover")
    assert following() == (PONT, [None, None])
    assert following(ask) == (None, ["asked", None])
    assert following(ask, agree, yes(7)) == (None, ["accepted", None])
    assert following(ask, no(7)) == (LLAR, ["declined", None])
    assert following(ask, cancelled(7)) == (PONT, ["cancelled", None])
    again = handover(8, "A1", to=LLAR, handover_id="ho2")
    assert following(ask, no(7), again, no(9, LLAR, "ho2")) == (None, ["declined", "declined"])


def test_her_list_tells_the_step_that_it_is_for_and_nothing_of_what_has_ended():
    (listed,) = her_choices(given(*LISTED, planned("A3", 2, by=FAR)).at(50))
    assert (listed["pathway_id"], listed["step_id"], listed["provider_id"]) == (HERE, "A1", PSI)
    assert [(each["rank"], each["to_provider"]) for each in listed["choices"]] == [(1, PONT), (2, LLAR)]
    assert her_choices(given(*LISTED, transferred("A1", 6)).at(50)) == []
    dated = contracts.FallbackAgreed(
        pact_id="p", step_id="A1", to_provider=PONT, rank=1, agreed_with_her=True, place_held_until=day(40)
    )
    (listed,) = her_choices(given(*BEGUN, said(dated, 5)).at(50))
    assert listed["choices"][0]["place_held_until"] == day(40).isoformat()
