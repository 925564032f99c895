"""The order of the fold: civil day, then the moment, then the id."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from shared.facts import Event

BY_DAY = attrgetter("occurred_on")


def within_day(event: Event) -> tuple[datetime, str, str]:
    """Place among the events of a day; `recorded_at` stands in where no moment is known."""
    return event.occurred_at or event.recorded_at, event.event_id, event.provider_id


def in_order(event: Event) -> tuple[date, datetime, str, str]:
    """Place among all events."""
    return event.occurred_on, *within_day(event)


def by_days(events: Iterable[Event]) -> Iterator[tuple[date, list[Event]]]:
    """The events in fold order, day by day."""
    for day, group in groupby(sorted(events, key=BY_DAY), key=BY_DAY):
        together = list(group)
        if len(together) > 1:
            together.sort(key=within_day)
        yield day, together
