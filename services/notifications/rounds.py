"""The rounds: what is due now is decided and asked for, in one transaction with the memory of it.

Whatever dies in between is decided again, to the same ids: nobody is told twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple, Protocol
from uuid import UUID, uuid5

import msgspec

from services.notifications import domain
from services.notifications.asking import Asked, Asking
from services.notifications.deliveries import Outgoing
from services.notifications.domain import Contact, Notice, Person, Telling, Works
from services.notifications.people import People
from services.notifications.rows import Kept, Rows, Saying, Scope, stream_of
from shared.store.database import Cursor
from shared.store.log import Log

AT_ONCE: Final = 250
KEPT_FOR: Final = timedelta(days=90)
MOST_GATHERED: Final = 10_000
SAID: Final = UUID("a4a1c0c5-3f0e-4b40-9b3a-7e8c0c6d2f11")


class Counts(NamedTuple):
    """What a round did."""

    planned: int = 0
    asked_for: int = 0
    digests: int = 0
    escalated: int = 0


class Carrying(Protocol):
    """Deliveries, as far as they are asked for."""

    def enqueue(self, cursor: Cursor, asked: Iterable[Outgoing]) -> None: ...

    def again(self, cursor: Cursor, asked: Iterable[Outgoing]) -> None: ...


class Step(NamedTuple):
    """What was decided of one notice: who is asked now, until when, and what they are told."""

    notice: Notice
    answer_by: datetime | None
    told: Sequence[Asked]


class Known(NamedTuple):
    """Whom a round knows: everybody by tag, the staff by organisation, the network's own, and her contact rules."""

    people: Mapping[bytes, Person]
    staff: Mapping[str, Sequence[Person]]
    network: Sequence[Person]
    contacts: Mapping[bytes, Contact]

    def asked_of(self, notice: Notice) -> Sequence[Person]:
        """Those among whom its duty may be held."""
        found = self.staff.get(notice.provider_id, ()) if notice.provider_id else self.network
        return [each for each in found if each.provider_id not in notice.not_for]

    def overseeing(self, notice: Notice) -> Sequence[Person]:
        return [each for each in self.network if each.provider_id not in notice.not_for]

    def contact(self, stream: bytes) -> Contact:
        return self.contacts.get(stream, Contact())


