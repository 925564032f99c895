"""What goes to whom, by which channel and when; and whether it is still to go when its time has come."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, Literal, NamedTuple
from uuid import UUID, uuid5

import msgspec

from services.notifications.domain.contact import Contact, Verdict
from services.notifications.domain.hours import Works, awake, by_night, next_at_work
from services.notifications.domain.notices import ATTENTION, ESCALATED, Notice
from services.notifications.domain.people import NIGHT, OF_THE_NETWORK, Person, Wishes

Channel = Literal["mail", "webhook", "live"]
DELIVERIES: Final = UUID("7d1c9a52-0f0b-4f7e-8a53-5b1a3c1f6e20")


class Telling(NamedTuple):
    """One notice, or digest, on its way to one person by one channel; without a person to the provider's own system."""

    person: Person | None
    channel: Channel
    at: datetime
    template: str
    reason: str
    urgent: bool

    def delivery_id(self, provider_id: str) -> UUID:
        """The same for one person, reason and channel, however often it is decided."""
        whom = f"{self.person.provider_id}|{self.person.actor}" if self.person else provider_id
        return uuid5(DELIVERIES, f"{whom}|{self.reason}|{self.channel}")


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered of a telling: enough to judge it again, and to correct it."""

    channel: Channel
    template: str
    family: str
    urgency: str
    address: str | None = None


def reason_of(notice: Notice) -> str:
    return f"notice:{notice.notice_id}"


def tellings(
    notice: Notice, people: Iterable[Person], contact: Contact, now: datetime, works: Works
) -> Iterator[Telling]:
    """How these people are told of a notice now; what is normal waits for their digest unless they want none."""
    urgent = notice.urgency != "normal"
    template, reason = template_of(notice, contact), reason_of(notice)
    for person in people:
        if "app" in person.wishes.channels:
            yield Telling(person, "live", now, template, reason, urgent)
        if person.wishes.address and may_leave(notice.urgency, contact) and (urgent or person.wishes.digest == "off"):
            yield Telling(person, "mail", _when(notice.urgency, person.wishes, now, works), template, reason, urgent)


def to_systems(notice: Notice, contact: Contact, now: datetime) -> Iterator[Telling]:
    """The same to the own system of the provider that is asked."""
    if notice.provider_id and may_leave(notice.urgency, contact):
        yield Telling(None, "webhook", now, template_of(notice, contact), reason_of(notice), notice.urgency != "normal")


def by_duty_phone(notice: Notice, contact: Contact, channel: Channel, now: datetime, works: Works) -> Iterator[Telling]:
    """The same to whoever is on duty while nobody works, if life may hang on it."""
    if notice.urgency == "extreme" and by_night(now, works):
        whom = Person(NIGHT, NIGHT, {})
        yield Telling(whom, channel, now, template_of(notice, contact), reason_of(notice), True)


def template_of(notice: Notice, contact: Contact) -> str:
    """The family of its texts; in quiet mode the one that tells nothing at all."""
    if contact.quiet:
        return ATTENTION
    return ESCALATED if notice.unanswered else notice.family


def may_leave(urgency: str, contact: Contact) -> bool:
    """In quiet mode what is not urgent stays in the inbox."""
    return urgency != "normal" or not contact.quiet


def still_hears(person: Person, notice: Notice, contact: Contact) -> bool:
    """Whether somebody who was told of her once may be told again: not whose organisation she has left since."""
    if person.provider_id in notice.not_for:
        return False
    network = bool(OF_THE_NETWORK & person.roles.keys())
    return network or person.provider_id == notice.provider_id or person.provider_id in contact.providers


def still(told: Told, person: Person | None, contact: Contact, now: datetime, works: Works) -> Verdict:
    """Whether what waited is still to go, of a notice that is open: wishes and quiet mode may have changed.

    `person` is None for a provider's system and for whoever is on duty by night.
    """
    if told.channel != "live" and not may_leave(told.urgency, contact):
        return False
    if person is None:
        return True
    if told.channel == "live":
        return "app" in person.wishes.channels
    if told.address != person.wishes.address:  # taken away, or another one
        return False
    when = _when(told.urgency, person.wishes, now, works)
    return True if when <= now else when


def _when(urgency: str, wishes: Wishes, now: datetime, works: Works) -> datetime:
    if urgency == "extreme":
        return now
    return awake(now) if urgency == "urgent" else next_at_work(wishes, now, works)
