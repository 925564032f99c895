"""Until when somebody has to answer."""

from datetime import date

from services.notifications.domain import answer_by
from tests.services.notifications.domain.given import notice, person, utc, works

NIGHTLY = utc(2, 2, 22)


def test_extreme_danger_is_answered_within_a_quarter_of_an_hour_at_any_hour():
    assert answer_by(notice("risk_act", NIGHTLY, urgency="extreme"), [], works) == utc(2, 2, 22, 15)


def test_what_is_urgent_is_answered_within_four_hours_of_work_of_whoever_works_first():
    urgent = notice(urgency="urgent")
    assert answer_by(urgent, [person()], works) == utc(2, 2, 14)
    assert answer_by(urgent, [], works) == utc(2, 2, 14)
    early = person("w2", begins=7 * 60, ends=12 * 60)
    assert answer_by(notice(urgency="urgent", raised_at=utc(2, 2, 20)), [person(), early], works) == utc(2, 3, 10)


def test_a_normal_task_is_answered_a_day_of_work_after_it_was_due():
    task = notice(due=date(2026, 2, 6))
    assert answer_by(task, [person()], works) == utc(2, 9, 16)


def test_a_task_that_came_late_is_not_late_already():
    assert answer_by(notice(due=date(2026, 1, 5)), [person()], works) == utc(2, 2, 14)


def test_what_is_only_to_be_known_has_no_end():
    assert answer_by(notice(kind="notice", due=date(2026, 2, 6)), [person()], works) is None
    assert answer_by(notice(), [person()], works) is None
