"""Digests: at most one a day and person, when her or his working day has begun."""

from datetime import datetime

from services.notifications.domain.hours import Works, at_work, begins_week, civil
from services.notifications.domain.people import Person
from services.notifications.domain.telling import Telling


def due(person: Person, now: datetime, works: Works) -> bool:
    """Whether this person's digest is to be made now, if there is anything to gather."""
    wishes, today = person.wishes, civil(now).date()
    if not wishes.address or wishes.digest == "off" or person.digested == today or not at_work(wishes, now, works):
        return False
    return wishes.digest == "daily" or begins_week(wishes.region, today, works)


def digest(person: Person, now: datetime) -> Telling:
    """The digest of a day."""
    return Telling(person, "mail", now, "digest", f"digest:{civil(now).date().isoformat()}", False)
