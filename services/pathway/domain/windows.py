"""Funding windows: the days for which a provider's work is paid, as confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from shared.contracts import FundingWindowChanged, FundingWindowOpened
from shared.facts import Event

DAY = timedelta(days=1)


@dataclass(slots=True)
class Window:
    """First and last day are both paid; only a confirmed change moves the last one."""

    window_id: str
    first_day: date
    last_day: date
    dimensions: frozenset[str]

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


Own = dict[str, Window]
"""One provider's windows by id."""
Windows = dict[str, Own]
"""Of each provider its windows by id."""


def windows_of(facts: Iterable[Event]) -> Windows:
    """The windows that these provider-level facts, in fold order, leave; an id opened again stays as it was."""
    windows: Windows = {}
    for event in facts:
        own = windows.setdefault(event.provider_id, {})
        match event.fact:
            case FundingWindowOpened(funding_window_id=name) as fact:
                own.setdefault(name, Window(name, fact.first_day, fact.last_day, fact.dimensions))
            case FundingWindowChanged(funding_window_id=name, status="confirmed", last_day=last_day) if name in own:
                own[name].last_day = last_day
    return windows


def carried(own: Own, dimension: str, day: date) -> bool:
    """Whether some window of a provider for a dimension covers that day."""
    return any(dimension in each.dimensions and each.covers(day) for each in own.values())


def unpaid_from(own: Own, window_id: str, dimension: str, on: date) -> date:
    """The first day from `on` on which neither the named window nor another for the dimension pays."""
    paying = [each for each in own.values() if each.window_id == window_id or dimension in each.dimensions]
    day = on
    while covering := [each.last_day for each in paying if each.covers(day)]:
        day = max(covering) + DAY
    return day


def overlapping(own: Own, window: Window) -> list[str]:
    """Other windows of its provider that pay for a dimension of it on one of its days: allowed, but to be told."""
    return sorted(
        each.window_id
        for each in own.values()
        if each.window_id != window.window_id
        and each.dimensions & window.dimensions
        and each.first_day <= window.last_day
        and window.first_day <= each.last_day
    )
