"""Lists over the overview's rows: what each is about, since when, how many days, and whose."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from services.pathway.paging import Order, ordered

SILENT_AFTER = 30
OF_A_STEP = ("step_id", "dimension", "provider_id", "state", "window", "last_fact_on")
Row = dict[str, Any]
Make = Callable[[Iterable[Row], date], list[Row]]


def caseload(rows: Iterable[Row], today: date) -> list[Row]:
    """Open pathways, with who answers for each, what goes on, what is uncovered and the next deadline."""
    return [_case(row, today) for row in rows if row["open"]]


def gaps(rows: Iterable[Row], today: date) -> list[Row]:
    """Dimensions in which an open need is uncovered now, the longest first."""
    return [
        _item(row, gap | {"unconfirmed": _unconfirmed(row, today)}, gap["since"], today)
        for row in rows
        for gap in row["gaps"]
    ]


def deadlines(rows: Iterable[Row], today: date) -> list[Row]:
    """Open deadlines, the next one first; overdue below zero days, red to 14, amber to 45."""
    return [
        {"pathway_id": row["pathway_id"], **deadline, "days_left": left, "urgency": urgency(left)}
        for row in rows
        for deadline in row["deadlines"]
        for left in [_days(today, deadline["due_on"])]
    ]


def without_referent(rows: Iterable[Row], today: date) -> list[Row]:
    """Open pathways for which nobody answers, the longest first."""
    found = (row for row in rows if row["without_referent_since"])
    return [_item(row, {}, row["without_referent_since"], today) for row in found]


def duplicates(rows: Iterable[Row], today: date) -> list[Row]:
    """Two providers at the same thing without an agreement, the longest first."""
    return [
        _item(row, pair, pair["since"], today)
        for row in rows
        for pair in row["duplicates"]
        if pair["since"] <= today.isoformat()
    ]


def set_aside(rows: Iterable[Row], today: date) -> list[Row]:
    """Facts that do not fit the history as it is known, and why."""
    return [_item(row, fact, fact["since"], today) for row in rows for fact in row["set_aside"]]


def silent(rows: Iterable[Row], today: date) -> list[Row]:
    """Active steps without any fact for 30 days: their coverage is unconfirmed."""
    return [
        _item(row, {name: step[name] for name in OF_A_STEP}, step["last_fact_on"], today)
        for row in rows
        for step in _silent_steps(row, today)
    ]


class List(NamedTuple):
    """What a list holds, the fields by which it is in order, and the filters that it has."""

    make: Make
    order: Order
    filters: frozenset[str]

    def __call__(self, rows: Iterable[Row], today: date) -> list[Row]:
        return ordered(self.make(rows, today), self.order)


LISTS: dict[str, List] = {
    "caseload": List(caseload, ("pathway_id",), frozenset({"provider", "min_days"})),
    "gaps": List(gaps, ("since", "pathway_id", "dimension"), frozenset({"dimension", "provider", "cause", "min_days"})),
    "deadlines": List(deadlines, ("due_on", "pathway_id", "deadline_id"), frozenset({"urgency"})),
    "without-referent": List(without_referent, ("since", "pathway_id"), frozenset({"min_days"})),
    "duplicates": List(
        duplicates, ("since", "pathway_id", "dimension", "step_ids"), frozenset({"dimension", "min_days"})
    ),
    "set-aside": List(
        set_aside, ("since", "pathway_id", "provider_id", "event_id"), frozenset({"provider", "min_days"})
    ),
    "silent": List(
        silent,
        ("since", "pathway_id", "dimension", "provider_id", "step_id"),
        frozenset({"dimension", "provider", "min_days"}),
    ),
}


def urgency(days_left: int) -> str:
    """Overdue below 0, red to 14 days, amber to 45, then green (docs/definitions.md 3.8)."""
    if days_left < 0:
        return "overdue"
    return "red" if days_left <= 14 else "amber" if days_left <= 45 else "green"


def _case(row: Row, today: date) -> Row:
    return {
        "pathway_id": row["pathway_id"],
        "referent": row["referent"],
        "without_referent_since": row["without_referent_since"],
        "since": row["opened_on"],
        "days": _days(row["opened_on"], today),
        "active_steps": sum(step["state"] == "active" for step in row["steps"]),
        "providers": sorted({step["provider_id"] for step in row["steps"] if step["state"] == "active"}),
        "gaps": [{**gap, "days": _days(gap["since"], today) + 1} for gap in row["gaps"]],
        "next_deadline": min(row["deadlines"], key=lambda one: str(one["due_on"]), default=None),
        "set_aside": len(row["set_aside"]),
        "unconfirmed": _unconfirmed(row, today),
    }


def _item(row: Row, about: Row, since: str, today: date) -> Row:
    return {"pathway_id": row["pathway_id"], **about, "since": since, "days": _days(since, today) + 1}


def _unconfirmed(row: Row, today: date) -> list[str]:
    return sorted(step["step_id"] for step in _silent_steps(row, today))


def _silent_steps(row: Row, today: date) -> Iterator[Row]:
    before = (today - timedelta(days=SILENT_AFTER)).isoformat()
    return (step for step in row["steps"] if step["state"] == "active" and step["last_fact_on"] <= before)


def _days(since: str | date, to: str | date) -> int:
    return (_day(to) - _day(since)).days


def _day(value: str | date) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
