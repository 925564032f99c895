"""One day of a fold: transitions, those that did not fit once more, then what only refers, then what is warned of."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from shared.facts import Event, Fact
from shared.folding.amendments import Amended, key_of
from shared.folding.order import by_days
from shared.folding.rules import Check, Rules
from shared.folding.state import Folded


class Tables(NamedTuple):
    """What a fold does with each type of fact; `settle` is called at the end of a day of any transition."""

    evolve: Rules
    judge: Rules
    check: Mapping[type[Fact], Check]
    settle: Callable[[Any, date], None]


Days = list[tuple[date, list[Event]]]


def days_of(folded: Folded, amended: Amended) -> Days:
    """What is to be folded, day by day, once the fold has taken note of what amends it."""
    folded.amendments = amended.amendments
    folded.corrections = amended.corrections
    folded.set_aside = amended.set_aside
    days = list(by_days([event for event in amended.facts if event.occurred_on < folded.as_of]))
    folded.facts = [event for _, together in days for event in together]
    return days


def live(folded: Folded, tables: Tables, days: Iterable[tuple[date, list[Event]]]) -> None:
    """These days, one after the other."""
    for day, events in days:
        _live(folded, tables, day, events)


def _live(folded: Folded, tables: Tables, day: date, events: list[Event]) -> None:
    waiting = []
    judged = []
    for event in events:
        kind = type(event.fact)
        if evolve := tables.evolve.get(kind):
            if evolve(folded, event, event.fact):
                waiting.append(event)
        elif kind in tables.judge:
            judged.append(event)
    if waiting:
        _try_again(folded, tables.evolve, waiting)
    if len(judged) < len(events):
        tables.settle(folded, day)
    for event in judged:
        if reason := tables.judge[type(event.fact)](folded, event, event.fact):
            folded.set_aside[key_of(event)] = reason
    for event in events:
        check = tables.check.get(type(event.fact))
        if check and not (folded.set_aside and key_of(event) in folded.set_aside):
            for reason in check(folded, event, event.fact):
                folded.warn(event, reason)


def _try_again(folded: Folded, evolve: Rules, waiting: list[Event]) -> None:
    """As long as one of them fits after the others; the rest is set aside with the reason of its last try."""
    left: list[tuple[Event, str]] = []
    while waiting:
        left = []
        for event in waiting:
            if reason := evolve[type(event.fact)](folded, event, event.fact):
                left.append((event, reason))
        if len(left) == len(waiting):
            break
        waiting = [event for event, _ in left]
    folded.set_aside.update((key_of(event), reason) for event, reason in left)
