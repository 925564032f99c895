"""Who is told next when nobody of a duty has seen a notice in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from services.notifications.domain.hours import Works, after_work, after_workday
from services.notifications.domain.notices import Notice
from services.notifications.domain.people import Person, Wishes

EXTREME_WITHIN: Final = timedelta(minutes=15)
URGENT_WITHIN: Final = 4


def answer_by(notice: Notice, asked: Iterable[Person], works: Works) -> datetime | None:
    """Until when one of those who were asked has to have seen it; None if that has no end.

    Extreme 15 minutes, urgent 4 hours of work, a normal task a day of work after it was due: of whoever works first.
    """
    if notice.urgency == "extreme":
        return notice.asked_at + EXTREME_WITHIN
    calendars = [each.wishes for each in asked] or [Wishes()]
    if notice.urgency == "urgent":
        return min(after_work(wishes, notice.asked_at, URGENT_WITHIN, works) for wishes in calendars)
    if notice.kind == "task" and notice.due:
        due = min(after_workday(wishes, notice.due, works) for wishes in calendars)
        later = min(after_work(wishes, notice.asked_at, URGENT_WITHIN, works) for wishes in calendars)
        return max(due, later)
    return None
