"""Clocks that run in working days, by the calendar of whoever is asked."""

from collections.abc import Callable
from datetime import date, timedelta

DAY = timedelta(days=1)
SATURDAY = 5
Workday = Callable[[str | None, date], bool]
"""Whether people of this provider work on a day."""


def weekdays(provider_id: str | None, day: date) -> bool:
    """All days but weekends, where nothing is known of anybody's holidays."""
    return day.weekday() < SATURDAY


def workdays_after(workday: Workday, provider_id: str | None, start: date, count: int) -> date:
    """The day that is so many working days of this provider's after `start`, which does not count itself."""
    day = start
    while count and day < date.max:
        day += DAY
        count -= workday(provider_id, day)
    return day
