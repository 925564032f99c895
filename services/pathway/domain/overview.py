"""What the lists over pathways need of one: dates and codes that stay true as days pass, no counts of days."""

from typing import Any

from services.pathway.domain.amendments import key_of
from services.pathway.domain.grievances import open_grievances, unspoken
from services.pathway.domain.readers import readers
from services.pathway.domain.rosters import aliases
from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Lane, Step
from services.pathway.domain.views import iso, steps_in_order
from shared.contracts import RegistrationsMerged


def overview(pathway: Pathway) -> dict[str, Any]:
    """The present of a pathway folded on all its facts; dates ISO, lists in a fixed order."""
    days = {key_of(event): event.occurred_on.isoformat() for event in pathway.given} if pathway.set_aside else {}
    silent = unspoken(pathway) if pathway.set_aside else frozenset()
    known_as = {key: {"alias": alias} for key, alias in aliases(pathway).items()} if pathway.set_aside else {}
    nobody = pathway.open and not pathway.referents
    lanes = [pathway.lanes[dimension] for dimension in sorted(pathway.lanes)]
    return {
        "pathway_id": pathway.pathway_id,
        "listed_as": listed_as(pathway),
        "open": pathway.open,
        "readers": {provider_id: until.isoformat() for provider_id, until in readers(pathway).items()},
        "opened_on": iso(pathway.opened_on),
        "referent": pathway.referents[0].provider_id if pathway.referents else None,
        "without_referent_since": iso(pathway.answering.since) if nobody else None,
        "gaps": [gap for lane in lanes if (gap := _gap(pathway, lane))],
        "steps": [_step(step) for step in steps_in_order(pathway) if not step.ended],
        "windows": sorted({step.window_id for step in pathway.steps.values() if step.window_id}),
        "deadlines": [
            {"deadline_id": each.deadline_id, "rule": each.rule, "due_on": each.due_on.isoformat()}
            for each in sorted(pathway.deadlines.values(), key=lambda each: (each.due_on, each.deadline_id))
            if not each.met
        ],
        "duplicates": [pair for lane in lanes for pair in _duplicates(lane)],
        "fallbacks": sorted(pact.fact.step_id for pact in pathway.fallbacks.values() if pact.ended_on is None),
        "grievances": list(open_grievances(pathway)),
        "set_aside": [
            {
                "event_id": event_id,
                "reason": reason,
                "provider_id": provider_id,
                "since": days[provider_id, event_id],
                **known_as.get((provider_id, event_id), {}),
            }
            for (provider_id, event_id), reason in sorted(pathway.set_aside.items(), key=lambda each: each[0][::-1])
            if (provider_id, event_id) not in silent
        ],
    }


def listed_as(pathway: Pathway) -> str:
    """The registration under which lists show a merged pathway: the survivor of its last merge."""
    if len(pathway.group) == 1:
        return pathway.pathway_id
    merged = (event.fact.survivor for event in reversed(pathway.facts) if isinstance(event.fact, RegistrationsMerged))
    return next(merged, pathway.pathway_id)


def _gap(pathway: Pathway, lane: Lane) -> dict[str, Any] | None:
    since = lane.gap.run_since()
    if since is None or lane.gap.value is None:
        return None
    kind, cause = lane.gap.value
    delivered = [step for step in pathway.steps.values() if step.dimension == lane.dimension and step.started_on]
    last = max(delivered, key=lambda step: (step.last_fact_on, step.step_id), default=None)
    return {
        "dimension": lane.dimension,
        "since": since.isoformat(),
        "kind": kind,
        "cause": cause,
        "provider_id": last and last.provider_id,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step_id": step.step_id,
        "dimension": step.dimension,
        "provider_id": step.provider_id,
        "state": step.state,
        "window": step.window_id,
        "last_fact_on": step.last_fact_on.isoformat(),
    }


def _duplicates(lane: Lane) -> list[dict[str, Any]]:
    return [
        {"dimension": lane.dimension, "step_ids": sorted(name for _, name in pair), "since": since.isoformat()}
        for pair, since in sorted(lane.overlaps.items(), key=lambda each: (each[1], sorted(each[0])))
    ]
