"""Who may see who read what, and how it is told; looking there is a read as well, and written down as one."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from services.pathway.application import Pathways
from services.pathway.bookkeeping import PRESENT
from shared.access import Reader
from shared.clocks import CIVIL, When
from shared.errors import NotAllowed, NotWellFormed, Problem
from shared.grants import OVERSEEING
from shared.reads import NEWEST, Kept, ReadBook, Span, Staff

LOOKING: Final = frozenset({*OVERSEEING, "worker", "coordinator"})
TOLD: Final = ("provider_id", "role", "actor", "operation", "form", "media", "purpose", "outcome", "basis", "policy")
Row = dict[str, Any]
Found = Callable[[int, int], list[Kept]]
About = Callable[[Kept], Row]


class Looking:
    """Readings of the read log. Methods block; ids are canonical UUID text."""

    def __init__(self, pathways: Pathways, book: ReadBook) -> None:
        self._pathways = pathways
        self._book = book

    def readers(self, pathway_id: str, reader: Reader, after: str | None = None, limit: int = 100) -> Row:
        """Who looked at her, or tried to: for her referent, supervisors and privacy officers; the latest first."""
        if reader.role == "supervisor":
            self._pathways.folded(pathway_id, When(PRESENT), reader)
        elif reader.role != "privacy_officer":  # who looks also once she is erased: the account outlives her history
            self._pathways.answered_by(pathway_id, reader)
        ids = self._pathways.registrations(pathway_id)

        def found(before: int, most: int) -> list[Kept]:
            return self._book.of_pathways(ids, before, most)

        def about(kept: Kept) -> Row:
            return {"by_id": kept.record.tried in ids}

        return {"pathway_id": pathway_id, **_page(found, about, after, limit)}

    def reads(self, reader: Reader, staff: Staff, within: Span, after: str | None = None, limit: int = 100) -> Row:
        """What somebody of a provider looked at or tried to, or all of its staff; the latest first."""
        _overseeing(reader)

        def found(before: int, most: int) -> list[Kept]:
            return self._book.of_staff(staff, within, before, most)

        return _page(found, _of_whom, after, limit)

    def alarms(self, reader: Reader, after: str | None = None, limit: int = 100) -> Row:
        """Reads by which somebody came to ask for too many pathways within an hour, the latest first."""
        _overseeing(reader)
        return _page(self._book.alarms, _of_whom, after, limit)


def civil(first: date | None, last: date | None) -> Span:
    """From the beginning of one civil day to the end of another."""
    until = last + timedelta(days=1) if last else None
    return Span(_midnight(first) if first else None, _midnight(until) if until else None)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, CIVIL)


def _overseeing(reader: Reader) -> None:
    if reader.role not in OVERSEEING:
        raise NotAllowed()


def _page(found: Found, about: About, after: str | None, limit: int) -> Row:
    """The cursor of the next page is the place in the log of the last read on this one."""
    kept = found(_before(after), limit + 1)
    items = [_told(each) | about(each) for each in kept[:limit]]
    return {"items": items, "next": str(kept[limit - 1].position) if len(kept) > limit else None}


def _before(after: str | None) -> int:
    if after is None:
        return NEWEST
    if len(after) > 18 or not (after.isascii() and after.isdigit()):
        raise NotWellFormed(Problem("after", "malformed", "must be the `next` of a page of this list"))
    return int(after)


def _told(kept: Kept) -> Row:
    return {"at": kept.at.isoformat(), **{name: getattr(kept.record, name) or None for name in TOLD}}


def _of_whom(kept: Kept) -> Row:
    return {"pathway_id": kept.record.tried, "listed": len(kept.record.pathways)}
