"""The two clocks of a reading: what was true (`as_of`) and what was known (`known_at`)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from shared.errors import NotWellFormed, Problem

CIVIL = ZoneInfo("Europe/Madrid")  # the same civil day as Europe/Rome

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class When(NamedTuple):
    """Facts that occurred before the day `as_of`, recorded up to the moment `known_at` (None: all)."""

    as_of: date
    known_at: datetime | None = None

    @property
    def today(self) -> date:
        return self.as_of - timedelta(days=1)


def civil_day(moment: datetime) -> date:
    """The civil day of a moment in Madrid and Rome."""
    return moment.astimezone(CIVIL).date()


def when(as_of: str | None, known_at: str | None, now: datetime) -> When:
    """The clocks as asked for; `as_of` is tomorrow unless given."""
    day = day_of(as_of, "as_of") if as_of else civil_day(now) + timedelta(days=1)
    return When(day, known(known_at) if known_at else None)


def known(text: str) -> datetime:
    """An RFC 3339 moment, or a date, meaning the end of that day in UTC."""
    if len(text) == len("2026-05-22"):
        return end_of_day(day_of(text, "known_at"))
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that a URL turned into a space
        day_of(moment.date().isoformat(), "known_at")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise NotWellFormed(Problem("known_at", "not_a_moment", "a date, or a moment with its zone by RFC 3339"))
    return moment.astimezone(UTC)


def end_of_day(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def day_of(text: str, path: str) -> date:
    """A date written YYYY-MM-DD, of the years 1900 to 2199; `NotWellFormed` names `path`."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or not EARLIEST <= day <= LATEST:
        raise NotWellFormed(Problem(path, "not_a_date", "a date such as 2026-05-22"))
    return day
