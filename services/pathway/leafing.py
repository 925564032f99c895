"""Pages of the lists over pathways: rows are opened in a list's order, and only as far as the page goes.

What stands where is known without opening (`entries`); whether a reader's list may hold it, and what of it, is
decided for each opened row as ever, so that a page is what the whole list would have at its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from services.pathway import paging
from services.pathway.domain import Relation, Relationship
from services.pathway.entries import BEGIN, LATEST, Place
from services.pathway.listing import Lists
from services.pathway.lists import LISTS, SILENT_AFTER
from services.pathway.overview import Overview
from services.pathway.paging import Filters
from services.pathway.sight import Standing
from shared.access import Reader
from shared.policies import Policies
from shared.standing import RowFacts

FEW: Final = 500
"""So many rows are opened and put in order faster than they are looked for."""
ON_A_PAGE: Final = 50
BY_BAND: Final = {"overdue": -1, "red": 14, "amber": 45}
"""The days left up to which a deadline is in a band."""
STRANGERS: Final = (Relation(Relationship.none), Relation(Relationship.none, shut_out=True))
"""What an organisation is to a pathway whose outline does not name it."""
Row = dict[str, Any]


class Leafing:
    """One reader's lists on one day."""

    def __init__(self, overview: Overview, policies: Policies, reader: Reader, today: date) -> None:
        self._overview = overview
        self._reader = reader
        self._today = today
        self._lists = Lists(policies, reader, today)
        self._strangers = [Standing(policies, reader, each) for each in STRANGERS]

    def page(self, name: str, wanted: Filters, after: str | None, limit: int) -> Row:
        """A page of a list after the place of a cursor; what it does not filter by is refused."""
        made = LISTS[name]
        paging.refuse(made.filters, wanted)
        place = paging.place_in(after, made.order) if after else None
        if (rows := self.few()) is not None:
            return paging.page(paging.kept(self._made(name, rows), made.filters, wanted), made.order, after, limit)
        return paging.walked(self._walked(name, wanted, place), made.order, place, limit)

    def cases(self, after: str | None) -> Row:
        """Open pathways, `whole` where they are few enough to be put in order by what needs a look; else a page."""
        if after is None:
            found = self.page("caseload", Filters(), None, FEW)
            if found["next"] is None:
                return {**found, "whole": True}
        return {**self.page("caseload", Filters(), after, ON_A_PAGE), "whole": False}

    def whole(self, name: str) -> list[Row]:
        """All of a list."""
        rows = self.few()
        return self._made(name, self._overview.rows() if rows is None else rows)

    def counts(self) -> Mapping[str, int]:
        """How many items each dated list holds, of deadlines how many are overdue, of gaps how many interrupt."""
        rows = self.few()
        if rows is None and not self.told_alike:
            rows = list(self._overview.rows())
        if rows is not None:
            return self._of(rows)
        bounds = {name: self._upto(name) for name in LISTS if name != "caseload"}
        bounds |= {"overdue": ("deadlines", self._day(-1)), "interrupted": ("interrupted", LATEST)}
        provider_id = self._reader.provider_id
        counted = self._overview.counted(bounds.values(), provider_id)
        apart = self._of(self._overview.apart(provider_id))
        return {name: many + apart[name] for name, many in zip(bounds, counted, strict=True)}

    def apart(self) -> Iterator[Row]:
        """Of the rows that are not told alike to a stranger and to this reader what may be told."""
        return self.told(self._overview.apart(self._reader.provider_id))

    @property
    def everywhere(self) -> bool:
        """Whether this reader's lists may hold pathways that do not name their organisation."""
        return any(each.may("list") for each in self._strangers)

    @property
    def told_alike(self) -> bool:
        """Whether such a pathway's outline is told whole, unless she keeps anything of it from everybody."""
        stranger = self._strangers[0]
        return stranger.may("list") and stranger.tells("case", RowFacts())

    def few(self) -> list[Row] | None:
        """The rows that are all that a list of this reader may hold; None if they are many."""
        return None if self.everywhere else self._overview.few(self._reader.provider_id, FEW)

    def told(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Of outlines those that this reader's lists may hold, as they may be told; a merged pathway once."""
        return self._lists(row for row in rows if row["listed_as"] == row["pathway_id"])

    def _made(self, name: str, rows: Iterable[Row]) -> list[Row]:
        return LISTS[name](self.told(rows), self._today)

    def _of(self, rows: list[Row]) -> dict[str, int]:
        found = {name: self._made(name, rows) for name in LISTS if name != "caseload"}
        return {
            **{name: len(items) for name, items in found.items()},
            "overdue": sum(each["urgency"] == "overdue" for each in found["deadlines"]),
            "interrupted": sum(each["kind"] == "interruption" for each in found["gaps"]),
        }

    def _walked(self, name: str, wanted: Filters, after: paging.Place | None) -> Iterator[Row]:
        """The items of a list in order, from the pathway and day of a place on."""
        order = LISTS[name].order
        dated = order[0] != "pathway_id"
        first, upto = self._bounds(name, wanted)
        begin = max(first, begins(after, dated)) if after else first
        by = None if self.everywhere else self._reader.provider_id
        for day, row in self._overview.walk(name, begin, upto, by):
            for item in self._made(name, [row]):
                if (not dated or item[order[0]] == day) and paging.fits(item, wanted):
                    yield item

    def _bounds(self, name: str, wanted: Filters) -> tuple[Place, str]:
        """The first place and the last day at which anything that is asked for may stand."""
        _, upto = self._upto(name)
        first = BEGIN
        if name == "deadlines" and wanted.urgency:
            bands = (*BY_BAND, "green")
            at = bands.index(wanted.urgency)
            upto = self._day(BY_BAND[wanted.urgency]) if at < len(BY_BAND) else LATEST
            first = Place(self._day(BY_BAND[bands[at - 1]] + 1)) if at else BEGIN
        elif wanted.min_days is not None and name not in ("caseload", "deadlines"):
            upto = min(upto, self._day(1 - wanted.min_days))
        return first, upto

    def _upto(self, name: str) -> tuple[str, str]:
        """A list, and the last day that counts today."""
        return name, {"duplicates": self._day(0), "silent": self._day(-SILENT_AFTER)}.get(name, LATEST)

    def _day(self, days: int) -> str:
        return (self._today + timedelta(days=days)).isoformat()


def begins(after: paging.Place, dated: bool) -> Place:
    """The place of a pathway and day that a cursor names; the very first where these are none, for all is compared."""
    day, pathway_id = after[:2] if dated else ("", after[0])
    try:
        if dated:
            day = date.fromisoformat(day).isoformat()
        stream = UUID(pathway_id)
    except ValueError:
        return BEGIN
    return Place(day, stream.bytes) if (day, str(stream)) == ((after[0] if dated else ""), pathway_id) else BEGIN
