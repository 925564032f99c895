"""Who is told: people of the staff, the duties that they hold, and how each wants to be told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, Literal

import msgspec

from shared.contracts.codes import NoticeChannel
from shared.facts import Role

Digest = Literal["off", "daily", "weekly"]
Duty = Literal["referent", "coordinator", "worker", "supervisor", "privacy_officer"]

KNOWN_FOR: Final = timedelta(days=90)
NIGHT: Final = "night"
"""Stands in place of a person for whoever is on duty by night."""

HELD_BY: Final[Mapping[str, tuple[Role, ...]]] = {
    "worker": ("worker", "coordinator"),
    "referent": ("coordinator", "worker"),
    "coordinator": ("coordinator",),
    "supervisor": ("supervisor",),
    "privacy_officer": ("privacy_officer",),
}
"""Of which role the people of a duty are: the first that anybody is known of; the others see it too."""

OF_THE_NETWORK: Final = frozenset({"supervisor", "privacy_officer"})
NEXT: Final[Mapping[str, Role]] = {"worker": "coordinator", "coordinator": "supervisor"}
TOLD: Final = frozenset(role for roles in HELD_BY.values() for role in roles)


class Wishes(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a person wants to be told; hours of work in minutes of the civil day, `region` tells the feasts.

    `digest` gathers what is normal; off, each comes by itself. `quiet` keeps all in the inbox.
    """

    mail: str | None = None
    lang: str = "en"
    digest: Digest = "daily"
    quiet: bool = False
    channels: frozenset[NoticeChannel] = frozenset({"app", "email_link"})
    begins: int = 9 * 60
    ends: int = 17 * 60
    region: str | None = None

    @property
    def address(self) -> str | None:
        """Where mail may go; None if none is wanted."""
        return self.mail if "email_link" in self.channels and not self.quiet else None


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody of the staff; `roles` by the day on which each was last used here.

    `upto` is the last notice that a digest has gathered, `digested` the day of that.
    """

    provider_id: str
    actor: str
    roles: dict[str, date]
    wishes: Wishes = Wishes()
    upto: int = 0
    digested: date | None = None

    def has(self, role: str, on: date) -> bool:
        """A role that was not used for long is no longer somebody's: people leave."""
        return role in self.roles and on - self.roles[role] <= KNOWN_FOR

    def holds(self, role: str, provider_id: str | None, on: date) -> bool:
        """Whether this is one of those in a role of a provider (None: the network's)."""
        own = self.provider_id == provider_id or (provider_id is None and role in OF_THE_NETWORK)
        return own and self.has(role, on)

    def sees(self, duty: str, provider_id: str | None, on: date) -> bool:
        """Whether what is asked of a duty stands in this person's inbox."""
        return any(self.holds(role, provider_id, on) for role in HELD_BY[duty])


def holders(people: Iterable[Person], duty: str, provider_id: str | None, on: date) -> tuple[str, list[Person]]:
    """Who is asked first for a duty, and in which role; in the first of its roles if nobody is known at all."""
    known = list(people)
    for role in HELD_BY[duty]:
        if found := in_role(known, role, provider_id, on):
            return role, found
    return HELD_BY[duty][0], []


def in_role(people: Iterable[Person], role: str, provider_id: str | None, on: date) -> list[Person]:
    """The people in a role of a provider; supervisors are the network's."""
    whose = None if role == "supervisor" else provider_id
    return [each for each in people if each.holds(role, whose, on)]


def next_in_line(
    people: Sequence[Person], role: str, provider_id: str | None, on: date
) -> tuple[Role, list[Person]] | None:
    """Who is asked when a role doesn't answer: the next one in which there is somebody; None at the end of the line.

    Where nobody is known in any, it is the last: that nobody was there is seen by whoever comes.
    """
    following: Role | None = NEXT.get(role)
    while following:
        found = in_role(people, following, provider_id, on)
        if found or following not in NEXT:
            return following, found
        following = NEXT.get(following)
    return None
