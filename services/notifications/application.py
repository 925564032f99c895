"""What people ask of notifications: their inbox, how they want to be told, what nobody has answered."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID, uuid4, uuid5

import msgspec
import orjson
from starlette.requests import Request

from services.notifications import domain
from services.notifications.domain import Contact, Notice, Person, State, Wishes
from services.notifications.inbox import Clock, may_answer
from services.notifications.people import People
from services.notifications.rows import Kept, Rows, Scope
from services.notifications.texts import text
from shared.access import Reader
from shared.clocks import civil_day
from shared.door.admission import admit_parsed
from shared.errors import NotAllowed, UnknownNotice
from shared.store.database import Cursor
from shared.store.entries import Draft, Receipt
from shared.store.log import Log

ACKNOWLEDGED: Final = UUID("0b8f4b7e-2d0c-4d9e-8c3a-1f5a7e9d6c42")
Row = dict[str, Any]


class Page(NamedTuple):
    """A part of somebody's inbox: before which number, in which states, how many at most, in which language."""

    before: int | None
    states: tuple[State, ...]
    most: int
    lang: str


class Notices:
    """The readings of one service. Methods block; they may be called from any thread."""

    def __init__(self, log: Log, rows: Rows, people: People, clock: Clock) -> None:
        self._log = log
        self._rows = rows
        self._people = people
        self._clock = clock
        self._seen: dict[tuple[str, str, str], date] = {}

    def seen(self, reader: Reader) -> None:
        """Know whoever asks, from the first time on, in the role of the credentials."""
        today, key = self._today(), (reader.provider_id, reader.actor, reader.role)
        if reader.role not in domain.TOLD or self._seen.get(key) == today:
            return
        with self._log.writing() as cursor:
            person = self._person(cursor, reader)
            if person.roles.get(reader.role) != today:
                self._people.put(cursor, [msgspec.structs.replace(person, roles={**person.roles, reader.role: today})])
        self._seen[key] = today

    def knowing(self, reader_of: Callable[[Request], Reader]) -> Callable[[Request], Reader]:
        """The same, and whoever asks is known from then on."""

        def read(request: Request) -> Reader:
            reader = reader_of(request)
            self.seen(reader)
            return reader

        return read

    def wishes(self, reader: Reader) -> Wishes:
        """How the reader wants to be told."""
        self._known(reader)
        with self._log.reading() as cursor:
            return self._person(cursor, reader).wishes

    def preference(self, wishes: Wishes, reader: Reader) -> Draft | Receipt | None:
        """The event of record of these wishes; None if it says what is so already."""
        before = self.wishes(reader)
        if (before.channels, before.quiet) == (wishes.channels, wishes.quiet):
            return None
        data = {"audience": "worker", "channels": sorted(wishes.channels), "quiet": wishes.quiet}
        return self._event(uuid4(), "ChannelPreferenceSet", data, reader)

    def wish(self, wishes: Wishes, reader: Reader) -> Wishes:
        """Keep these wishes, all of them."""
        with self._log.writing() as cursor:
            person = self._person(cursor, reader)
            self._people.put(cursor, [msgspec.structs.replace(person, wishes=wishes)])
        return wishes

    def page(self, reader: Reader, asked: Page) -> Row:
        """What stands in the reader's inbox, newest first; `next` is the number before which more follows."""
        self._known(reader)
        scope = Scope(0, asked.before or Scope().below, asked.states, asked.most + 1)
        with self._log.reading() as cursor:
            found = self._rows.of(cursor, acting(reader, self._today()), self._tag(reader), self._today(), scope)
            items = list(self._shown(cursor, found[: asked.most], asked.lang))
        more = len(found) > asked.most
        return {"items": items, "next": str(found[asked.most - 1].number) if more else None}

    def one(self, notice_id: UUID, reader: Reader) -> Notice:
        """A notice of the reader's inbox; `UnknownNotice` for any other."""
        self._known(reader)
        with self._log.reading() as cursor:
            return self._own(cursor, notice_id, reader).notice

    def acknowledgement(self, notice_id: UUID, reader: Reader) -> Draft | Receipt | None:
        """The event that says so, the same however often it is asked for; None if somebody has answered already."""
        self._known(reader)
        with self._log.reading() as cursor:
            kept = self._own(cursor, notice_id, reader)
        if kept.state != "open":
            return None
        event_id = uuid5(ACKNOWLEDGED, f"{notice_id}|{reader.provider_id}|{reader.actor}|{kept.number}")
        data = {"notice_id": str(notice_id), "by_role": reader.role}
        return self._event(event_id, "NotificationAcknowledged", data, reader)

    def shown(self, notice_id: UUID, reader: Reader, lang: str) -> Row:
        """One notice as it stands in the reader's inbox."""
        with self._log.reading() as cursor:
            (row,) = self._shown(cursor, [self._own(cursor, notice_id, reader)], lang)
        return row

    def unanswered(self, reader: Reader, lang: str) -> Row:
        """What life may hang on and nobody has answered in time: to supervisors, and to privacy officers theirs."""
        self._known(reader)
        if reader.role not in domain.OF_THE_NETWORK:
            raise NotAllowed()
        with self._log.reading() as cursor:
            found = [kept for kept in self._rows.unanswered(cursor) if listed(kept.notice, reader)]
            return {"items": list(self._shown(cursor, found, lang)), "next": None}

    def _own(self, cursor: Cursor, notice_id: UUID, reader: Reader) -> Kept:
        kept, today = self._rows.one(cursor, notice_id), self._today()
        also = bool(kept) and self._rows.is_also(cursor, kept.notice, self._tag(reader)) if kept else False
        if kept is None or not may_answer(acting(reader, today), kept.notice, today, also):
            raise UnknownNotice()
        return kept

    def _shown(self, cursor: Cursor, found: list[Kept], lang: str) -> Iterator[Row]:
        contacts = self._people.contacts(cursor, [each.stream for each in found])
        return (row(each, contacts.get(each.stream, Contact()), lang) for each in found)

    def _event(self, event_id: UUID, name: str, data: Row, reader: Reader) -> Draft | Receipt:
        now = self._clock()
        posted = {
            "event_id": str(event_id),
            "type": name,
            "schema_version": 1,
            "pathway_id": None,  # in the organisation's own stream: it tells nothing of her
            "occurred_on": civil_day(now).isoformat(),
            "data": data,
        }
        return admit_parsed(posted, orjson.dumps(posted), "notifications", reader, now)

    def _known(self, reader: Reader) -> None:
        if reader.role not in domain.TOLD:
            raise NotAllowed()
        self.seen(reader)

    def _person(self, cursor: Cursor, reader: Reader) -> Person:
        found = self._people.one(cursor, reader.provider_id, reader.actor)
        return found or Person(reader.provider_id, reader.actor, {})

    def _tag(self, reader: Reader) -> bytes:
        return self._people.tag(reader.provider_id, reader.actor)

    def _today(self) -> date:
        return civil_day(self._clock())


def acting(reader: Reader, today: date) -> Person:
    """The reader in the role of the credentials, and in no other that the same person may have."""
    return Person(reader.provider_id, reader.actor, {reader.role: today})


def listed(notice: Notice, reader: Reader) -> bool:
    """Whether an unanswered notice is shown to a supervisor, or to a privacy officer."""
    private = notice.duty == "privacy_officer"
    if reader.provider_id in notice.not_for:
        return False
    return notice.urgency == "extreme" and private == (reader.role == "privacy_officer")


def row(kept: Kept, contact: Contact, lang: str) -> Row:
    """A notice as JSON: a neutral line and dates, neither whom nor what care it is about."""
    notice = kept.notice
    template = domain.ATTENTION if contact.quiet else notice.family
    return {
        "notice_id": notice.notice_id,
        "state": kept.state,
        "template": template,
        "text": text(template, lang, {})[1],
        "urgency": notice.urgency,
        "kind": notice.kind,
        "since": notice.since.isoformat(),
        "due": notice.due.isoformat() if notice.due else None,
        "raised_at": told_at(notice.raised_at),
        "unanswered": notice.unanswered,
        "link": f"/notifications/n/{notice.notice_id}",
    }


def told_at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")
