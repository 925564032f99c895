"""The steps that funding windows pay, found and counted by their lists without opening a row (`domain/places.py`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from services.pathway.domain import EVERYBODY, kept_of
from services.pathway.domain.places import UNDATED
from services.pathway.entries import stretches
from services.pathway.overview import Overview
from shared.store.database import Cursor, among
from shared.store.log import Log

NEXT: Final = "SELECT stream FROM listed WHERE list = ? AND day = ? AND stream >= ? {} ORDER BY stream LIMIT ?"
BY_NAME: Final = "AND EXISTS (SELECT 1 FROM named WHERE named.author = ? AND named.stream = listed.stream)"
ROWS: Final = "SELECT '', stream, sealed FROM overview WHERE stream IN ({})"
OTHERS: Final = "list IN ({lists}) AND stream NOT IN (SELECT stream FROM named WHERE author IN (?, ?))"
STEPS: Final = f"SELECT list, sum(many) FROM listed WHERE day >= ? AND {OTHERS} GROUP BY list"
WOMEN: Final = f"SELECT count(DISTINCT stream) FROM listed WHERE {OTHERS}"
Row = dict[str, Any]
Counts = Mapping[str, tuple[int, int]]
"""Of each list how many steps stand in it, and for how many of these a place is held."""


class Paid:
    """The lists of one pathway log."""

    def __init__(self, log: Log, overview: Overview) -> None:
        self._log = log
        self._overview = overview

    def rows(self, lists: Sequence[str], after: bytes, provider_id: str | None) -> Iterator[Row]:
        """The rows of which a step stands in any of these lists, from an id on; all, or those that name somebody."""
        self._overview.refresh()
        for limit in stretches():
            with self._log.reading() as cursor:
                streams = self._next(cursor, lists, after, limit, provider_id)
                found = sorted(tuple(row) for row in among(cursor, ROWS, streams))
            yield from (row for _, row in self._overview.opened(found))
            if len(streams) < limit:
                return
            after = following(streams[-1])

    def _next(
        self, cursor: Cursor, lists: Sequence[str], after: bytes, limit: int, provider_id: str | None
    ) -> list[bytes]:
        """The first ids that stand in any of these lists, from one on: of each list so many, and of these the least."""
        statement = NEXT.format(BY_NAME if provider_id else "")
        by = [self._log.keys.author(provider_id)] if provider_id else []
        found: set[bytes] = set()
        for tag in self._tags(lists):
            cursor.execute(statement, (tag, UNDATED, after, *by, limit))
            found.update(bytes(stream) for (stream,) in cursor.fetchall())
        return sorted(found)[:limit]

    def counts(self, lists: Sequence[str], last_day: date, provider_id: str) -> Counts:
        """How much stands in each list, but for pathways that name an organisation or keep something from everybody.

        A place is held if it is so after a last day.
        """
        self._overview.refresh()
        steps = self._summed(lists, UNDATED, provider_id)
        held = self._summed([kept_of(name) for name in lists], (last_day + timedelta(days=1)).isoformat(), provider_id)
        return {name: (many, held.get(kept_of(name), 0)) for name, many in steps.items()}

    def _summed(self, lists: Sequence[str], since: str, provider_id: str) -> dict[str, int]:
        """How much stands in each list from a day on."""
        tags = dict(zip(self._tags(lists), lists, strict=True))
        if not tags:
            return {}
        with self._log.reading() as cursor:
            cursor.execute(STEPS.format(lists=_marks(lists)), (since, *tags, *self._apart(provider_id)))
            return {tags[bytes(tag)]: int(many) for tag, many in cursor.fetchall()}

    def women(self, lists: Sequence[str], provider_id: str) -> int:
        """How many pathways stand in any of these lists, but for the same ones."""
        self._overview.refresh()
        if not lists:
            return 0
        with self._log.reading() as cursor:
            cursor.execute(WOMEN.format(lists=_marks(lists)), (*self._tags(lists), *self._apart(provider_id)))
            return int(cursor.fetchone()[0])

    def _tags(self, lists: Iterable[str]) -> list[bytes]:
        return [self._log.keys.author(f"list {name}") for name in lists]

    def _apart(self, provider_id: str) -> tuple[bytes, bytes]:
        return self._log.keys.author(provider_id), self._log.keys.author(EVERYBODY)


def following(stream: bytes) -> bytes:
    """The first id that may come after another."""
    return stream + b"\0"


def _marks(lists: Sequence[str]) -> str:
    return ", ".join("?" * len(lists))
