"""When people are told: hours of work by the calendar of each, and nights; civil time is that of Madrid and Rome."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from services.notifications.domain.people import Wishes

Works = Callable[[str | None, date], bool]
"""Whether people work in a region (None: nobody said which) on a day."""

CIVIL: Final = ZoneInfo("Europe/Madrid")  # the same clock as Europe/Rome
DAY: Final = timedelta(days=1)
MORNING, NIGHTFALL = 7 * 60, 22 * 60
LOOKED_AHEAD: Final = 366


def civil(moment: datetime) -> datetime:
    return moment.astimezone(CIVIL)


def at(day: date, minutes: int) -> datetime:
    """A civil time of a day, in UTC; where the clock leaps over it, the moment after the leap."""
    hours, rest = divmod(minutes, 60)
    midnight = day + DAY * (hours // 24)
    return datetime.combine(midnight, time(hours % 24, rest), CIVIL).astimezone(UTC)


def minute_of(moment: datetime) -> int:
    local = civil(moment)
    return local.hour * 60 + local.minute


def at_work(wishes: Wishes, moment: datetime, works: Works) -> bool:
    day = civil(moment).date()
    return works(wishes.region, day) and at(day, wishes.begins) <= moment < at(day, wishes.ends)


def next_at_work(wishes: Wishes, moment: datetime, works: Works) -> datetime:
    """This moment if it is one of work, else the beginning of the next day of work."""
    if at_work(wishes, moment, works):
        return moment
    day = civil(moment).date()
    for ahead in range(LOOKED_AHEAD):
        start = at(day + DAY * ahead, wishes.begins)
        if start > moment and works(wishes.region, day + DAY * ahead):
            return start
    return moment


def awake(moment: datetime) -> datetime:
    """This moment if it is between 7 and 22, else the next morning at 7."""
    minute = minute_of(moment)
    if MORNING <= minute < NIGHTFALL:
        return moment
    return at(civil(moment).date() + DAY * (minute >= NIGHTFALL), MORNING)


def by_night(moment: datetime, works: Works, region: str | None = None) -> bool:
    """Whether nobody can be counted on to be there: at night, and on days on which nobody works."""
    return awake(moment) != moment or not works(region, civil(moment).date())


def after_work(wishes: Wishes, start: datetime, hours: int, works: Works) -> datetime:
    """The moment by which so many hours of work have passed since `start`."""
    left = timedelta(hours=hours)
    moment = next_at_work(wishes, start, works)
    while True:
        end = at(civil(moment).date(), wishes.ends)
        if moment + left <= end or end <= moment:
            return moment + left
        left -= end - moment
        moment = next_at_work(wishes, end, works)


def after_workday(wishes: Wishes, day: date, works: Works) -> datetime:
    """The end of the first day of work after a day."""
    start = next_at_work(wishes, at(day + DAY, 0), works)
    return at(civil(start).date(), wishes.ends)


def begins_week(region: str | None, day: date, works: Works) -> bool:
    """Whether this is the first day of work of its week."""
    return not any(works(region, day - DAY * back) for back in range(1, day.weekday() + 1))
