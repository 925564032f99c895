"""Whether a step's work is paid, and which steps lose their funding soon."""

from datetime import date, timedelta
from typing import Any

from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Step
from services.pathway.domain.windows import Window


def funding(pathway: Pathway, step: Step) -> str | None:
    """covered, lapsed or unknown today, or on the step's last day; None if it names no window."""
    if step.window_id is None:
        return None
    named = pathway.windows.get(step.provider_id, {}).get(step.window_id)
    if named is None:
        return "unknown"
    day = step.ended_on or pathway.today
    return "covered" if named.covers(day) or _carried(pathway, step, day) else "lapsed"


def funding_at_risk(pathway: Pathway, horizon: int) -> list[dict[str, Any]]:
    """Steps not ended whose window has its last day within `horizon` days of today and is carried by no other."""
    last = pathway.today + timedelta(days=horizon)
    found = [
        _item(pathway, step, window)
        for step in pathway.steps.values()
        if (window := _named(pathway, step)) and pathway.today <= window.last_day <= last
        if not _carried(pathway, step, window.last_day + timedelta(days=1))
    ]
    return sorted(found, key=lambda item: (item["days_left"], item["pathway_id"], item["step_id"]))


def _named(pathway: Pathway, step: Step) -> Window | None:
    if step.ended or step.window_id is None:
        return None
    return pathway.windows.get(step.provider_id, {}).get(step.window_id)


def _carried(pathway: Pathway, step: Step, day: date) -> bool:
    """Whether some window of the same provider and dimension covers that day."""
    windows = pathway.windows[step.provider_id].values()
    return any(step.dimension in each.dimensions and each.covers(day) for each in windows)


def _item(pathway: Pathway, step: Step, window: Window) -> dict[str, Any]:
    return {
        "pathway_id": pathway.pathway_id,
        "step_id": step.step_id,
        "dimension": step.dimension,
        "provider_id": step.provider_id,
        "funding_window_id": window.window_id,
        "last_day": window.last_day.isoformat(),
        "days_left": (window.last_day - pathway.today).days,
        "handover": _handover(pathway, step),
        "fallback": _fallback(pathway, step),
    }


def _handover(pathway: Pathway, step: Step) -> dict[str, Any] | None:
    """The latest open handover that lists the step."""
    resolve = pathway.steps.resolve
    listing = [
        handover
        for (home, _), handover in pathway.handovers.items()
        if handover.outcome == "open" and step.key in {resolve(home, step_id) for step_id in handover.fact.step_ids}
    ]
    if not listing:
        return None
    fact = listing[-1].fact
    return {"handover_id": fact.handover_id, "to_provider": fact.to_provider, "outcome": "open"}


def _fallback(pathway: Pathway, step: Step) -> dict[str, Any] | None:
    """Her first choice among the open pacts for the step."""
    pacts = [
        pact.fact
        for (home, _), pact in pathway.fallbacks.items()
        if pact.ended_on is None and pathway.steps.resolve(home, pact.fact.step_id) == step.key
    ]
    if not pacts:
        return None
    first = min(pacts, key=lambda fact: (fact.rank, fact.pact_id))
    return {"pact_id": first.pact_id, "to_provider": first.to_provider, "rank": first.rank}
