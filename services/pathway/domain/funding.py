"""Whether a step's work is paid, who would go on with it, and which steps lose their funding soon."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services.pathway.domain.state import Pathway
from services.pathway.domain.windows import Window, Windows, carried
from shared.contracts import FallbackAgreed, HandoverProposed
from shared.folding.keyed import Key
from shared.folding.things import Step, Thing

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
    return [
        {
            **_ending(row, step, window, on),
            "fallback": next(
                ({name: pact[name] for name in ("pact_id", "to_provider", "rank")} for pact in step["pacts"]), None
            ),
        }
        for step, window in ending(row, windows, on, horizon)
    ]


def fallbacks_missing(row: Row, windows: Windows, on: date, horizon: int) -> list[Row]:
    """Such steps for which no pact holds a place on the day after; the first that holds it too short is named."""
    return [
        {**_ending(row, step, window, on), "held_too_short": next(iter(step["pacts"]), None)}
        for step, window in ending(row, windows, on, horizon)
        if holding(step, window.last_day + timedelta(days=1)) is None
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
