"""What is made of the feed's facts and of what people post, in the transaction that stores it."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

import msgspec

from services.notifications.domain import TOLD, Notice, Person
from services.notifications.people import People
from services.notifications.rows import ACKNOWLEDGED, CLOSED, Rows
from shared.clocks import civil_day
from shared.contracts import ChannelPreferenceSet, NotificationAcknowledged
from shared.contracts.feed import ContactChanged, FeedFact, NoticeClosed, NoticeRaised, SubjectErased
from shared.facts import Event
from shared.store.database import Cursor
from shared.store.migrations import Steps
from shared.store.sealed import uuid_bytes

Clock = Callable[[], datetime]


class Carried(Protocol):
    """Deliveries, as far as a notice that is over must be kept from going out."""

    def cancel(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None: ...

    def forget(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None: ...


class Inbox:
    """Hears the feed and the door; nobody is told of anything here, only what is so is kept."""

    def __init__(self, rows: Rows, people: People, carried: Carried, clock: Clock) -> None:
        self._rows = rows
        self._people = people
        self._carried = carried
        self._clock = clock

    def tables(self) -> Mapping[str, Steps]:
        return {**self._rows.tables(), **self._people.tables()}

    def taken(self, cursor: Any, fact: FeedFact) -> None:
        """A fact of the feed, once."""
        match fact:
            case NoticeRaised():
                self._rows.put(cursor, noticed(fact, self._clock()))
            case NoticeClosed(notice_id=notice_id):
                self._closed(cursor, notice_id)
            case ContactChanged():
                self._reached(cursor, fact)
            case SubjectErased(pathway_id=pathway_id):
                self._carried.forget(cursor, self._rows.of_stream(cursor, pathway_id.bytes))

    def posted(self, cursor: Any, event: Event) -> None:
        """An event of the door, once."""
        match event.fact:
            case ChannelPreferenceSet(audience="her"):
                self._allowed_by_her(cursor, event, event.fact)
            case ChannelPreferenceSet() if event.role in TOLD:
                self._wished(cursor, event, event.fact)
            case NotificationAcknowledged(notice_id=name) if event.role in TOLD:
                self._acknowledged(cursor, event, name)

    def _closed(self, cursor: Cursor, notice_id: UUID) -> None:
        self._rows.ended(cursor, notice_id, CLOSED, self._clock())
        self._carried.cancel(cursor, [notice_id])

    def _reached(self, cursor: Cursor, fact: ContactChanged) -> None:
        stream = fact.pathway_id.bytes
        known = self._people.contact(cursor, stream)
        told = {"quiet": fact.quiet, "rules": fact.rules, "providers": fact.providers}
        self._people.put_contact(cursor, stream, msgspec.structs.replace(known, **told))

    def _allowed_by_her(self, cursor: Cursor, event: Event, fact: ChannelPreferenceSet) -> None:
        if event.pathway_id:
            stream = uuid_bytes(event.pathway_id)
            known = self._people.contact(cursor, stream)
            channels = frozenset() if fact.quiet else fact.channels
            self._people.put_contact(cursor, stream, msgspec.structs.replace(known, channels=channels))

    def _wished(self, cursor: Cursor, event: Event, fact: ChannelPreferenceSet) -> None:
        person = self._author(cursor, event)
        wishes = msgspec.structs.replace(person.wishes, channels=fact.channels, quiet=fact.quiet)
        self._people.put(cursor, [msgspec.structs.replace(person, wishes=wishes)])

    def _acknowledged(self, cursor: Cursor, event: Event, name: str) -> None:
        """Whoever has seen it answers for all of the duty; of what one does not see one can't."""
        try:
            notice_id = UUID(name)
        except ValueError:
            return
        today = civil_day(self._clock())
        person = Person(event.provider_id, event.actor, {event.role: today})
        kept = self._rows.one(cursor, notice_id)
        if kept and may_answer(person, kept.notice, today, self._also(cursor, event, kept.notice)):
            self._rows.ended(cursor, notice_id, ACKNOWLEDGED, self._clock())
            self._carried.cancel(cursor, [notice_id])

    def _also(self, cursor: Cursor, event: Event, notice: Notice) -> bool:
        return self._rows.is_also(cursor, notice, self._people.tag(event.provider_id, event.actor))

    def _author(self, cursor: Cursor, event: Event) -> Person:
        """Whoever posted it, known from now on in the role of today."""
        known = self._people.one(cursor, event.provider_id, event.actor)
        person = known or Person(event.provider_id, event.actor, {})
        today = civil_day(self._clock())
        return msgspec.structs.replace(person, roles={**person.roles, event.role: today})


def may_answer(person: Person, notice: Notice, today: date, also: bool) -> bool:
    """Whether a notice stands in the inbox of a person who acts in these roles."""
    supervised = notice.asked == "supervisor" and person.has("supervisor", today)
    if person.provider_id in notice.not_for:
        return False
    return also or supervised or person.sees(notice.duty, notice.provider_id, today)


def noticed(fact: NoticeRaised, now: datetime) -> Notice:
    return Notice(
        notice_id=str(fact.notice_id),
        what=fact.what,
        duty=fact.duty,
        urgency=fact.urgency,
        kind=fact.kind,
        since=fact.since,
        raised_at=now,
        asked_at=now,
        provider_id=fact.provider_id,
        pathway_id=str(fact.pathway_id) if fact.pathway_id else None,
        due=fact.due,
        corrective=fact.corrective,
        not_for=fact.not_for,
    )
