"""Days of waiting, of interruption, of pause, and days on which two providers do the same."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

from tests.services.pathway.oracle.history import History
from tests.services.pathway.oracle.state import State, Thing, find

NEVER_DUPLICATE = ("protection", "rights_information", "legal_status")
FLAGS = ("PossibleDuplicateDetected", "CooperationAgreed", "DuplicateResolved")
OVERLAP = timedelta(days=14)


def uncovered(state: State, dimension: str) -> str | None:
    """Why a day without activity had none: initial_wait, pause, or an interruption's cause; None if covered."""
    needed = any(need["dimension"] == dimension and need["state"] == "open" for need in state.needs.values())
    steps = [step for step in state.steps.values() if step["dimension"] == dimension]
    if not state.open or not needed or any(step["state"] == "active" for step in steps):
        return None
    if not any(step["started_on"] for step in steps):
        return "initial_wait"
    return "pause" if state.ended[dimension] == "her_request" else state.ended[dimension]


def continuity(history: History) -> dict[str, dict[str, Any]]:
    dimensions = {need["dimension"] for need in history.last.needs.values()}
    return {dimension: of_dimension(history, dimension) for dimension in dimensions}


def of_dimension(history: History, dimension: str) -> dict[str, Any]:
    causes: dict[str, int] = {}
    since: date | None = None
    for day, state in history.states.items():
        cause = uncovered(state, dimension)
        since = (since or day) if cause else None
        if cause:
            causes[cause] = causes.get(cause, 0) + 1
    waited, paused = causes.pop("initial_wait", 0), causes.pop("pause", 0)
    return {
        "initial_wait_days": waited,
        "interruption_days": sum(causes.values()),
        "pause_days": paused,
        "causes": causes,
        "uncovered_since": since.isoformat() if since else None,
    }


def duplicate_dimensions(state: State, day: date) -> set[str]:
    """The dimensions in which two providers did the same on this day."""
    active = [step for step in state.steps.values() if step["state"] == "active"]
    return {
        one["dimension"]
        for one, other in combinations(active, 2)
        if state.open
        and one["dimension"] == other["dimension"]
        and one["dimension"] not in NEVER_DUPLICATE
        and one["provider"] != other["provider"]
        and not cooperating(state, one, other)
        and not overlapping(state, one, other, day)
        and not overlapping(state, other, one, day)
    }


def cooperating(state: State, one: Thing, other: Thing) -> bool:
    for row in state.kept:
        if row.type == "CooperationAgreed":
            held = [find(state.steps, row.pathway_id, step_id) for step_id in row.data["step_ids"]]
            if any(step is one for step in held) and any(step is other for step in held):
                return True
    return False


def overlapping(state: State, before: Thing, after: Thing, day: date) -> bool:
    """Whether `after` continues `before` and is in its first 14 days."""
    if after["continues"] is None:
        return False
    continued = find(state.steps, after["pathway_id"], after["continues"])
    return continued is before and bool(day < after["started_on"] + OVERLAP)


def duplicates(history: History) -> dict[str, Any]:
    doubled = {day: duplicate_dimensions(state, day) for day, state in history.states.items()}
    dimensions = set().union(*doubled.values())
    days = [day for day, found in doubled.items() if found]
    flags = [row.day for row in history.rows if row.type in FLAGS and days and row.day >= days[0]]
    return {
        "duplicate_days": {name: sum(name in found for found in doubled.values()) for name in dimensions},
        "duplicate_detection_days": (min(flags) - days[0]).days if flags else None,
    }


def opened_days(history: History) -> dict[str, int]:
    open_states = [state for state in history.states.values() if state.open]
    return {
        "open_days": len(open_states),
        "days_without_referent": sum(not state.referents for state in open_states),
        "referent_conflict_days": sum(len(state.referents) >= 2 for state in open_states),
    }


def no_consent_days(history: History) -> dict[str, int]:
    """By provider, the days after a consent to share named it on which none did any more."""
    days: dict[str, int] = {}
    for day, state in history.states.items():
        grants = [row for row in state.kept if row.type == "ConsentGiven" and shares(row.data)]
        for name in {name for row in grants for name in row.data["recipients"]}:
            if not any(shares(consent) and names(consent, name, day) for consent in state.consents.values()):
                days[name] = days.get(name, 0) + 1
    return days


def shares(consent: Thing) -> bool:
    return consent["purpose"] in ("coordination", "handover")


def names(consent: Thing, provider: str, day: date) -> bool:
    """Whether a consent names this provider and is live at the end of the day."""
    until = consent["valid_until"]
    return provider in consent["recipients"] and (until is None or day.isoformat() <= until)
