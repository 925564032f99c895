"""The pathway over time, as intervals to draw; each is [from, to)."""

from datetime import date
from typing import Any, get_args

from services.pathway.domain.grievances import ADDRESSED
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import iso, steps_in_order
from shared.contracts import Dimension
from shared.folding.things import Handover, Lane, Referent, Step

Interval = list[str]


def picture(pathway: Pathway) -> dict[str, Any]:
    """Openness, lanes with their steps and gaps, referents, handovers and risk, from the first fact to `as_of`."""
    steps = steps_in_order(pathway)
    lanes = [pathway.lanes[each] for each in get_args(Dimension) if each in pathway.lanes]
    referents = sorted([*pathway.past_referents, *pathway.referents], key=lambda each: (each.since, each.provider_id))
    told = (event.occurred_on for event in pathway.facts if not isinstance(event.fact, ADDRESSED))
    return {
        "from": iso(next(told, None)),
        "to": pathway.as_of.isoformat(),
        "open": [_interval(since, to) for since, to, _ in pathway.open_course.spans],
        "lanes": [_lane(pathway, lane, [step for step in steps if step.dimension == lane.dimension]) for lane in lanes],
        "referents": [_referent(pathway, each) for each in referents if each.until != each.since],
        "handovers": [_handover(each) for each in pathway.handovers.values()],
        "risk": [
            {"from": since.isoformat(), "to": to.isoformat(), "level": level}
            for since, to, level in pathway.risk_course.spans
        ],
    }


def _lane(pathway: Pathway, lane: Lane, steps: list[Step]) -> dict[str, Any]:
    return {
        "dimension": lane.dimension,
        "steps": [_step(pathway, step) for step in steps],
        "gaps": [
            {"from": since.isoformat(), "to": to.isoformat(), "kind": kind, "cause": cause}
            for since, to, (kind, cause) in lane.gap.spans
        ],
        "needs": [_interval(since, to) for since, to, _ in lane.needed.spans],
    }


def _step(pathway: Pathway, step: Step) -> dict[str, Any]:
    ends = [on for on, _, _ in step.moves[1:]] + [pathway.as_of]
    stretches = [(on, to, state, reason) for (on, state, reason), to in zip(step.moves, ends, strict=True) if on < to]
    return {
        "step_id": step.step_id,
        "provider_id": step.provider_id,
        "state": step.state,
        "active": [_interval(on, to) for on, to, state, _ in stretches if state == "active"],
        "suspended": [[*_interval(on, to), reason] for on, to, state, reason in stretches if state == "suspended"],
        "continues": step.continues,
    }


def _referent(pathway: Pathway, referent: Referent) -> dict[str, Any]:
    return {
        "provider_id": referent.provider_id,
        "from": referent.since.isoformat(),
        "to": (referent.until or pathway.as_of).isoformat(),
    }


def _handover(handover: Handover) -> dict[str, Any]:
    return {
        "handover_id": handover.fact.handover_id,
        "from_provider": handover.fact.from_provider,
        "to_provider": handover.fact.to_provider,
        "step_ids": sorted(handover.fact.step_ids),
        "outcome": handover.outcome,
        "proposed_on": handover.proposed_on.isoformat(),
        "accepted_on": iso(handover.accepted_on),
        "ended_on": iso(handover.ended_on),
    }


def _interval(since: date, to: date) -> Interval:
    return [since.isoformat(), to.isoformat()]
