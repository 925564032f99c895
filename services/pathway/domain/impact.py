"""Funding impact: the days without support that go back to each window's end (docs/definitions.md 3.13)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from services.pathway.domain.funding import Row
from services.pathway.domain.windows import Windows, overlapping


class Days(NamedTuple):
    """Days of a period that one interruption takes up, and how many of them a bridge would have saved."""

    pathway_id: str
    dimension: str
    provider_id: str
    window_id: str | None
    days: int
    saved: int


@dataclass(slots=True)
class Sum:
    """What the interruptions of one window come to."""

    days: int = 0
    saved: int = 0
    women: set[str] = field(default_factory=set)
    dimensions: Counter[str] = field(default_factory=Counter)

    def add(self, each: Days) -> None:
        self.days += each.days
        self.saved += each.saved
        self.women.add(each.pathway_id)
        self.dimensions[each.dimension] += each.days

    def told(self) -> Row:
        return {
            "days": self.days,
            "women": len(self.women),
            "dimensions": dict(sorted(self.dimensions.items())),
            "bridged_days": self.saved,
        }


def impact(rows: Iterable[Row], windows: Windows, first: date, last: date, bridge: int, whose: str | None) -> Row:
    """Interruption days with cause `funding_ended` from `first` to `last`, both included, by window; the most first.

    Those of a step that named no window, or none that is known, are unattributed. `whose`: of one provider's
    steps alone. `bridged_days`: those among the first `bridge` days of their interruption.
    """
    total, unattributed = Sum(), Sum()
    by_window: dict[tuple[str, str], Sum] = defaultdict(Sum)
    for each in counted(rows, first, last, bridge):
        if whose in (None, each.provider_id):
            total.add(each)
            named = each.window_id if each.window_id in windows.get(each.provider_id, {}) else None
            (by_window[each.provider_id, named] if named else unattributed).add(each)
    items = [_item(windows, *key, found) for key, found in by_window.items()]
    return {
        **total.told(),
        "windows": sorted(items, key=lambda item: (-item["days"], item["provider_id"], item["funding_window_id"])),
        "unattributed": unattributed.told(),
    }


def counted(rows: Iterable[Row], first: date, last: date, bridge: int) -> Iterator[Days]:
    """The interruptions that touch the period."""
    end = last + timedelta(days=1)
    for row in rows:
        for span in row["unpaid"]:
            since = date.fromisoformat(span["since"])
            to = date.fromisoformat(span["to"]) if span["to"] else end
            days = _common(since, to, first, end)
            if days:
                saved = _common(since, min(to, since + timedelta(days=bridge)), first, end)
                yield Days(row["pathway_id"], span["dimension"], span["provider_id"], span["window"], days, saved)


def _common(since: date, to: date, first: date, end: date) -> int:
    """How many days two spans have in common."""
    return max((min(to, end) - max(since, first)).days, 0)


def _item(windows: Windows, provider_id: str, window_id: str, found: Sum) -> Row:
    own = windows[provider_id]
    window = own[window_id]
    return {
        "provider_id": provider_id,
        "funding_window_id": window_id,
        "first_day": window.first_day.isoformat(),
        "last_day": window.last_day.isoformat(),
        **found.told(),
        "overlaps": overlapping(own, window),
    }
