"""Asked right before something is sent: is it still wanted? Wishes and rules hold also for what waited already."""

from datetime import datetime
from uuid import UUID

from services.notifications import domain
from services.notifications.domain import Contact, Verdict, Works
from services.notifications.people import People
from services.notifications.rounds import hold
from services.notifications.rows import Remembered, Rows
from shared.store.database import Cursor


class Recheck:
    """Judges a delivery once more, in the transaction that claims it."""

    def __init__(self, rows: Rows, people: People, works: Works) -> None:
        self._rows = rows
        self._people = people
        self._works = works

    def still_wanted(self, delivery_id: UUID, cursor: Cursor, now: datetime) -> Verdict:
        """True, False, or the moment before which it is not to go. What was not decided here is not judged here."""
        found = self._rows.remembered(cursor, delivery_id)
        if found is None:
            return True
        person = self._people.tagged(cursor, found.person) if found.person else None
        if found.person and person is None:
            return False
        if found.notice_id:
            return self._of_notice(cursor, found, person, now)
        return domain.still(found.told, person, Contact(), now, self._works)

    def _of_notice(self, cursor: Cursor, found: Remembered, person: domain.Person | None, now: datetime) -> Verdict:
        kept = self._rows.one(cursor, UUID(bytes=found.notice_id))
        if kept is None or kept.state != "open":
            return False
        contact = self._people.contact(cursor, found.stream)
        if found.told.channel != "live" and not domain.may_leave(found.told.urgency, contact):
            hold(self._rows, cursor, kept.notice, domain.civil(now).date())
            return False
        return domain.still(found.told, person, contact, now, self._works)
