"""Whether a step's work is paid, who would go on with it, and which steps lose their funding soon."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final, get_args

from services.pathway.domain.state import Pathway
from services.pathway.domain.windows import Window, Windows, carried
from shared.contracts import FallbackAgreed, HandoverProposed
from shared.contracts.codes import Dimension
from shared.folding.keyed import Key
from shared.folding.things import Step, Thing

DIMENSIONS: Final = get_args(Dimension)
ENDLESS: Final = "9999-12-31"
Row = dict[str, Any]
"""A pathway in outline, as `overview` makes it; of a step what `outlined` tells."""


def funding(pathway: Pathway, step: Step) -> str | None:
    """covered, lapsed or unknown today, or on the step's last day; None if it names no window."""
    if step.window_id is None:
        return None
    own = pathway.windows.get(step.provider_id, {})
    named = own.get(step.window_id)
    if named is None:
        return "unknown"
    day = step.ended_on or pathway.today
    return "covered" if named.covers(day) or carried(own, step.dimension, day) else "lapsed"


def outlined(pathway: Pathway, step: Step) -> Row:
    """What the lists about funding need of a step that has not ended."""
    handover = handover_of(pathway, step)
    return {
        "window": step.window_id,
        "handover": handover and {"handover_id": handover.handover_id, "to_provider": handover.to_provider},
        "pacts": [
            {
                "pact_id": pact.fact.pact_id,
                "to_provider": pact.fact.to_provider,
                "rank": pact.fact.rank,
                "place_held_until": pact.fact.place_held_until and pact.fact.place_held_until.isoformat(),
            }
            for pact in pacts_of(pathway, step.key)
        ],
    }


def handover_of(pathway: Pathway, step: Step) -> HandoverProposed | None:
    """The latest open handover that lists the step."""
    listing = [
        handover.fact
        for handover in pathway.handovers.values()
        if handover.outcome == "open" and step.key in pathway.steps_in(handover)
    ]
    return listing[-1] if listing else None


def pacts_of(pathway: Pathway, step: Key) -> list[Thing[FallbackAgreed]]:
    """The pacts in force for the step, her first choice first."""
    resolve = pathway.steps.resolve
    found = [
        (pact.fact.rank, pact.fact.pact_id, home or "", pact)
        for (home, _), pact in pathway.fallbacks.items()
        if pact.ended_on is None and resolve(home, pact.fact.step_id) == step
    ]
    return [pact for *_, pact in sorted(found, key=lambda each: each[:3])]


def at_risk(row: Row, windows: Windows, on: date, horizon: int) -> list[Row]:
    """Steps not ended whose window has its last day within `horizon` days of `on` and is carried by no other."""
    return [_at_risk(row, step, window, on) for step, window in ending(row, windows, on, horizon)]


def at_risk_with_places(row: Row, windows: Windows, on: date, horizon: int) -> list[Row]:
    """The same, each with whether a place is `held` on the day after."""
    return [
        {**_at_risk(row, step, window, on), "held": _held(step, window) is not None}
        for step, window in ending(row, windows, on, horizon)
    ]


def fallbacks_missing(row: Row, windows: Windows, on: date, horizon: int) -> list[Row]:
    """Such steps for which no pact holds a place on the day after; the first that holds it too short is named."""
    return [
        {**_ending(row, step, window, on), "held_too_short": next(iter(step["pacts"]), None)}
        for step, window in ending(row, windows, on, horizon)
        if _held(step, window) is None
    ]


def ending(row: Row, windows: Windows, on: date, horizon: int) -> Iterator[tuple[Row, Window]]:
    """The steps of a pathway about to lose their funding, each with the window that it names."""
    last = on + timedelta(days=horizon)
    for step in row["steps"]:
        own = windows.get(step["provider_id"], {})
        window = own.get(step["window"])
        if window is None or not on <= window.last_day <= last:
            continue
        if not carried(own, step["dimension"], window.last_day + timedelta(days=1)):
            yield step, window


def holding(step: Row, day: date) -> Row | None:
    """Her first choice among the pacts of a step that keep a place for her with somebody else on that day."""
    for pact in step["pacts"]:
        until = pact["place_held_until"]
        if pact["to_provider"] != step["provider_id"] and (until is None or until >= day.isoformat()):
            return dict(pact)
    return None


def held_until(step: Row) -> str:
    """The last day for which anybody else keeps a place for her in place of a step; empty where nobody does."""
    pacts = (pact for pact in step["pacts"] if pact["to_provider"] != step["provider_id"])
    return max((pact["place_held_until"] or ENDLESS for pact in pacts), default="")


def paid_by(provider_id: str, window_id: str, dimension: str) -> str:
    """The list of the steps of a dimension for which a window is named."""
    return f"paid by {provider_id} {window_id} {dimension}"


def kept_of(paid: str) -> str:
    """The list of those of the steps of such a list for which somebody else keeps a place, by the last day of this."""
    return f"kept of {paid}"


def lists_ending(windows: Windows, on: date, horizon: int) -> dict[date, dict[tuple[str, str], list[str]]]:
    """Windows that end within `horizon` days, by last day, provider and id; of each the lists that it alone carries."""
    found: dict[date, dict[tuple[str, str], list[str]]] = {}
    for provider_id, own in windows.items():
        for window in own.values():
            if on <= window.last_day <= on + timedelta(days=horizon):
                after = window.last_day + timedelta(days=1)
                alone = [each for each in DIMENSIONS if not carried(own, each, after)]
                lists = [paid_by(provider_id, window.window_id, each) for each in alone]
                found.setdefault(window.last_day, {})[provider_id, window.window_id] = lists
    return found


def _held(step: Row, window: Window) -> Row | None:
    return holding(step, window.last_day + timedelta(days=1))


def _at_risk(row: Row, step: Row, window: Window, on: date) -> Row:
    pacts = ({name: pact[name] for name in ("pact_id", "to_provider", "rank")} for pact in step["pacts"])
    return {**_ending(row, step, window, on), "fallback": next(pacts, None)}


def _ending(row: Row, step: Row, window: Window, on: date) -> Row:
    handover = step["handover"]
    return {
        "pathway_id": row["pathway_id"],
        "step_id": step["step_id"],
        "dimension": step["dimension"],
        "provider_id": step["provider_id"],
        "funding_window_id": window.window_id,
        "last_day": window.last_day.isoformat(),
        "days_left": (window.last_day - on).days,
        "handover": handover and {**handover, "outcome": "open"},
    }
