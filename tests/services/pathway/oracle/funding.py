"""Which work is paid on which day, and which will not be."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tests.services.pathway.oracle.history import ONE_DAY, History, history
from tests.services.pathway.oracle.state import ENDED, Thing, find

Windows = dict[tuple[str, str], Thing]


def windows_of(history: History) -> Windows:
    """Windows by (provider, own id), with the last of their confirmed last days."""
    windows: Windows = {}
    for row in history.windows_rows:
        key = row.provider_id, row.data.get("funding_window_id", "")
        if row.type == "FundingWindowOpened" and key not in windows:
            first, last = (date.fromisoformat(row.data[name]) for name in ("first_day", "last_day"))
            windows[key] = {"id": key, "first": first, "last": last, "dimensions": row.data["dimensions"]}
        if row.type == "FundingWindowChanged" and row.data["status"] == "confirmed" and key in windows:
            windows[key]["last"] = date.fromisoformat(row.data["last_day"])
    return windows


def covers(window: Thing | None, day: date) -> bool:
    return window is not None and bool(window["first"] <= day <= window["last"])


def funding(history: History, windows: Windows, step: Thing) -> str | None:
    """Whether the step's work is paid today, or was on its last day: covered, lapsed, unknown; None if not told."""
    if step["window"] is None:
        return None
    named = windows.get((step["provider"], step["window"]))
    if named is None:
        return "unknown"
    day = step["ended_on"] or history.today
    of_step = [named, *serving(windows, step)]
    return "covered" if any(covers(window, day) for window in of_step) else "lapsed"


def serving(windows: Windows, step: Thing) -> list[Thing]:
    """All windows of the step's provider for its dimension."""
    return [
        window
        for (provider, _), window in windows.items()
        if provider == step["provider"] and step["dimension"] in window["dimensions"]
    ]


def oracle_funding_at_risk(
    events: Iterable[dict[str, Any]], pathway_id: str, on: date, horizon: int = 60, known_at: datetime | None = None
) -> list[dict[str, Any]]:
    """Steps whose confirmed window ends within the horizon (days) without another to go on."""
    known_at = known_at or datetime.combine(on, time.max, UTC)
    past = history(events, pathway_id, on + ONE_DAY, known_at)
    items = [
        at_risk(past, step, window) | {"pathway_id": pathway_id}
        for _, step in sorted(past.last.steps.items())
        if (window := ending(windows_of(past), step, on, on + timedelta(days=horizon)))
    ]
    return sorted(items, key=lambda item: (item["days_left"], item["step_id"]))


def ending(windows: Windows, step: Thing, first: date, last: date) -> Thing | None:
    """The step's window if it ends on one of these days and no other of its provider covers the day after."""
    window = windows.get((step["provider"], step["window"] or ""))
    if step["state"] in ENDED or window is None or not first <= window["last"] <= last:
        return None
    goes_on = any(covers(other, window["last"] + ONE_DAY) for other in serving(windows, step))
    return None if goes_on else window


def at_risk(history: History, step: Thing, window: Thing) -> dict[str, Any]:
    return {
        "step_id": step["step_id"],
        "dimension": step["dimension"],
        "provider_id": step["provider"],
        "funding_window_id": step["window"],
        "last_day": window["last"].isoformat(),
        "days_left": (window["last"] - history.today).days,
        "handover": open_handover(history, step),
        "fallback": first_fallback(history, step),
    }


def open_handover(history: History, step: Thing) -> dict[str, Any] | None:
    state = history.last
    listing = [
        handover
        for handover in state.handovers.values()
        if handover["state"] in ("proposed", "accepted")
        and any(find(state.steps, handover["begun"].pathway_id, name) is step for name in handover["step_ids"])
    ]
    latest = max(listing, key=lambda handover: handover["begun"].order, default=None)
    return latest and {
        "handover_id": latest["handover_id"],
        "to_provider": latest["to_provider"],
        "outcome": "open",
    }


def first_fallback(history: History, step: Thing) -> dict[str, Any] | None:
    state = history.last
    pacts = [
        pact
        for pact in state.pacts.values()
        if pact["state"] == "open" and find(state.steps, pact["begun"].pathway_id, pact["step_id"]) is step
    ]
    first = min(pacts, key=lambda pact: (pact["rank"], pact["pact_id"], pact["begun"].pathway_id), default=None)
    return first and {name: first[name] for name in ("pact_id", "to_provider", "rank")}
