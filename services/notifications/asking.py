"""A telling as it is asked for of those who carry it, and as it is remembered."""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from services.notifications.deliveries import Outgoing
from services.notifications.domain import DIGEST, NIGHT, Channel, Notice, Telling, Told, Wishes
from services.notifications.people import People
from services.notifications.rows import NETWORK, Remembered, id_of, stream_of
from shared.store.sealed import provider_stream

INBOX: Final = "/notifications/"
NO_VALUES: Final[Mapping[str, str]] = {}


class Asked(NamedTuple):
    """One telling: what is remembered of it, and what is carried."""

    remembered: Remembered
    outgoing: Outgoing


class Night(NamedTuple):
    """Who is told while nobody works: an address of mail, or of the duty phone's webhook."""

    channel: Channel
    address: str


class Asking:
    """Makes what is carried of what was decided; links begin with `base`, the public address."""

    def __init__(self, people: People, base: str, night: Night | None = None) -> None:
        self._people = people
        self._base = base
        self.night = night

    def notice(self, telling: Telling, notice: Notice) -> Asked:
        """One notice to one person, or to a provider's own system."""
        outgoing = self._outgoing(telling, notice.provider_id or NETWORK, f"{INBOX}n/{notice.notice_id}", NO_VALUES)
        outgoing = outgoing._replace(notice_id=UUID(notice.notice_id), extreme=notice.urgency == "extreme")
        told = Told(telling.channel, telling.template, notice.family, notice.urgency, outgoing.address)
        of = outgoing.delivery_id, id_of(notice), stream_of(notice)
        return Asked(Remembered(*of, self._tag(telling), told), outgoing)

    def digest(self, telling: Telling, count: int) -> Asked:
        """What is new, in one: how many."""
        outgoing = self._outgoing(telling, NETWORK, INBOX, {"count": str(count)})
        told = Told(telling.channel, telling.template, DIGEST, "normal", outgoing.address)
        of = outgoing.delivery_id, b"", provider_stream(outgoing.provider_id)
        return Asked(Remembered(*of, self._tag(telling), told), outgoing)

    def _outgoing(self, telling: Telling, otherwise: str, path: str, values: Mapping[str, str]) -> Outgoing:
        person = telling.person
        provider_id = NETWORK if by_night(telling) else person.provider_id if person else otherwise
        return Outgoing(
            delivery_id=telling.delivery_id(provider_id),
            provider_id=provider_id,
            actor=person.actor if person else None,
            channel=telling.channel,
            address=self._address(telling),
            template=telling.template,
            lang=(person.wishes if person else Wishes()).lang,
            link=self._base + path,
            values=values,
            not_before=telling.at,
            reason=telling.reason,
            urgent=telling.urgent,
            notice_id=None,
        )

    def _address(self, telling: Telling) -> str | None:
        if by_night(telling):
            return self.night.address if self.night else None
        return telling.person.wishes.address if telling.person and telling.channel == "mail" else None

    def _tag(self, telling: Telling) -> bytes:
        """Of the person; empty for a system and for whoever is on duty."""
        person = telling.person
        return self._people.tag(person.provider_id, person.actor) if person and not by_night(telling) else b""


def by_night(telling: Telling) -> bool:
    return telling.person is not None and telling.person.provider_id == NIGHT
