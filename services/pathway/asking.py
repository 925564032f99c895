"""One reader's list of what the policies ask on a day: of whom what is told, page by page, and how much is urgent.

Where an ask stands is known without opening its row (`addressed`); whether a reader may see it is decided for each
opened ask as ever, so that a page is what the whole list would have at its place.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from typing import Final, NamedTuple, Protocol

from services.pathway import paging
from services.pathway.addressed import BEGIN, NO_DAY, Spot, list_for
from services.pathway.domain import Ask
from services.pathway.notices import Row, may_see, task
from services.pathway.paging import BY_URGENCY
from shared.access import Reader

LATER: Final = 1
"""The rank of what is not urgent."""


class Open(Protocol):
    """What the policies ask on a day."""

    def walk(self, name: str, day: date, spot: Spot, last: int) -> Iterator[list[Ask]]: ...

    def open_in(self, name: str, day: date) -> Iterator[Ask]: ...

    def open_apart(self, day: date) -> list[Ask]: ...

    def open_about(self, pathway_id: str, day: date) -> list[Ask]: ...

    def urgent(self, name: str, day: date) -> int: ...


class Narrowed(NamedTuple):
    """What of it is wanted; None wants all."""

    policy: str | None = None
    urgent: bool | None = None
    provider_id: str | None = None
    pathway_id: str | None = None


ALL: Final = Narrowed()


class Asking:
    """One reader's list on one day."""

    def __init__(self, policies: Open, reader: Reader, on: date) -> None:
        self._policies = policies
        self._reader = reader
        self._on = on

    def whole(self, wanted: Narrowed) -> list[Row]:
        """All that is wanted of it, what is urgent first."""
        if wanted.pathway_id:
            found: Iterable[Ask] = self._policies.open_about(wanted.pathway_id, self._on)
        else:
            name, apart = self._name(wanted), self._policies.open_apart(self._on)
            found = (*apart, *(self._policies.open_in(name, self._on) if name else ()))
        return paging.ordered(self._told(found, wanted), BY_URGENCY)

    def page(self, wanted: Narrowed, after: str | None, limit: int) -> Row:
        """A page of it after the place of a cursor."""
        if wanted.pathway_id:
            return paging.page(self.whole(wanted), BY_URGENCY, after, limit)
        place = paging.place_in(after, BY_URGENCY) if after else None
        return paging.walked(self._walked(wanted, place), BY_URGENCY, place, limit)

    def urgent(self) -> int:
        """How much of it is urgent."""
        name, wanted = self._name(ALL), Narrowed(urgent=True)
        listed = self._policies.urgent(name, self._on) if name else 0
        return listed + sum(1 for _ in self._told(self._policies.open_apart(self._on), wanted))

    def _walked(self, wanted: Narrowed, after: paging.Place | None) -> Iterator[Row]:
        """The list in order, from the pathway and days of a place on."""
        name = self._name(wanted)
        apart = paging.ordered(self._told(self._policies.open_apart(self._on), wanted), BY_URGENCY)
        if name is None:
            return iter(apart)
        first = Spot(LATER) if wanted.urgent is False else BEGIN
        spot = max(first, begins(after)) if after else first
        spots = self._policies.walk(name, self._on, spot, 0 if wanted.urgent else LATER)
        listed = (item for asks in spots for item in paging.ordered(self._told(asks, wanted), BY_URGENCY))
        return merge(listed, apart, key=lambda item: paging.by(item, BY_URGENCY))

    def _name(self, wanted: Narrowed) -> str | None:
        return list_for(self._reader, wanted.provider_id)

    def _told(self, found: Iterable[Ask], wanted: Narrowed) -> Iterator[Row]:
        for each in found:
            fits = (
                wanted.policy in (None, each.policy)
                and wanted.urgent in (None, each.urgent)
                and wanted.provider_id in (None, each.to.provider_id)
            )
            if fits and may_see(self._reader, each):
                yield task(each, self._on)


def begins(after: paging.Place) -> Spot:
    """The first spot at which anything may stand after a place that a cursor names."""
    urgent, due, since, pathway_id, *_ = after
    due = NO_DAY if due == paging.LAST else due
    if urgent not in ("0", "1") or not is_day(due) or not is_day(since):
        return BEGIN
    return Spot(int(urgent), due, since, paging.stream_of(pathway_id))


def is_day(said: str) -> bool:
    """Whether a day is written as in a list."""
    try:
        return said == NO_DAY or date.fromisoformat(said).isoformat() == said
    except ValueError:
        return False
