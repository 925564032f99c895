"""Which days an open need was covered by nobody, of which kind they are and whose doing."""

import pytest

from tests.services.pathway.domain.facts import (
    closed,
    completed,
    dropped,
    met,
    need,
    need_withdrawn,
    opened,
    planned,
    reopened,
    resumed,
    started,
    suspended,
    transferred,
)
from tests.services.pathway.domain.given import ART, HOUSING, PONT, THERAPY, day, given


def test_days_before_the_first_start_are_an_initial_wait():
    given(opened(1), need(ART, 4), started("A1", 11)).then_continuity(
        ART, as_of=20, initial_wait_days=7, interruption_days=0, pause_days=0, causes={}
    )


def test_a_planned_step_covers_nothing():
    given(opened(1), need(ART, 1), planned("A1", 3)).then_continuity(ART, as_of=11, initial_wait_days=10)


def test_a_step_without_a_need_leaves_no_trace_in_continuity():
    given(opened(1), started("A1", 3), dropped("A1", 5)).then(as_of=20, continuity={}, interruption_days=0)


def test_a_dimension_whose_need_was_named_is_shown_even_if_nothing_was_uncovered():
    nothing = {"initial_wait_days": 0, "interruption_days": 0, "pause_days": 0, "causes": {}, "uncovered_since": None}
    given(opened(1), need(ART, 3), need_withdrawn(3)).then_continuity(ART, as_of=20, **nothing)


def test_a_suspension_is_an_interruption_by_its_reason():
    given(opened(1), need(ART), started("A1", 1), suspended("A1", 10), resumed("A1", 15)).then_continuity(
        ART, as_of=20, interruption_days=5, causes={"funding_ended": 5}, uncovered_since=None
    )


def test_a_pause_at_her_request_is_not_an_interruption():
    given(opened(1), need(ART), started("A1", 1), suspended("A1", 10, "her_request")).then_continuity(
        ART, as_of=20, interruption_days=0, pause_days=10, causes={}, uncovered_since="2026-01-10"
    )


def test_a_later_end_of_a_suspended_step_keeps_the_cause_of_the_suspension():
    given(opened(1), need(ART), started("A1", 1), suspended("A1", 10, "safety"), dropped("A1", 12)).then_continuity(
        ART, as_of=20, causes={"safety": 10}
    )


@pytest.mark.parametrize(
    ("ending", "cause"),
    [
        (transferred("A1", 10), "transfer"),
        (completed("A1", 10), "need_still_open"),
        (completed("A1", 10, then="course_interval"), "course_interval"),
        (dropped("A1", 10, "provider_closed"), "provider_closed"),
    ],
)
def test_the_end_of_a_step_leaves_its_own_cause(ending, cause):
    given(opened(1), need(ART), started("A1", 1), ending).then_continuity(ART, as_of=20, causes={cause: 10})


def test_the_last_end_of_activity_names_the_cause_when_two_steps_ended():
    given(
        opened(1),
        need(ART),
        started("A1", 1),
        started("A2", 1, by=PONT),
        suspended("A1", 10, "safety"),
        suspended("A2", 12, "venue", by=PONT),
    ).then_continuity(ART, as_of=20, causes={"venue": 8})


def test_a_start_that_ends_on_its_own_day_changes_the_cause_but_covers_no_day():
    given(
        opened(1),
        need(ART),
        started("A1", 1),
        suspended("A1", 5),
        started("A2", 8, by=PONT),
        dropped("A2", 8, "lost_contact", by=PONT),
    ).then_continuity(ART, as_of=11, causes={"funding_ended": 3, "lost_contact": 3}, uncovered_since="2026-01-05")


def test_a_wait_is_over_for_good_once_anything_was_started():
    given(opened(1), need(ART), started("A1", 3), dropped("A1", 3)).then_continuity(
        ART, as_of=10, initial_wait_days=2, interruption_days=7
    )


def test_two_needs_of_one_dimension_count_once_a_day():
    given(opened(1), need(ART, 1, "n1"), need(ART, 1, "n2"), met(5, "n1")).then_continuity(
        ART, as_of=11, initial_wait_days=10
    )


def test_days_without_an_open_need_are_not_counted():
    given(opened(1), need(ART, 1), met(4), need(ART, 8, "n2")).then_continuity(ART, as_of=11, initial_wait_days=6)


def test_closed_days_are_outside_every_count():
    given(opened(1), need(ART), closed(4), reopened(8)).then_continuity(
        ART, as_of=11, initial_wait_days=6, uncovered_since="2026-01-08"
    )


def test_uncovered_since_runs_back_over_a_change_of_kind():
    given(
        opened(1),
        need(ART),
        started("A1", 1),
        suspended("A1", 5, "her_request"),
        started("A2", 9, by=PONT),
        suspended("A2", 9, "staff_absence", by=PONT),
    ).then_continuity(ART, as_of=12, pause_days=4, interruption_days=3, uncovered_since="2026-01-05")


def test_what_covers_today_ends_the_run():
    given(opened(1), need(ART), started("A1", 5)).then_continuity(ART, as_of=6, uncovered_since=None)
    given(opened(1), need(ART), started("A1", 5)).then_continuity(ART, as_of=5, uncovered_since="2026-01-01")


def test_sums_are_over_all_dimensions():
    given(
        opened(1), need(ART, 1, "n1"), need(HOUSING, 3, "n2"), started("H1", 6, HOUSING), need(THERAPY, 9, "n3")
    ).then(as_of=11, initial_wait_days=10 + 3 + 2, interruption_days=0, pause_days=0)


def test_a_need_is_known_once_and_ends_once():
    again, stranger, late = need(ART, 2), met(3, "n9"), met(6)
    given(opened(1), need(ART), again, stranger, met(5), late).then_set_aside(
        (again, "need_already_known"), (stranger, "need_unknown"), (late, "need_not_open")
    )


def test_the_lanes_know_the_cause_of_today():
    lane = given(opened(1), need(ART), started("A1", 1), suspended("A1", 5, "legal")).at(9).lanes[ART]
    assert (lane.gap.value, lane.gap.run_since()) == (("interruption", "legal"), day(5))
