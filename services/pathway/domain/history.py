"""Her events one after the other, each as corrected, with what became of it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import msgspec

from services.pathway.domain.state import Pathway
from services.pathway.domain.tables import NOTICES
from services.pathway.domain.views import moment
from shared.contracts import EventCorrected, EventVoided
from shared.facts import Event
from shared.folding.amendments import AMENDING, key_of
from shared.folding.order import in_order
from shared.folding.state import EventKey


def history(pathway: Pathway) -> list[dict[str, Any]]:
    """One row an event of her registrations, in fold order: facts, amendments and notices, the set aside too."""
    warnings: dict[EventKey, list[str]] = defaultdict(list)
    for event, reason in pathway.warnings:
        warnings[key_of(event)].append(reason)
    events = sorted([*pathway.facts, *pathway.amendments, *_notices(pathway)], key=in_order)
    said = _as_posted_and_as_corrected(pathway) if pathway.amendments else {}
    return [_row(pathway, event, sorted(warnings[key_of(event)]), _amends(event, said)) for event in events]


def _notices(pathway: Pathway) -> list[Event]:
    return [
        event
        for event in pathway.given
        if type(event.fact) in NOTICES and event.pathway_id in pathway.group and event.occurred_on < pathway.as_of
    ]


def _as_posted_and_as_corrected(pathway: Pathway) -> dict[str, list[Event]]:
    said: dict[str, list[Event]] = defaultdict(list)
    for event in (*pathway.given, *pathway.facts):
        said[event.event_id].append(event)
    return said


def _amends(event: Event, said: Mapping[str, list[Event]]) -> dict[str, list[str]] | None:
    """Types and dimensions of what an amendment means in the end: who may not see these may not see its changes."""
    if type(event.fact) not in AMENDING:
        return None
    meant, seen = [event], set[str]()
    for each in meant:
        if isinstance(each.fact, EventCorrected | EventVoided) and each.fact.target_event_id not in seen:
            seen.add(each.fact.target_event_id)
            meant += said.get(each.fact.target_event_id, [])
    facts = [each for each in meant if type(each.fact) not in AMENDING]
    dimensions = {dimension for each in facts if (dimension := getattr(each.fact, "dimension", None))}
    return {"types": sorted({each.type for each in facts}), "dimensions": sorted(dimensions)}


def _row(pathway: Pathway, event: Event, warnings: list[str], amends: dict[str, list[str]] | None) -> dict[str, Any]:
    key = key_of(event)
    return {
        "event_id": event.event_id,
        "type": event.type,
        "amends": amends,
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
