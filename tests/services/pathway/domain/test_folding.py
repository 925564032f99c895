"""The fold itself: what counts, in which order, however often it was delivered; nothing is forgotten."""

from itertools import permutations

import msgspec
import pytest

from services.pathway.domain import fold, views
from services.pathway.domain.decisions import unfit
from services.pathway.domain.tables import CHECK, EVOLVE, INERT, JUDGE, NOTICES, WINDOWS
from shared import contracts
from shared.folding.amendments import AMENDING
from shared.folding.registrations import MERGING
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    handover,
    need,
    opened,
    referent,
    resumed,
    session,
    started,
    suspended,
    voided,
    window,
)
from tests.services.pathway.domain.given import ART, FAR, HERE, PONT, PSI, day, given, moment, said

TABLES = [set(EVOLVE), set(JUDGE), set(INERT), set(AMENDING), set(MERGING), set(WINDOWS)]


def test_every_type_of_the_language_is_in_one_table_and_one_only():
    assert set().union(*TABLES) == set(contracts.FACTS.values())
    assert sum(map(len, TABLES)) == len(contracts.FACTS)


def test_only_facts_that_can_be_kept_are_warned_of():
    assert set(CHECK) <= set(contracts.FACTS.values()) - NOTICES - AMENDING


def test_what_a_policy_says_is_never_taken_in():
    assert {fact.__name__ for fact in NOTICES} >= {"DuplicateFlagged", "NotificationSent", "FundingWindowEnded"}
    assert not NOTICES & (set(EVOLVE) | set(JUDGE) | set(CHECK))


@pytest.mark.parametrize("kind", sorted(INERT - set(CHECK), key=repr))
def test_a_fact_that_is_inert_changes_no_figure(kind):
    fact = msgspec.convert(kind.example, kind)
    before = [opened(3), need(ART, 3), started("A1", 5)]
    assert given(*before, said(fact, 8), said(fact, 8, home=None)).views(20) == given(*before).views(20)


def test_as_of_is_excluded():
    given(opened(3)).then(3, open_days=0).then(4, open_days=1)


def test_facts_count_from_when_they_were_recorded():
    late = given(opened(3, recorded_at=moment(9)))
    late.then(20, open_days=17)
    late.then(20, known_at=moment(9, hour=16), open_days=0).then(20, known_at=moment(9), open_days=17)


def test_the_moment_of_knowledge_is_told_in_utc():
    assert given(opened(3)).views(20, moment(9, hour=8))["known_at"] == "2026-01-09T08:00:00Z"
    assert given(opened(3)).views(20)["known_at"] is None


def test_a_day_goes_by_the_moment_where_it_is_known():
    stopped = suspended("A1", 5, occurred_at=moment(5, hour=12), recorded_at=moment(9))
    again = resumed("A1", 5, occurred_at=moment(5, hour=13), recorded_at=moment(8))
    pathway = given(started("A1", 1), again, stopped).at(20)
    assert [event.event_id for event in pathway.facts[1:]] == [stopped.event_id, again.event_id]


def test_events_of_one_moment_go_by_their_ids():
    two = [need(ART, 5, "n1", event_id=name, recorded_at=moment(5)) for name in ("b", "a")]
    given(*two).then_set_aside((two[0], "need_already_known"))


def test_every_order_of_arrival_gives_the_same():
    events = [opened(1), need(ART, 1), resumed("A1", 5), suspended("A1", 5), started("A1", 5), closed(5)]
    found = [given(*some).views(20) for some in permutations(events)]
    assert all(each == found[0] for each in found)


def test_an_event_delivered_twice_counts_once():
    events = [opened(1), started("A1", 1), session("A1", 5)]
    assert given(*events, *events).views(20) == given(*events).views(20)


def test_one_id_of_two_providers_is_two_events():
    two = [session(step, 5, by=by, event_id="same") for step, by in (("A1", PSI), ("A2", PONT))]
    found = given(started("A1", 1), started("A2", 1, by=PONT), *two).then_kept().views(20)
    assert [each["attended"] for each in found["engagement"].values()] == [1, 1]


def test_folding_changes_nothing_that_it_was_given():
    events = [opened(1), started("A1", 1), voided(opened(2), 9), window(1, 9)]
    before = list(events)
    assert views(fold(HERE, events, day(20))) == views(fold(HERE, events, day(20)))
    assert events == before


def test_a_decision_is_judged_on_the_present_state_whatever_its_date():
    pathway = given(opened(1), started("A1", 3), completed("A1", 9)).at(20)
    assert unfit(pathway, suspended("A1", 5)) == "step_ended"
    assert unfit(pathway, opened(1)) == "pathway_already_open"
    assert unfit(pathway, closed(1)) is None
    assert unfit(pathway, referent(25)) is None


def test_a_decision_stands_behind_everything_of_today():
    pathway = given(handover(19, "A1", occurred_at=moment(19, hour=23))).at(20)
    declined = said(contracts.HandoverDeclined(handover_id="ho1", reason="no_capacity"), 19, PONT)
    assert unfit(pathway, declined) is None
    assert unfit(given(declined).at(20), declined) == "handover_unknown"


def test_a_decision_is_judged_on_what_was_known():
    history = given(opened(1), closed(5, recorded_at=moment(9)))
    assert unfit(history.at(20, known_at=moment(8)), closed(6)) is None
    assert unfit(history.at(20), closed(6)) == "pathway_not_open"


def test_nothing_is_known_of_a_pathway_without_facts():
    found = given().then(20, open_days=0, continuity={}, steps=[], referent=None, duplicate_days={}).views(20)
    assert found["counts"] == {
        "providers_active": 0,
        "steps_arranged_by_her": 0,
        "sessions_without_interpreter": 0,
        "unfunded_sessions": 0,
    }
    assert FAR not in str(found)


def test_of_two_facts_with_one_id_of_one_provider_the_one_recorded_first_counts():
    first = started("A1", 2, event_id="same")
    second = started("A2", 1, event_id="same", recorded_at=moment(9))
    for order in ([first, second], [second, first]):
        steps = given(opened(), *order).views(20)["steps"]
        assert [step["step_id"] for step in steps] == ["A1"]
