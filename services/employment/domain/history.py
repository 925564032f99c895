"""The history of a plan: its events one after the other, each as corrected, with what became of it."""

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import msgspec

from services.employment.domain.categories import category
from services.employment.domain.heard import AMENDING, OF_PATHWAY
from services.employment.domain.state import Plan
from shared.contracts import (
    ConsentGiven,
    ConsentWithdrawn,
    EventCorrected,
    EventVoided,
    RegistrationsMerged,
    RegistrationsSplit,
    RestrictionLifted,
    RestrictionSet,
)
from shared.facts import Event, Fact
from shared.folding.amendments import key_of
from shared.folding.order import in_order
from shared.folding.state import EventKey

Row = dict[str, Any]
UNTOLD: frozenset[type[Fact]] = frozenset(
    {ConsentGiven, ConsentWithdrawn, RestrictionSet, RestrictionLifted, RegistrationsMerged, RegistrationsSplit}
)
"""What decides who reads, and is told by the pathway alone."""


def history(plan: Plan) -> list[Row]:
    """One row an event, in fold order; of what is decided elsewhere only what moves her plan."""
    warnings: dict[EventKey, list[str]] = defaultdict(list)
    for event, reason in plan.warnings:
        warnings[key_of(event)].append(reason)
    targets: dict[str, list[Event]] = defaultdict(list)
    for event in (*plan.given, *plan.facts):
        targets[event.event_id].append(event)
    told = [event for event in (*plan.facts, *plan.amendments) if _is_told(plan, event, targets)]
    return [_row(plan, event, sorted(warnings[key_of(event)]), targets) for event in sorted(told, key=in_order)]


def _is_told(plan: Plan, event: Event, targets: dict[str, list[Event]]) -> bool:
    return all(_moves(plan, each) for each in meant_by(event, targets))


def _moves(plan: Plan, event: Event) -> bool:
    """Whether it belongs to the plan: of handovers those that list a step of it."""
    kind = type(event.fact)
    if kind in UNTOLD:
        return False
    if kind in OF_PATHWAY and (name := getattr(event.fact, "handover_id", None)):
        handover = plan.handovers.find(event.pathway_id, name)
        return handover is not None and any(key in plan.steps for key in plan.steps_in(handover))
    return True


def meant_by(event: Event, targets: dict[str, list[Event]]) -> list[Event]:
    """The facts that an event tells of: itself, or what an amendment means in the end, as posted and as corrected."""
    meant, seen = [event], set[str]()
    for each in meant:
        if isinstance(each.fact, EventCorrected | EventVoided) and each.fact.target_event_id not in seen:
            seen.add(each.fact.target_event_id)
            meant += targets.get(each.fact.target_event_id, [])
    return [each for each in meant if type(each.fact) not in AMENDING]


def _row(plan: Plan, event: Event, warnings: list[str], targets: dict[str, list[Event]]) -> Row:
    key, meant = key_of(event), meant_by(event, targets)
    return {
        "event_id": event.event_id,
        "type": event.type,
        "pathway_id": event.pathway_id,
        "provider_id": event.provider_id,
        "actor": event.actor,
        "role": event.role,
        "occurred_on": event.occurred_on.isoformat(),
        "occurred_at": event.occurred_at and written(event.occurred_at),
        "recorded_at": written(event.recorded_at),
        "data": msgspec.to_builtins(event.fact, order="deterministic"),
        "corrections": [each._asdict() for each in plan.corrections.get(key, [])],
        "set_aside": plan.set_aside.get(key),
        "warnings": warnings,
        "category": category([each.fact for each in meant]),
        "dimensions": sorted({dimension for each in meant for dimension in _dimensions(plan, each)}),
    }


def written(moment: datetime) -> str:
    """In UTC, by RFC 3339."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _dimensions(plan: Plan, event: Event) -> list[str]:
    """Named, or of the steps that it names."""
    if dimension := getattr(event.fact, "dimension", None):
        return [dimension]
    names = {getattr(event.fact, "step_id", None), *(getattr(event.fact, "step_ids", None) or ())} - {None}
    return [step.dimension for name in names if (step := plan.steps.find(event.pathway_id, str(name)))]