class Rounds:
    """One round over all that is due. Methods block; they may be called from any thread and several processes."""

    def __init__(
        self, log: Log, rows: Rows, people: People, deliveries: Carrying, works: Works, asking: Asking
    ) -> None:
        self._log = log
        self._rows = rows
        self._people = people
        self._deliveries = deliveries
        self._works = works
        self._asking = asking
        self._forgot: date | None = None

    def run(self, now: datetime) -> Counts:
        """Everything once, in the order in which it matters."""
        with self._log.reading() as cursor:
            due = self._rows.is_due(cursor, now)
        planned, asked_for = self.plan(now) if due else (0, 0)
        escalated = self.escalate(now) if due else 0
        self._forget(now)
        return Counts(planned, asked_for, self.gather(now), escalated)

    def _forget(self, now: datetime) -> None:
        """Once a day, what has been over for long."""
        today = domain.civil(now).date()
        if self._forgot != today:
            with self._log.writing() as cursor:
                self._rows.forget(cursor, now - KEPT_FOR)
            self._forgot = today

    def plan(self, now: datetime) -> tuple[int, int]:
        """Tell of what was raised since; how many notices, and how many deliveries they make."""
        count = asked_for = 0
        while True:
            with self._log.writing() as cursor:
                raised = self._rows.unplanned(cursor, AT_ONCE)
                known = self._known(cursor, raised)
                steps = [self._planned(cursor, kept, known, now) for kept in raised if kept.state == "open"]
                asked_for += self._taken(cursor, steps)
            count += len(raised)
            if not raised:
                return count, asked_for

    def escalate(self, now: datetime) -> int:
        """Ask the next in line where nobody answered in time; how many notices went on."""
        count = 0
        while True:
            with self._log.writing() as cursor:
                late = self._rows.overdue(cursor, now, AT_ONCE)
                known = self._known(cursor, late)
                self._taken(cursor, [self._escalated(cursor, kept, known, now) for kept in late])
            count += len(late)
            if not late:
                return count

    def gather(self, now: datetime) -> int:
        """Make the digests of those whose working day has begun; how many there are."""
        with self._log.reading() as cursor:
            due = [person for person in self._people.all(cursor).values() if self._digests_due(person, now)]
        count = 0
        for person in due:
            with self._log.writing() as cursor:
                count += self._digest(cursor, person, now)
        return count

    def _digests_due(self, person: Person, now: datetime) -> bool:
        return domain.digests.due(person, now, self._works)

    def _digest(self, cursor: Cursor, before: Person, now: datetime) -> bool:
        tag = self._people.tag(before.provider_id, before.actor)
        person = self._people.tagged(cursor, tag)
        if person is None or not self._digests_due(person, now):  # another process was first, or it was just turned off
            return False
        today = domain.civil(now).date()
        scope = Scope(person.upto, states=("open",), most=MOST_GATHERED)
        new = self._rows.of(cursor, person, tag, today, scope)
        contacts = self._people.contacts(cursor, [kept.stream for kept in new])
        count = sum(gathered(kept, contacts) for kept in new)
        upto = max((kept.number for kept in new), default=person.upto)
        self._people.put(cursor, [msgspec.structs.replace(person, upto=upto, digested=today)])
        if not count:
            return False
        telling = domain.digests.digest(person, now)
        return bool(self._tell(cursor, [self._asking.digest(telling, count)]))

    def _known(self, cursor: Cursor, kept: Sequence[Kept]) -> Known:
        if not kept:
            return Known({}, {}, [], {})
        people = self._people.all(cursor)
        staff: defaultdict[str, list[Person]] = defaultdict(list)
        for person in people.values():
            staff[person.provider_id].append(person)
        network = [each for each in people.values() if domain.OF_THE_NETWORK & each.roles.keys()]
        return Known(people, staff, network, self._people.contacts(cursor, [each.stream for each in kept]))

    def _planned(self, cursor: Cursor, kept: Kept, known: Known, now: datetime) -> Step:
        today, contact = domain.civil(now).date(), known.contact(kept.stream)
        role, asked = domain.holders(known.asked_of(kept.notice), kept.notice.duty, kept.notice.provider_id, today)
        notice = msgspec.structs.replace(kept.notice, asked=role, asked_at=now, unanswered=extreme_alone(kept, asked))
        also = self._corrected(cursor, kept, known, contact) if notice.corrective else {}
        self._rows.also(cursor, notice, also.keys())
        if not domain.may_leave(notice.urgency, contact):
            hold(self._rows, cursor, notice, today)
        everybody = [*asked, *(each for each in also.values() if each not in asked)]
        told = [self._asking.notice(each, notice) for each in self._tellings(notice, everybody, contact, now)]
        return Step(notice, domain.answer_by(notice, asked, self._works), told)

    def _tellings(self, notice: Notice, people: Sequence[Person], contact: Contact, now: datetime) -> Iterable[Telling]:
        yield from domain.tellings(notice, people, contact, now, self._works)
        yield from domain.to_systems(notice, contact, now)
        if night := self._asking.night:
            yield from domain.by_duty_phone(notice, contact, night.channel, now, self._works)

    def _corrected(self, cursor: Cursor, kept: Kept, known: Known, contact: Contact) -> dict[bytes, Person]:
        """Who was told what is taken back now, and may still hear of her."""
        families = domain.CORRECTED.get(kept.notice.what, frozenset())
        told = {tag for tag, each in self._rows.told_about(cursor, kept.stream) if each.family in families}
        return {
            tag: person
            for tag in told
            if (person := known.people.get(tag)) and domain.still_hears(person, kept.notice, contact)
        }

    def _escalated(self, cursor: Cursor, kept: Kept, known: Known, now: datetime) -> Step:
        notice, today, contact = kept.notice, domain.civil(now).date(), known.contact(kept.stream)
        people = [*known.asked_of(notice), *known.overseeing(notice)]
        if (following := domain.next_in_line(people, notice.role, notice.provider_id, today)) is None:
            return Step(msgspec.structs.replace(notice, unanswered=True), None, [])
        role, asked = following
        going_on = msgspec.structs.replace(notice, asked=role, asked_at=now, unanswered=True)
        self._rows.renumber(cursor, going_on)
        said = Saying("NotificationEscalated", today, {"notice_id": notice.notice_id, "to_role": role}, hers(notice))
        self._rows.say(cursor, uuid5(SAID, f"{notice.notice_id}|{role}"), kept.stream, said)
        told = [self._asking.notice(each, going_on) for each in self._tellings(going_on, asked, contact, now)]
        return Step(going_on, domain.answer_by(going_on, asked, self._works), told)

    def _taken(self, cursor: Cursor, steps: Sequence[Step]) -> int:
        """Keep what was decided of notices, and ask for what is to be carried; how many of these."""
        self._rows.asked(cursor, [(step.notice, step.answer_by) for step in steps])
        return self._tell(cursor, [each for step in steps for each in step.told])

    def _tell(self, cursor: Cursor, told: Sequence[Asked]) -> int:
        """Ask for these deliveries; how many are new. Others were asked for before, and may have been called off."""
        if not told:
            return 0
        new = self._rows.tell(cursor, [remembered for remembered, _ in told])
        asked = {each.delivery_id: each for _, each in told}
        self._deliveries.enqueue(cursor, [each for name, each in asked.items() if name in new])
        self._deliveries.again(cursor, [each for name, each in asked.items() if name not in new])
        return len(new)


def gathered(kept: Kept, contacts: Mapping[bytes, Contact]) -> bool:
    """Whether a digest counts it: what is urgent was told by itself, and quiet mode tells nobody by mail."""
    return kept.notice.urgency == "normal" and domain.may_leave("normal", contacts.get(kept.stream, Contact()))


def extreme_alone(kept: Kept, asked: Sequence[Person]) -> bool:
    """Extreme, and nobody is there to be told: it is listed at once."""
    return kept.notice.urgency == "extreme" and not asked


def hold(rows: Rows, cursor: Cursor, notice: Notice, today: date) -> None:
    """Have it written down that a notice was held back, once and without a word of it."""
    said = Saying("NotificationSuppressed", today, {"reason": "high_risk_quiet_mode"}, hers(notice))
    rows.say(cursor, uuid5(SAID, f"{notice.notice_id}|held"), stream_of(notice), said)


def hers(notice: Notice) -> bool:
    """Whether it is about one woman, and not about an organisation."""
    return notice.pathway_id is not None
