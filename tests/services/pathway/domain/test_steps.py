"""The states of a step, and what is set aside because it doesn't fit them."""

from collections.abc import Callable

import pytest

from shared.facts import Event
from tests.services.pathway.domain.facts import (
    completed,
    dropped,
    planned,
    resumed,
    session,
    started,
    suspended,
    transferred,
)
from tests.services.pathway.domain.given import ART, LANGUAGE, PONT, PSI, given

MOVES: dict[str, Callable[..., Event]] = {
    "start": started,
    "suspend": suspended,
    "resume": resumed,
    "transfer": transferred,
    "complete": completed,
    "drop": dropped,
}
WAYS: dict[str, list[Callable[..., Event]]] = {
    "unknown": [],
    "planned": [planned],
    "active": [started],
    "suspended": [started, suspended],
    "transferred": [started, transferred],
    "completed": [started, completed],
    "dropped": [planned, dropped],
}
ENDED = dict.fromkeys(("suspend", "resume", "transfer", "complete", "drop"), "step_ended")
REFUSED = {
    "unknown": dict.fromkeys(ENDED, "step_unknown"),
    "planned": {
        "suspend": "step_not_active",
        "resume": "step_not_suspended",
        "transfer": "step_not_active",
        "complete": "step_not_active",
    },
    "active": {"start": "step_already_started", "resume": "step_not_suspended"},
    "suspended": {"start": "step_already_started", "suspend": "step_not_active", "complete": "step_not_active"},
    "transferred": {"start": "step_already_started", **ENDED},
    "completed": {"start": "step_already_started", **ENDED},
    "dropped": {"start": "step_already_started", **ENDED},
}
LEADS_TO = {
    "start": "active",
    "suspend": "suspended",
    "resume": "active",
    "transfer": "transferred",
    "complete": "completed",
    "drop": "dropped",
}


@pytest.mark.parametrize("state", WAYS)
@pytest.mark.parametrize("move", MOVES)
def test_a_step_moves_as_its_states_allow(state, move):
    before = [fact("A1", on) for on, fact in enumerate(WAYS[state], start=1)]
    last = MOVES[move]("A1", 9)
    history = given(*before, last)
    if reason := REFUSED[state].get(move):
        history.then_set_aside((last, reason))
    else:
        history.then_kept()
        assert history.views(20)["steps"][0]["state"] == LEADS_TO[move]


@pytest.mark.parametrize("move", [suspended, transferred, completed, dropped])
def test_only_the_delivering_provider_moves_its_step(move):
    other = move("A1", 3, by=PONT)
    given(started("A1", 1), other).then_set_aside((other, "not_delivering_provider"))


def test_another_than_the_delivering_provider_is_named_before_the_state_is():
    other = resumed("A1", 3, by=PONT)
    given(started("A1", 1), other).then_set_aside((other, "not_delivering_provider"))


def test_a_planned_step_is_dropped_by_its_planner_alone():
    other = dropped("A1", 3, by=PONT)
    given(planned("A1", 1), other, dropped("A1", 4)).then_set_aside((other, "not_delivering_provider"))


def test_whoever_else_moves_a_planned_step_hears_that_it_is_not_active():
    other = suspended("A1", 3, by=PONT)
    given(planned("A1", 1), other).then_set_aside((other, "step_not_active"))


def test_whoever_starts_a_planned_step_delivers_it():
    history = given(planned("A1", 1, by=PSI), started("A1", 3, LANGUAGE, by=PONT)).then_kept()
    step = history.views(20)["steps"][0]
    assert (step["provider_id"], step["dimension"], step["state"]) == (PONT, LANGUAGE, "active")


def test_a_known_step_is_not_planned_again():
    again = planned("A1", 3)
    given(started("A1", 1), again).then_set_aside((again, "step_already_known"))


def test_a_move_is_tried_again_after_the_others_of_its_day():
    given(started("A1", 1), resumed("A1", 5), suspended("A1", 5)).then_kept()


def test_it_is_tried_again_as_long_as_any_other_fits():
    given(resumed("A1", 5), suspended("A1", 5), started("A1", 5)).then_kept()


def test_those_that_wait_are_tried_in_their_order():
    first, early, later = completed("A1", 5), resumed("A1", 5), suspended("A1", 5)
    given(first, early, later, started("A1", 5)).then_set_aside((early, "step_ended"), (later, "step_ended"))


def test_a_move_is_not_tried_again_after_the_facts_of_a_later_day():
    early = resumed("A1", 5)
    given(started("A1", 1), early, suspended("A1", 6)).then_set_aside((early, "step_not_suspended"))


def test_what_is_left_after_all_tries_has_the_reason_of_its_last():
    early = suspended("A1", 5)
    given(early, planned("A1", 5)).then_set_aside((early, "step_not_active"))


def test_steps_are_listed_by_their_first_day_then_by_id():
    history = given(started("B", 5), planned("A", 5), started("C", 2))
    assert [step["step_id"] for step in history.views(9)["steps"]] == ["C", "A", "B"]


def test_a_planned_step_has_not_started():
    step = given(planned("A1", 3)).views(9)["steps"][0]
    assert (step["state"], step["started_on"], step["last_fact_on"]) == ("planned", None, "2026-01-03")


def test_the_last_fact_is_the_latest_that_was_kept():
    history = given(started("A1", 1), session("A1", 5), suspended("A1", 7), session("A1", 9, by=PONT))
    assert history.views(20)["steps"][0]["last_fact_on"] == "2026-01-07"


def test_steps_that_she_arranged_herself_are_counted():
    given(planned("A1", 1, arranged_by="her"), planned("A2", 1), planned("A1", 2, arranged_by="her")).then(
        20, counts={"steps_arranged_by_her": 1}
    )


def test_a_provider_with_two_active_steps_is_one_provider():
    given(
        started("A1", 1), started("L1", 1, LANGUAGE), started("A2", 1, ART, by=PONT), suspended("A2", 3, by=PONT)
    ).then(20, counts={"providers_active": 1})
