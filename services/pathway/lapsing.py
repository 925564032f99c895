"""The steps of one reader's lists that lose their funding soon, as things stand today: page by page, and counted.

Which pathways have such a step is known without opening them (`paid`); what of them is told is decided for each opened
row as ever, so that a page is what the whole list would have at its place.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from services.pathway import domain, paging
from services.pathway.domain import Windows
from services.pathway.leafing import Leafing
from services.pathway.paging import BY_LAST_DAY
from services.pathway.paid import Paid
from shared.access import Reader

Row = dict[str, Any]
Make = Callable[[Row, Windows, date, int], list[Row]]
"""The items of a list of a pathway's outline, by windows, within a horizon from a day."""


class Lapsing:
    """One reader's lists about the funding that ends within `horizon` days of today."""

    def __init__(
        self, paid: Paid, leafing: Leafing, reader: Reader, windows: Windows, today: date, horizon: int
    ) -> None:
        self._paid = paid
        self._leafing = leafing
        self._reader = reader
        self._windows = windows
        self._asked = (today, horizon)
        self._ending = domain.lists_ending(windows, today, horizon)

    def whole(self, make: Make) -> list[Row]:
        """All of a list."""
        return paging.ordered(self._walked(make, None), BY_LAST_DAY)

    def page(self, make: Make, after: str | None, limit: int) -> Row:
        """A page of it after the place of a cursor."""
        place = paging.place_in(after, BY_LAST_DAY) if after else None
        return paging.walked(self._walked(make, place), BY_LAST_DAY, place, limit)

    def weeks(self) -> list[Row]:
        """The calendar weeks up to the horizon, Monday to Sunday, each with what loses its last paid day in it.

        That is windows, steps, for how many of these a place is held, and women.
        """
        today, horizon = self._asked
        monday = today - timedelta(days=today.weekday())
        make = domain.at_risk_with_places
        if self._leafing.told_alike:
            opened = [item for row in self._leafing.apart() for item in self._of(make, row)]
        else:
            opened = list(self._walked(make, None))
        count = (today + timedelta(days=horizon) - monday).days // 7 + 1
        return [self._week(monday + timedelta(weeks=n), opened) for n in range(count)]

    def _week(self, first: date, opened: list[Row]) -> Row:
        """What was opened, and what is told alike to everybody who has these lists, which is counted unopened."""
        last = first + timedelta(days=6)
        own = [item for item in opened if first.isoformat() <= item["last_day"] <= last.isoformat()]
        windows = {(item["provider_id"], item["funding_window_id"]) for item in own}
        steps, held, women = len(own), sum(item["held"] for item in own), len({item["pathway_id"] for item in own})
        if self._leafing.told_alike:
            provider_id = self._reader.provider_id
            every: list[str] = []
            for day in (each for each in self._ending if first <= each <= last):
                window_of = {name: window for window, names in self._ending[day].items() for name in names}
                for name, (many, kept) in self._paid.counts(list(window_of), day, provider_id).items():
                    steps, held = steps + many, held + kept
                    windows.add(window_of[name])
                every += window_of
            women += self._paid.women(every, provider_id)
        ended = ["/".join(each) for each in sorted(windows)]
        days = {"first": first.isoformat(), "last": last.isoformat()}
        return {**days, "windows": ended, "steps": steps, "held": held, "women": women}

    def _walked(self, make: Make, after: paging.Place | None) -> Iterator[Row]:
        """The items of a list in order, from the pathway and day of a place on."""
        if (few := self._leafing.few()) is not None:
            items = (item for row in self._leafing.told(few) for item in self._of(make, row))
            yield from paging.ordered(items, BY_LAST_DAY)
            return
        by = None if self._leafing.everywhere else self._reader.provider_id
        for day, ends in sorted(self._ending.items()):
            on = day.isoformat()
            if after and on < after[0]:
                continue
            first = paging.stream_of(after[1]) if after and on == after[0] else b""
            lists = [name for names in ends.values() for name in names]
            for row in self._leafing.told(self._paid.rows(lists, first, by)):
                found = (item for item in self._of(make, row) if item["last_day"] == on)
                yield from paging.ordered(found, BY_LAST_DAY)

    def _of(self, make: Make, row: Row) -> list[Row]:
        return make(row, self._windows, *self._asked)
