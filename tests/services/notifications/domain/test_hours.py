"""Hours of work, feasts, nights, and days on which the clock is changed."""

from datetime import date, timedelta

import pytest

from services.notifications.domain import Wishes
from services.notifications.domain.hours import (
    after_work,
    after_workday,
    at,
    awake,
    begins_week,
    by_night,
    next_at_work,
)
from tests.services.notifications.domain.given import utc, works

NINE_TO_FIVE = Wishes()
CATALAN, MILANESE = Wishes(region="ES-CT"), Wishes(region="IT-MI")


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        (utc(2, 2, 10), utc(2, 2, 10)),
        (utc(2, 2, 8), utc(2, 2, 8)),
        (utc(2, 2, 7, 59), utc(2, 2, 8)),
        (utc(2, 2, 16), utc(2, 3, 8)),
        (utc(2, 6, 17), utc(2, 9, 8)),
        (utc(2, 7, 10), utc(2, 9, 8)),
        (utc(7, 6, 6, 30), utc(7, 6, 7)),
    ],
    ids=["at work", "sharp", "before", "after", "Friday evening", "Saturday", "summer"],
)
def test_what_is_normal_waits_for_hours_of_work(moment, then):
    assert next_at_work(NINE_TO_FIVE, moment, works) == then


def test_feasts_are_those_of_the_region():
    assert next_at_work(CATALAN, utc(9, 11, 10), works) == utc(9, 14, 7)
    assert next_at_work(MILANESE, utc(9, 11, 10), works) == utc(9, 11, 10)
    assert next_at_work(MILANESE, utc(12, 7, 10), works) == utc(12, 8, 8)


def test_where_nobody_ever_works_nothing_waits_for_ever():
    assert next_at_work(NINE_TO_FIVE, utc(2, 2, 3), lambda region, day: False) == utc(2, 2, 3)


@pytest.mark.parametrize(
    ("moment", "then"),
    [
        (utc(2, 2, 6), utc(2, 2, 6)),
        (utc(2, 2, 20, 59), utc(2, 2, 20, 59)),
        (utc(2, 2, 21), utc(2, 3, 6)),
        (utc(2, 2, 23, 30), utc(2, 3, 6)),
        (utc(2, 2, 5, 59), utc(2, 2, 6)),
        (utc(3, 28, 22), utc(3, 29, 5)),
        (utc(10, 24, 21), utc(10, 25, 6)),
    ],
    ids=["7 sharp", "before 22", "22 sharp", "after midnight", "early", "spring forward", "fall back"],
)
def test_what_is_urgent_waits_for_the_morning_at_most(moment, then):
    assert awake(moment) == then


def test_a_civil_time_that_the_clock_leaps_over_is_the_moment_of_the_leap():
    assert at(date(2026, 3, 29), 2 * 60 + 30) == utc(3, 29, 1, 30)
    assert at(date(2026, 10, 25), 2 * 60 + 30) == utc(10, 25, 0, 30)
    assert at(date(2026, 2, 2), 24 * 60) == utc(2, 2, 23)


def test_nights_and_days_on_which_nobody_works_are_for_whoever_is_on_duty():
    assert not by_night(utc(2, 2, 10), works)
    assert by_night(utc(2, 2, 22), works)
    assert by_night(utc(2, 7, 10), works)


def test_hours_of_work_pass_only_while_somebody_works():
    assert after_work(NINE_TO_FIVE, utc(2, 2, 9), 4, works) == utc(2, 2, 13)
    assert after_work(NINE_TO_FIVE, utc(2, 2, 14), 4, works) == utc(2, 3, 10)
    assert after_work(NINE_TO_FIVE, utc(2, 6, 15), 4, works) == utc(2, 9, 11)
    assert after_work(NINE_TO_FIVE, utc(2, 2, 3), 9, works) == utc(2, 3, 9)
    assert after_work(NINE_TO_FIVE, utc(2, 2, 3), 4, lambda region, day: False) == utc(2, 2, 7)
    assert after_work(NINE_TO_FIVE, utc(2, 2, 20), 4, lambda region, day: False) == utc(2, 2, 20) + timedelta(hours=4)


def test_a_day_of_work_after_a_friday_ends_on_monday():
    assert after_workday(NINE_TO_FIVE, date(2026, 2, 6), works) == utc(2, 9, 16)
    assert after_workday(NINE_TO_FIVE, date(2026, 2, 9), works) == utc(2, 10, 16)


def test_a_week_begins_with_its_first_day_of_work():
    assert begins_week(None, date(2026, 2, 2), works)
    assert not begins_week(None, date(2026, 2, 3), works)
    assert begins_week("IT-MI", date(2026, 12, 8), works)
