"""given(what was posted).then(what is so): invented histories in a few words.

Days are numbers: day 1 is 1 January 2026. Facts of one day are in the order in which a test writes
them, unless it says another. Everything is made up.
"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from services.pathway.domain import Pathway, fold, views
from shared.facts import Event, Fact

HERE = "00000000-0000-4000-8000-00000000000a"
THERE = "00000000-0000-4000-8000-00000000000b"
ELSEWHERE = "00000000-0000-4000-8000-00000000000c"
FAR, PSI, PONT, LLAR = "BCN-FAR", "BCN-PSI", "BCN-PONT", "BCN-LLAR"
ART, THERAPY, HOUSING, LANGUAGE = "artistic_therapy", "psychological_therapy", "housing", "language_training"

_numbers = count(1)


def day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number - 1)


def moment(number: int, hour: int = 17, second: int = 0) -> datetime:
    return datetime.combine(day(number), time(hour), UTC) + timedelta(seconds=second)


def said(
    fact: Fact,
    on: int,
    by: str = FAR,
    *,
    home: str | None = HERE,
    event_id: str | None = None,
    occurred_at: datetime | None = None,
    recorded_at: datetime | None = None,
    role: str = "worker",
) -> Event:
    """A fact with its stamp; it was recorded on its day, later than what the test said of that day before."""
    number = next(_numbers)
    return Event(
        event_id=event_id or f"e{number:06}",
        type=type(fact).__name__,
        pathway_id=home,
        provider_id=by,
        actor="st_1",
        role=role,
        occurred_on=day(on),
        occurred_at=occurred_at,
        recorded_at=recorded_at or moment(on, second=number),
        fact=fact,
    )


class History:
    """What was posted, to be folded at any time."""

    def __init__(self, events: tuple[Event, ...], home: str = HERE) -> None:
        self.events = events
        self.home = home

    def seen_from(self, home: str) -> "History":
        """The same events, asked for by another registration's id."""
        return History(self.events, home)

    def at(self, as_of: int, known_at: datetime | None = None) -> Pathway:
        return fold(self.home, self.events, day(as_of), known_at)

    def views(self, as_of: int, known_at: datetime | None = None) -> dict[str, Any]:
        return views(self.at(as_of, known_at))

    def then(self, as_of: int, known_at: datetime | None = None, **figures: Any) -> "History":
        """Every figure that is named is so, however often and in whatever order the facts arrived.

        Of a dict only the keys that are named are looked at.
        """
        found = self.views(as_of, known_at)
        part = _part(found, figures)
        assert part == figures, part
        assert History(self.events[::-1] + self.events, self.home).views(as_of, known_at) == found
        return self

    def then_continuity(self, dimension: str, as_of: int, **figures: Any) -> "History":
        return self.then(as_of, continuity={dimension: figures})

    def then_set_aside(self, *expected: tuple[Event, str], as_of: int = 365) -> "History":
        """These facts, and no others, are set aside, each for its reason."""
        return self.then(as_of, set_aside=_entries(expected))

    def then_kept(self, as_of: int = 365) -> "History":
        """Every fact fits."""
        return self.then_set_aside(as_of=as_of)

    def then_warned(self, event: Event, *reasons: str, as_of: int = 365) -> "History":
        """These are all the warnings of this fact, and it is kept."""
        pathway = self.at(as_of)
        warned = sorted(reason for about, reason in pathway.warnings if about.event_id == event.event_id)
        assert (warned, pathway.set_aside) == (sorted(reasons), {}), (warned, pathway.set_aside)
        return self


def given(*events: Event) -> History:
    return History(events)


def _entries(expected: tuple[tuple[Event, str], ...]) -> list[dict[str, str]]:
    pairs = sorted((event.event_id, reason) for event, reason in expected)
    return [{"event_id": event_id, "reason": reason} for event_id, reason in pairs]


def _part(found: Any, wanted: Any) -> Any:
    if isinstance(wanted, dict) and isinstance(found, dict) and wanted:
        return {key: _part(found.get(key, "absent"), value) for key, value in wanted.items()}
    return found
