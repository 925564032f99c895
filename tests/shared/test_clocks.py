"""The civil day is that of Madrid and Rome; the two clocks are read as written and no other way."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clocks import When, civil_day, end_of_day, known, when
from shared.errors import NotWellFormed

NOW = datetime(2026, 5, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-01-15T22:59:59Z", date(2026, 1, 15)),
        ("2026-01-15T23:00:00Z", date(2026, 1, 16)),
        ("2026-07-15T21:59:59Z", date(2026, 7, 15)),
        ("2026-07-15T22:00:00Z", date(2026, 7, 16)),
        ("2026-03-29T00:59:59Z", date(2026, 3, 29)),
        ("2026-03-28T23:00:00Z", date(2026, 3, 29)),
        ("2026-10-24T22:00:00Z", date(2026, 10, 25)),
        ("2026-10-25T22:59:59Z", date(2026, 10, 25)),
        ("2026-10-25T23:00:00Z", date(2026, 10, 26)),
        ("2024-02-29T12:00:00-11:00", date(2024, 3, 1)),
    ],
)
def test_the_civil_day_of_a_moment_also_when_the_clocks_change(moment, day):
    assert civil_day(datetime.fromisoformat(moment)) == day


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_madrid_and_rome_have_one_civil_day(moment):
    assert civil_day(moment) == moment.astimezone(ZoneInfo("Europe/Rome")).date()


def test_as_of_is_tomorrow_unless_given_and_all_is_known():
    assert when(None, None, NOW) == When(date(2026, 5, 23), None)
    assert when(None, None, NOW).today == date(2026, 5, 22)
    assert when("", "", NOW) == when(None, None, NOW)


def test_tomorrow_is_that_of_the_civil_day():
    assert when(None, None, datetime(2026, 5, 22, 22, 30, tzinfo=UTC)).as_of == date(2026, 5, 24)


def test_a_day_of_knowledge_means_its_end_in_utc():
    assert known("2026-05-22") == end_of_day(date(2026, 5, 22)) == datetime(2026, 5, 22, 23, 59, 59, 999999, UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-05-22T10:00:00Z", "2026-05-22T12:00:00+02:00", "2026-05-22T12:00:00 02:00", "2026-05-22T05:00:00-05:00"],
)
def test_a_moment_of_knowledge_is_read_in_its_zone(text):
    assert known(text) == datetime(2026, 5, 22, 10, tzinfo=UTC)
    assert known(text).utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    "text", ["2026-05-22T10:00:00", "2026-13-01", "0000-01-01", "x", "99999-01-01", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_clock_is_refused_by_name(text):
    with pytest.raises(NotWellFormed) as refused:
        when(None, text, NOW)
    assert refused.value.errors[0].path == "known_at"
    if "T" not in text:
        with pytest.raises(NotWellFormed) as refused:
            when(text, None, NOW)
        assert refused.value.errors[0].path == "as_of"
