"""The account of a grant, figure by figure."""

from datetime import timedelta

import pytest

from services.pathway.domain import Grant
from services.pathway.domain.windows import Window
from shared import contracts
from tests.services.pathway.domain.facts import closed, need, opened
from tests.services.pathway.domain.given import ART, FAR, HERE, PSI, THERAPY, THERE, day, given, said

WINDOW = Window("fw1", day(10), day(40), frozenset({ART}))
NAMED = {"step_id": "A1", "dimension": ART}


def started(on, by=FAR, window="fw1", **named):
    return said(contracts.StepStarted(**NAMED | named, funding_window_id=window), on, by)


def moved(kind, on, by=FAR, **data):
    return said(kind(**NAMED | data), on, by)


def suspended(on, by=FAR, reason="funding_ended", **named):
    return moved(contracts.StepSuspended, on, by, reason=reason, **named)


def resumed(on, window=None, by=FAR, **named):
    return moved(contracts.StepResumed, on, by, funding_window_id=window, **named)


def session(on, outcome="attended", minutes=45, **named):
    return said(contracts.SessionRecorded(**NAMED | named, outcome=outcome, format="individual", minutes=minutes), on)


def account(*events, as_of=61, tells=True):
    """The totals of the window, of one woman with an open need."""
    grant = Grant(FAR, WINDOW, day(as_of))
    grant.add(given(opened(), need(ART), *events).at(as_of), tells=tells)
    return grant.told()


def total(*events, **asked):
    return account(*events, **asked)["total"]


def left(*events, **asked):
    return total(*events, **asked)["interruptions"]


def test_a_woman_with_two_steps_counts_once_in_all_and_in_each_dimension():
    found = account(started(12), started(14, step_id="T1", dimension=THERAPY))
    women = {name: figures["women"] for name, figures in found["dimensions"].items()}
    assert (found["total"]["women"], found["total"]["steps"]) == (1, 2)
    assert women == {ART: 1, THERAPY: 1}


def test_merged_registrations_are_one_woman():
    grant = Grant(FAR, WINDOW, day(61))
    merged = contracts.RegistrationsMerged(survivor=HERE, absorbed=THERE, consent_id="c1")
    other = said(contracts.StepStarted(**NAMED, funding_window_id="fw1"), 12, home=THERE)
    grant.add(given(opened(), opened(home=THERE), started(12), other, said(merged, 20)).at(61), tells=True)
    assert (grant.told()["total"]["women"], grant.told()["total"]["steps"]) == (1, 2)


def test_a_step_of_another_provider_that_names_a_window_of_the_same_id_is_not_counted():
    assert total(started(12, PSI), session(13))["steps"] == 0


def test_a_step_without_a_window_is_not_counted():
    assert total(started(12, window=None), session(13))["sessions"] == 0


def test_a_planned_step_is_not_counted():
    assert total(said(contracts.StepPlanned(**NAMED, arranged_by="her"), 12))["steps"] == 0


@pytest.mark.parametrize(
    ("events", "steps"),
    [
        ([started(12), suspended(12)], 1),
        ([started(2), suspended(9)], 0),
        ([started(2), suspended(10)], 1),
        ([started(40)], 1),
        ([started(41)], 0),
        ([started(2), suspended(5), resumed(50)], 0),
        ([started(2), suspended(5), resumed(40)], 1),
        ([started(2, window="fw0"), suspended(5), resumed(20, "fw1")], 1),
        ([started(2), suspended(5), resumed(20, "fw2")], 0),
        ([started(12), suspended(15), resumed(15, "fw2")], 1),
        ([started(12), suspended(12), resumed(12, "fw2")], 0),
    ],
)
def test_a_step_counts_if_it_was_active_at_any_moment_of_a_day_of_the_window_on_which_it_names_it(events, steps):
    assert total(*events)["steps"] == steps


def test_starts_and_ends_count_within_the_window_under_it():
    dropped = moved(contracts.StepDropped, 30, reason="moved_away")
    later = moved(contracts.StepCompleted, 41, step_id="A2", outcome="completed_as_planned")
    found = total(started(9), dropped, started(12, step_id="A2"), later)
    assert (found["steps_started"], found["steps_active_at_end"]) == (1, 1)
    assert found["steps_ended"] == {"completed": 0, "dropped": 1, "transferred": 0}


