"""The register of openings, as the organisations' own facts leave it on a day (docs/definitions.md 6.2)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from shared.contracts import OpeningClosed, OpeningListed
from shared.contracts.plain import looks_identifying
from shared.errors import Problem
from shared.facts import Event

Key = tuple[str, str]
BY_DAY = attrgetter("occurred_on")


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
    """What is open, by provider and id, and what was set aside in the order of the fold."""

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
    """Cities are told by their names, capitals or not, as in the directory."""
    return other is not None and one.casefold() == other.casefold()


def fold(facts: Iterable[Event], as_of: date) -> Register:
    """What facts that occurred before a day leave, corrected before: each provider's ids are its own."""
    found: dict[Key, Opening] = {}
    aside: list[Aside] = []
    for _, together in _by_days(event for event in facts if event.occurred_on < as_of):
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


def _by_days(events: Iterable[Event]) -> Iterator[tuple[date, list[Event]]]:
    for day, group in groupby(sorted(events, key=BY_DAY), key=BY_DAY):
        yield day, sorted(group, key=_within_day)


def _within_day(event: Event) -> tuple[datetime, str, str]:
    return event.occurred_at or event.recorded_at, event.event_id, event.provider_id
