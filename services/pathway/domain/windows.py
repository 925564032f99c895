"""Funding windows: the days for which a provider's work is paid, as confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.contracts import FundingWindowChanged, FundingWindowOpened
from shared.facts import Event


@dataclass(slots=True)
class Window:
    """First and last day are both paid; only a confirmed change moves the last one."""

    window_id: str
    first_day: date
    last_day: date
    dimensions: frozenset[str]

    def covers(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


Windows = dict[str, dict[str, Window]]
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
