"""What the policies say on a day: notices and tasks, the same however often they are run."""

import msgspec
import pytest

from services.pathway.domain import notices, open_windows, windows_ending
from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    need,
    opened,
    referent,
    referent_left,
    session,
    started,
    suspended,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import ART, HERE, HOUSING, PONT, PSI, THERE, History, day, given, said


def on_days(history: History, what: str, until: int = 80) -> list[int]:
    """The days on which a notice of this kind is made."""
    return [
        number
        for number in range(1, until)
        for notice in notices(history.at(number + 1))
        if notice.what == what and notice.on == day(number)
    ]


def only(history: History, number: int, what: str):
    (found,) = [notice for notice in notices(history.at(number + 1)) if notice.what == what]
    return found


def test_a_window_is_announced_60_30_and_14_days_before_its_last_day_and_the_day_after():
    windows = open_windows([window(1, 100)], day(90))
    said_on = {number: notice.what for number in range(1, 110) for notice in windows_ending(windows, day(number))}
    assert said_on == {40: "window_ending", 70: "window_ending", 86: "window_ending", 101: "window_ended"}


def test_a_window_that_was_renewed_is_announced_for_its_new_day():
    windows = open_windows([window(1, 30), window_changed(100, on=9)], day(90))
    assert list(windows_ending(windows, day(31))) == []
    (notice,) = windows_ending(windows, day(40))
    assert (notice.type, notice.provider_id, notice.pathway_id) == ("FundingWindowEnding", PSI, None)
    assert notice.data == {"funding_window_id": "fw1", "last_day": "2026-04-10", "days_left": 60}


def test_an_active_step_that_is_no_longer_paid_is_asked_about():
    history = given(started("A1", 2, window="fw1"), window(1, 9), suspended("A1", 12))
    assert on_days(history, "funding_lapsed") == [10, 11]
    assert only(history, 10, "funding_lapsed").provider_id == PSI


def test_nobody_answering_is_a_task_the_same_day_and_the_supervisors_on_the_third():
    history = given(opened(1), referent(1), referent_left(9))
    assert on_days(history, "no_referent") == [9]
    assert on_days(history, "no_referent_for_three_days") == [11]
    assert on_days(given(opened(1), referent(1), referent_left(9), closed(9)), "no_referent") == []


def test_two_providers_at_once_are_flagged_on_the_first_day():
    history = given(opened(1), started("A1", 1), started("A2", 5, by=PONT))
    assert on_days(history, "duplicate") == [5]
    flag = only(history, 5, "duplicate")
    assert (flag.type, flag.data) == ("DuplicateFlagged", {"dimension": ART, "step_ids": ["A1", "A2"]})


def test_a_handover_that_overlaps_for_too_long_is_flagged_on_its_fifteenth_day():
    history = given(opened(1), started("A1", 1), started("A2", 5, by=PONT, continues="A1"))
    assert on_days(history, "duplicate") == [19]


@pytest.mark.parametrize(("dimension", "alerted"), [(ART, 15), (HOUSING, 9)])
def test_an_interruption_is_told_after_seven_days_or_at_once_where_her_safety_is_at_stake(dimension, alerted):
    history = given(opened(1), need(dimension), started("A1", 1, dimension), suspended("A1", 9))
    assert on_days(history, "interrupted") == [alerted]


def test_a_pause_at_her_request_is_told_to_nobody():
    history = given(opened(1), need(ART), started("A1", 1), suspended("A1", 9, "her_request"))
    assert on_days(history, "interrupted") == []


def test_a_deadline_is_recalled_at_60_30_14_7_and_1_days_and_said_to_be_missed():
    due = contracts.DeadlineSet(deadline_id="d1", rule="IT-ART13-3M", due_on=day(70))
    history = given(said(due, 1))
    assert on_days(history, "deadline_near") == [10, 40, 56, 63, 69]
    assert on_days(history, "deadline_missed") == [71]
    missed = only(history, 71, "deadline_missed")
    assert (missed.type, missed.data) == ("DeadlineMissed", {"deadline_id": "d1"})


def test_silence_around_an_active_step_is_told_after_14_30_and_45_days():
    history = given(started("A1", 1), session("A1", 5))
    assert [on_days(history, what) for what in ("reach_out", "unconfirmed", "review")] == [[19], [35], [50]]
    assert on_days(given(started("A1", 1), completed("A1", 5)), "reach_out") == []


def test_rights_that_she_has_not_confirmed_are_told_seven_days_after_opening():
    assert on_days(given(opened(3)), "rights_pending") == [10]
    confirmed = contracts.RightsInformationGiven(
        topics=frozenset({"asylum", "data_rights", "residence_permit", "safe_return"}),
        language="en",
        interpreter=True,
        understood="confirmed",
    )
    assert on_days(given(opened(3), said(confirmed, 5)), "rights_pending") == []


def test_a_policy_that_runs_twice_says_the_same():
    history = given(opened(1), started("A1", 1), started("A2", 5, by=PONT))
    assert [each.notice_id for each in notices(history.at(6))] == [each.notice_id for each in notices(history.at(6))]


def test_notices_about_two_women_are_never_taken_for_one():
    own, other = given(opened(3)), given(opened(3, home=THERE)).seen_from(THERE)
    assert only(own, 10, "rights_pending").notice_id != only(other, 10, "rights_pending").notice_id


def test_every_notice_that_has_a_type_is_well_formed():
    due = contracts.DeadlineSet(deadline_id="d1", rule="IT-ART13-3M", due_on=day(4))
    history = given(said(due, 1), opened(1), started("A1", 1), started("A2", 5, by=PONT))
    typed = [each for each in notices(history.at(6)) if each.type]
    typed += windows_ending(open_windows([window(1, 19), window(1, 4, "fw2")], day(6)), day(5))
    assert {each.type for each in typed} == {
        "DuplicateFlagged",
        "DeadlineMissed",
        "FundingWindowEnding",
        "FundingWindowEnded",
    }
    for each in typed:
        assert msgspec.convert(dict(each.data), contracts.FACTS[each.type])
        assert each.pathway_id in (HERE, None)
