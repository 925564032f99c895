"""What is asked about money: what ends soon, what if it ended on another day, what its end has cost."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol

from services.pathway import domain
from services.pathway.domain import Windows
from services.pathway.paging import BY_LAST_DAY, BY_LOSS, ordered
from shared.access import Reader
from shared.clocks import When, end_of_day
from shared.errors import NotAllowed, NotWellFormed, Problem
from shared.facts import Event

DAY = timedelta(days=1)
LOOKED_AHEAD = timedelta(days=90)
ASKING = frozenset({"coordinator", "supervisor"})
ENDS = "funding_window_ends"
Row = dict[str, Any]


class Asked(Protocol):
    """What is read of the pathways."""

    def rows_at(self, reader: Reader, when: When, *, paid: bool = True) -> Iterable[Row]: ...

    def provider_level(self, when: When) -> list[Event]: ...


class Question(NamedTuple):
    """What if windows ended on these days? By window id, or `provider/window` where an id alone is ambiguous."""

    ends: Mapping[str, date]
    on: date
    until: date | None = None


class Period(NamedTuple):
    """From a first to a last day, both included, and how long a bridge to reckon with, in days."""

    first: date
    last: date
    bridge: int


def at_risk(pathways: Asked, on: date, horizon: int, reader: Reader, when: When | None = None) -> list[Row]:
    """Steps whose confirmed window ends within `horizon` days, carried by no other (docs/definitions.md 3.7)."""
    when = when or When(on + DAY, end_of_day(on))
    windows = ending(domain.open_windows(pathways.provider_level(when), when.as_of), on, horizon)
    rows = pathways.rows_at(reader, when) if windows else ()
    return ordered((item for row in rows for item in domain.at_risk(row, windows, on, horizon)), BY_LAST_DAY)


def fallbacks_missing(pathways: Asked, on: date, horizon: int, reader: Reader) -> list[Row]:
    """Of these steps those for which no pact holds a place on the day after (docs/definitions.md 6)."""
    when = When(on + DAY)
    windows = ending(domain.open_windows(pathways.provider_level(when), when.as_of), on, horizon)
    rows = pathways.rows_at(reader, when) if windows else ()
    return ordered((item for row in rows for item in domain.fallbacks_missing(row, windows, on, horizon)), BY_LAST_DAY)


def ending(windows: Windows, on: date, horizon: int) -> Windows:
    """The windows of those providers of which one ends within `horizon` days."""
    last = on + timedelta(days=horizon)
    return {
        provider_id: own
        for provider_id, own in windows.items()
        if any(on <= window.last_day <= last for window in own.values())
    }


def what_if(pathways: Asked, question: Question, reader: Reader) -> Row:
    """Who would lose which step on which day, and what that comes to (docs/definitions.md 3.12); nothing is stored."""
    if reader.role not in ASKING:
        raise NotAllowed()
    when = When(question.on + DAY)
    events = pathways.provider_level(when)
    now = domain.open_windows(events, when.as_of)
    ends = named(question.ends, now, whose(reader))
    until = _until(question)
    windows = domain.changed(now, ends)
    found = domain.what_if(pathways.rows_at(reader, when), windows, ends, question.on, until)
    items = ordered(found, BY_LOSS)
    directory = domain.offers(domain.provider_facts(events, domain.OFFERING, when.as_of))
    return {
        "on": question.on.isoformat(),
        "until": until.isoformat(),
        "windows": [_window(now, windows, *key) for key in sorted(ends)],
        **domain.summed(items, directory, windows),
        "items": items,
    }


def impact(pathways: Asked, period: Period, today: date, reader: Reader) -> Row:
    """The days without support that go back to each window's end (docs/definitions.md 3.13), up to today."""
    if reader.role not in ASKING:
        raise NotAllowed()
    if period.last < period.first:
        raise NotWellFormed(Problem("to", "out_of_range", "must not lie before the first day"))
    when = When(today + DAY)
    windows = domain.open_windows(pathways.provider_level(when), when.as_of)
    last = min(period.last, today)
    rows = pathways.rows_at(reader, when, paid=False)
    found = domain.impact(rows, windows, period.first, last, period.bridge, whose(reader))
    return {"from": period.first.isoformat(), "to": last.isoformat(), "bridge": period.bridge, **found}


def whose(reader: Reader) -> str | None:
    """The one provider whose windows a reader may ask about; None for a supervisor: all."""
    return None if reader.role == "supervisor" else reader.provider_id


def named(ends: Mapping[str, date], windows: Windows, own: str | None) -> dict[tuple[str, str], date]:
    """The windows that are meant, each with its last day; `NotWellFormed` tells by number which can't be asked."""
    known = [
        (provider_id, name) for provider_id, of_one in windows.items() for name in of_one if own in (None, provider_id)
    ]
    problems: list[Problem] = []
    meant: dict[tuple[str, str], date] = {}
    for number, (said, last_day) in enumerate(ends.items(), 1):
        found = [key for key in known if said in (key[1], "/".join(key))]
        if len(found) != 1:
            problems.append(_unclear(number, bool(found)))
        elif last_day < windows[found[0][0]][found[0][1]].first_day:
            problems.append(Problem(ENDS, "out_of_range", f"window {number} begins later than that day"))
        elif found[0] in meant:
            problems.append(Problem(ENDS, "named_twice", f"window {number} is named before"))
        else:
            meant[found[0]] = last_day
    if problems:
        raise NotWellFormed(*problems)
    return meant


def _unclear(number: int, several: bool) -> Problem:
    if several:
        return Problem(ENDS, "ambiguous", f"window {number} is of several providers: say provider/window")
    return Problem(ENDS, "unknown_window", f"window {number} is not known")


def _until(question: Question) -> date:
    until = question.until or max(question.on, *question.ends.values()) + LOOKED_AHEAD
    if until <= question.on:
        raise NotWellFormed(Problem("until", "out_of_range", "must lie after the day that is looked from"))
    return until


def _window(now: Windows, asked: Windows, provider_id: str, name: str) -> Row:
    window = asked[provider_id][name]
    return {
        "provider_id": provider_id,
        "funding_window_id": name,
        "first_day": window.first_day.isoformat(),
        "last_day": window.last_day.isoformat(),
        "last_day_now": now[provider_id][name].last_day.isoformat(),
        "dimensions": sorted(window.dimensions),
        "overlaps": domain.overlapping(asked[provider_id], window),
    }
