"""The fold against an independent oracle, and against itself in other orders, on random histories.

`FOLD_EXAMPLES` sets how many histories a property meets; a failure names the seed of its history.
"""

import os
from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations
from random import Random
from typing import Any

import orjson
import pytest
from hypothesis import Phase, given, note, settings

from services.pathway.domain import fold, views
from shared.clocks import end_of_day
from shared.contracts import FACTS
from shared.contracts.public import model_of
from shared.facts import Event
from tests.services.pathway.histories import (
    POLICY,
    Clocks,
    JsonEvent,
    Story,
    events_of,
    funding_at_risk,
    moment,
    seeds,
    smallest,
    story,
)
from tests.services.pathway.oracle import oracle_funding_at_risk, oracle_views

MET = {
    *("handover_already_accepted", "handover_already_known", "handover_not_open", "handover_unknown"),
    *("need_already_known", "need_not_open", "need_unknown", "not_delivering_provider"),
    *("pathway_already_open", "pathway_closed", "pathway_not_closed", "pathway_not_open"),
    *("deadline_already_set", "deadline_not_open", "deadline_unknown", "goal_unknown"),
    *("fallback_already_agreed", "fallback_not_open", "fallback_unknown"),
    *("grievance_already_answered", "grievance_unknown", "referent_already_active", "referent_not_active"),
    *("referral_already_answered", "referral_already_sent", "referral_unknown"),
    *("restriction_already_set", "restriction_not_set", "restriction_unknown"),
    *("risk_procedure_already_started", "risk_procedure_not_open", "risk_procedure_unknown"),
    *("step_already_known", "step_already_started", "step_ended", "step_not_active", "step_not_suspended"),
    *("step_unknown", "target_malformed", "target_not_correctable", "target_of_another_provider", "target_unknown"),
    *("consent_unknown", "deadline_not_later", "intake_not_completed", "no_group_placement", "no_live_consent"),
    *("no_newer_assessment", "no_open_need", "no_rights_information", "no_work_entitlement"),
    *("not_proposed_with_her", "not_requested", "providers_same", "window_does_not_cover"),
    *("course_interval", "duplicate_resolved", "funding_ended", "her_choice", "need_still_open", "safety", "transfer"),
    *("duplicate_days", "duplicate_detection_days", "pause_days", "no_consent_days", "referent_conflict_days"),
    *("covered", "lapsed", "unknown", "accepted_to_first_activity", "total", "high_days", "high_to_safe_housing_days"),
    *("self_rating", "reviewed_on", "review_due_on", "with_her", "she_declined_to_comment"),
    *("unfunded_sessions", "sessions_without_interpreter", "steps_arranged_by_her", "uncovered_since"),
}
SOAK = os.environ.get("ARIADNA_SOAK") == "1"
EXAMPLES = int(os.environ.get("FOLD_EXAMPLES", "20000" if SOAK else "1000"))
PERMUTED = 10_000 if SOAK else 50


def examples(number: int) -> settings:
    """So many seeds; one is as good as another, so that there is nothing to shrink."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(max_examples=number, deadline=None, print_blob=True, phases=phases)


def folded(events: Iterable[Event], clocks: Clocks) -> bytes:
    return dumped(views(fold(clocks.pathway_id, events, clocks.as_of, clocks.known_at)))


def reckoned(events: list[JsonEvent], clocks: Clocks) -> bytes:
    return dumped(oracle_views(events, *clocks))


def dumped(found: Any) -> bytes:
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS)


def told(seed: int, fewest: int = 10, most: int = 80) -> Story:
    note(f"seed {seed}")
    return story(seed, fewest, most)


@examples(EXAMPLES)
@given(seeds)
def test_the_fold_gives_the_figures_that_counting_day_by_day_gives(seed):
    events, clocks = told(seed)

    def differs(some: list[JsonEvent]) -> bool:
        return folded(events_of(some), clocks) != reckoned(some, clocks)

    if differs(events):
        few = smallest(events, differs)
        assert orjson.loads(folded(events_of(few), clocks)) == orjson.loads(reckoned(few, clocks)), (clocks, few)


@examples(EXAMPLES)
@given(seeds)
def test_order_and_number_of_deliveries_change_nothing(seed):
    events, clocks = told(seed)
    random = Random(seed)
    stamped = events_of(events)
    delivered = [event for event in stamped for _ in range(random.randint(1, 5))]
    random.shuffle(delivered)
    assert folded(delivered, clocks) == folded(stamped, clocks)


@pytest.mark.promise("X4")
@examples(PERMUTED)
@given(seeds)
def test_every_permutation_of_six_events_gives_the_same(seed):
    events, clocks = told(seed, fewest=7, most=13)
    stamped = events_of(events)
    before, six, after = stamped[:-9], stamped[-9:-3], stamped[-3:]
    assert len({folded([*before, *some, *after], clocks) for some in permutations(six)}) == 1


@examples(EXAMPLES // 2)
@given(seeds)
def test_what_policies_say_changes_nothing(seed):
    events, clocks = told(seed)
    without = [event for event in events if event["type"] not in POLICY]
    assert folded(events_of(without), clocks) == folded(events_of(events), clocks)


@examples(EXAMPLES // 2)
@given(seeds)
def test_what_is_recorded_later_than_asked_for_changes_nothing(seed):
    events, clocks = told(seed)
    known_at = clocks.known_at or moment(Random(seed).choice(events)["recorded_at"])
    known = [event for event in events if moment(event["recorded_at"]) <= known_at]
    then = clocks._replace(known_at=known_at)
    assert folded(events_of(known), then) == folded(events_of(events), then)


@examples(EXAMPLES // 2)
@given(seeds)
def test_funding_at_risk_is_that_which_counting_gives(seed):
    events, (pathway_id, as_of, known_at) = told(seed)
    on = as_of - timedelta(days=1)
    horizon = seed % 61
    found = funding_at_risk(fold(pathway_id, events_of(events), as_of, known_at or end_of_day(on)), horizon)
    expected = oracle_funding_at_risk(events, pathway_id, on, horizon, known_at)
    assert sorted(map(dumped, found)) == sorted(map(dumped, expected))  # two steps may share an id
    assert [item["days_left"] for item in found] == [item["days_left"] for item in expected]


@examples(EXAMPLES // 5)
@given(seeds)
def test_random_histories_are_well_formed(seed):
    for event in told(seed).events:
        model_of(FACTS[event["type"]]).model_validate_json(orjson.dumps(event["data"]))


def test_random_histories_meet_every_reason_and_figure():
    """A rule that no history meets would go untested."""
    missing = set(MET)
    for seed in range(5000):
        if not missing:
            break
        events, clocks = story(seed)
        missing -= words_in(oracle_views(events, *clocks))
    assert not missing


def words_in(found: Any) -> set[str]:
    """All codes in the views, and the names of all figures that are not nothing."""
    if isinstance(found, dict):
        names = {name for name, value in found.items() if value}
        return names.union(*map(words_in, found.values()))
    if isinstance(found, list):
        return set().union(*map(words_in, found))
    return {found} if isinstance(found, str) else set()