def test_the_end_of_the_account_is_the_last_day_looked_at_as_long_as_the_window_lasts():
    found = account(started(12), suspended(30), as_of=20)
    assert (found["counted_to"], found["total"]["steps_active_at_end"]) == (day(19).isoformat(), 1)
    assert account(started(12), suspended(30))["total"]["steps_active_at_end"] == 0


def test_before_its_first_day_a_window_has_no_account():
    found = account(started(5), as_of=8)
    assert found["counted_to"] is None
    assert (found["total"]["women"], found["total"]["steps_active_at_end"]) == (0, 0)


def test_sessions_that_took_place_count_with_their_minutes():
    found = total(started(12), session(13), session(14, "attended_partly", 30), session(15, minutes=None))
    assert (found["sessions"], found["minutes"], found["hours"]) == (3, 75, 1.25)
    assert found["sessions_without_minutes"] == 1


@pytest.mark.parametrize("outcome", ["missed", "missed_informed", "cancelled_by_provider", "cancelled_by_her"])
def test_of_a_session_that_did_not_take_place_the_funder_is_told_nothing(outcome):
    assert account(started(12), session(13, outcome)) == account(started(12))


def test_sessions_beyond_the_last_day_are_told_apart_and_those_that_nobody_paid_too():
    found = total(started(2), session(3), session(13), session(42), suspended(43), session(44), session(12, minutes=5))
    assert (found["sessions"], found["sessions_outside_window"], found["unfunded_sessions"]) == (2, 2, 1)
    assert found["minutes"] == 50


def test_a_session_under_another_window_and_one_set_aside_are_not_counted():
    found = total(started(12), suspended(20, reason="venue"), session(22), resumed(25, "fw2"), session(26))
    assert (found["sessions"], found["sessions_outside_window"], found["unfunded_sessions"]) == (0, 0, 0)


def test_a_session_of_a_step_that_is_not_known_is_not_counted():
    assert total(session(13))["sessions"] == 0


def test_days_without_support_after_its_step_are_told_by_cause():
    found = left(started(12), suspended(20, reason="venue"), resumed(25), suspended(41), as_of=51)
    assert found["causes"] == {"funding_ended": 10, "venue": 5}
    assert (found["women"], found["days"], found["going_on_days"], found["bridged_days"]) == (1, 15, 10, 0)


def test_an_interruption_that_another_provider_ended_is_bridged():
    bridge = said(contracts.StepStarted(step_id="P1", dimension=ART), 45, PSI)
    found = left(started(12), suspended(41), bridge)
    assert (found["days"], found["bridged_days"], found["going_on_days"]) == (4, 4, 0)


def test_an_interruption_that_the_provider_itself_ended_is_not_bridged():
    found = left(started(12), suspended(41), resumed(43))
    assert (found["days"], found["bridged_days"], found["going_on_days"]) == (2, 0, 0)


def test_an_interruption_that_ended_with_the_pathway_is_not_bridged():
    assert left(started(12), suspended(41), closed(50))["bridged_days"] == 0


def test_a_pause_of_hers_is_no_interruption():
    assert left(started(12), suspended(20, reason="her_request"))["days"] == 0


def test_an_interruption_that_anothers_step_left_is_not_told():
    other = said(contracts.StepStarted(step_id="P1", dimension=ART), 15, PSI)
    gone = said(contracts.StepSuspended(step_id="P1", dimension=ART, reason="venue"), 30, PSI)
    assert left(started(12), suspended(20), other, gone)["days"] == 0


def test_of_a_woman_whose_figures_the_provider_may_not_read_no_interruption_is_told():
    found = left(started(12), suspended(20), tells=False)
    assert (found["women"], found["days"], found["women_not_told"]) == (0, 0, 1)


def test_the_report_names_no_woman():
    assert HERE not in str(account(started(12), session(13)))


def test_the_window_stands_in_the_report():
    found = account()
    assert (found["first_day"], found["last_day"]) == (day(10).isoformat(), (day(10) + timedelta(30)).isoformat())
    assert list(found["dimensions"]) == [ART]
