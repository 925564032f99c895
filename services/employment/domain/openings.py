"""The register of openings, as the organisations' own facts leave it on a day (docs/definitions.md 6.2)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple
from unicodedata import normalize

from shared.contracts import OpeningClosed, OpeningListed
from shared.contracts.plain import looks_identifying
from shared.errors import Problem
from shared.facts import Event
from shared.folding.amendments import Amended, amend, key_of
from shared.folding.gathering import known
from shared.folding.order import by_days

Key = tuple[str, str]


class Opening(NamedTuple):
    """One opening of a provider, by its last word on it and the day of that."""

    provider_id: str
    said: OpeningListed
    listed_on: date

    @property
    def entitlement_needed(self) -> bool:
        """As the provider says; else a job needs one, and a course or traineeship none."""
        said = self.said.entitlement_needed
        return self.said.kind == "job" if said is None else said

    def takes(self, day: date) -> bool:
        """Whether one may still apply."""
        return self.said.apply_by is None or day <= self.said.apply_by


class Aside(NamedTuple):
    """A fact that does not fit, and why."""

    event: Event
    reason: str


class Register(NamedTuple):
    """What is open, by provider and id, and what was set aside."""

    openings: list[Opening]
    set_aside: list[Aside]


class Wanted(NamedTuple):
    """What is looked for; None looks for nothing in particular. `funded` leaves out what says no place is paid for."""

    kind: str | None = None
    city: str | None = None
    occupation_group: str | None = None
    provider: str | None = None
    hours_at_most: int | None = None
    funded: bool = False

    def fits(self, opening: Opening) -> bool:
        """Whether an opening says all that is looked for; what it does not say of itself it does not fit."""
        said = opening.said
        return (
            self.kind in (None, said.kind)
            and self.provider in (None, opening.provider_id)
            and (self.city is None or same_city(self.city, said.city))
            and (self.occupation_group is None or said.occupation_group.startswith(self.occupation_group))
            and (self.hours_at_most is None or (said.hours_week or self.hours_at_most + 1) <= self.hours_at_most)
            and (not self.funded or bool(said.funded_places))
        )


def same_city(one: str, other: str | None) -> bool:
    """Cities are told by the letters of their names: capitals, accents, spaces and signs make no difference."""
    return other is not None and _letters(one) == _letters(other)


def fold(facts: Iterable[Event], as_of: date, known_at: datetime | None = None) -> Register:
    """What facts that occurred before a day leave, as known at a moment; each provider's ids are its own."""
    amended = amend(known(facts, known_at))
    found: dict[Key, Opening] = {}
    aside = [Aside(event, reason) for event, reason in _amendments_aside(amended)]
    for _, together in by_days(event for event in amended.facts if event.occurred_on < as_of):
        waiting = [event for event in together if not _took(found, event)]
        aside += [Aside(event, "opening_not_open") for event in waiting if not _took(found, event)]
    return Register([found[key] for key in sorted(found)], aside)


def unfit(said: OpeningListed, on: date) -> Iterator[Problem]:
    """What is wrong with what is listed on a day, beside what its fields tell."""
    for name in ("starts_on", "apply_by"):
        day: date | None = getattr(said, name)
        if day and day < on:
            yield Problem(f"data.{name}", "before_it_was_listed", "lies before the day on which it was listed")
    if said.employer_ref and looks_identifying(said.employer_ref):
        yield Problem("data.employer_ref", "looks_identifying", "a label of your own, please: no name, phone or mail")


def _took(found: dict[Key, Opening], event: Event) -> bool:
    """Take a fact in, if it fits what is open."""
    match event.fact:
        case OpeningListed(opening_id=name) as said:
            found[event.provider_id, name] = Opening(event.provider_id, said, event.occurred_on)
            return True
        case OpeningClosed(opening_id=name):
            return found.pop((event.provider_id, name), None) is not None
    return True


def _amendments_aside(amended: Amended) -> Iterator[tuple[Event, str]]:
    """Corrections of openings that can't be; of what no opening is, other services tell."""
    for event in amended.amendments:
        reason = amended.set_aside.get(key_of(event))
        if reason and reason != "target_unknown":
            yield event, reason


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, normalize("NFKD", name.casefold())))
