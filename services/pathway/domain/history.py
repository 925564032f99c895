"""Her events one after the other, each as corrected, with what became of it."""

from collections import defaultdict
from typing import Any

import msgspec

from services.pathway.domain.amendments import key_of
from services.pathway.domain.order import in_order
from services.pathway.domain.state import EventKey, Pathway
from services.pathway.domain.tables import NOTICES
from services.pathway.domain.views import moment
from shared.facts import Event


def history(pathway: Pathway) -> list[dict[str, Any]]:
    """One row an event of her registrations, in fold order: facts, amendments and notices, the set aside too."""
    warnings: dict[EventKey, list[str]] = defaultdict(list)
    for event, reason in pathway.warnings:
        warnings[key_of(event)].append(reason)
    events = sorted([*pathway.facts, *pathway.amendments, *_notices(pathway)], key=in_order)
    return [_row(pathway, event, sorted(warnings[key_of(event)])) for event in events]


def _notices(pathway: Pathway) -> list[Event]:
    return [
        event
        for event in pathway.given
        if type(event.fact) in NOTICES and event.pathway_id in pathway.group and event.occurred_on < pathway.as_of
    ]


def _amends(pathway: Pathway, event: Event) -> dict[str, Any] | None:
    """Type and dimension of what an amendment amends: who may not see that may not see its new value."""
    target_id = getattr(event.fact, "target_event_id", None)
    target = next((each for each in pathway.given if each.event_id == target_id), None) if target_id else None
    if target is None:
        return None
    return {"type": target.type, "dimension": getattr(target.fact, "dimension", None)}


def _row(pathway: Pathway, event: Event, warnings: list[str]) -> dict[str, Any]:
    key = key_of(event)
    return {
        "event_id": event.event_id,
        "type": event.type,
        "amends": _amends(pathway, event),
        "pathway_id": event.pathway_id,
        "provider_id": event.provider_id,
        "actor": event.actor,
        "role": event.role,
        "occurred_on": event.occurred_on.isoformat(),
        "occurred_at": moment(event.occurred_at),
        "recorded_at": moment(event.recorded_at),
        "data": msgspec.to_builtins(event.fact, order="deterministic"),
        "corrections": [each._asdict() for each in pathway.corrections.get(key, [])],
        "set_aside": pathway.set_aside.get(key),
        "warnings": warnings,
        "imported_at": moment(event.imported_at),
    }
