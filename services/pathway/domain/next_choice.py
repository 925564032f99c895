"""The handover that starts from a continuity pact with one act: the next provider of her own ranked list."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.pathway.domain.funding import handover_of, pacts_of
from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Step, Thing
from shared.contracts import FallbackAgreed

PROPOSALS = UUID("6d0c4f1b-52c3-5c1e-9d0f-3a1f0f6a7b42")


def next_choice(pathway: Pathway, step: Step, on: date) -> dict[str, Any]:
    """The `HandoverProposed` to post on a day, or why there is none: step_ended, handover_open, no_fallback.

    Its ids follow from step, pact and day, so that posting it twice proposes once.
    """
    pact = _first(pathway, step)
    why = "step_ended" if step.ended else "handover_open" if handover_of(pathway, step) else None
    if why or pact is None:
        return {"step_id": step.step_id, "event": None, "why_not": why or "no_fallback", "pact": None}
    return {
        "step_id": step.step_id,
        "event": _proposal(step, pact.fact, on),
        "why_not": None,
        "pact": {
            "pact_id": pact.fact.pact_id,
            "rank": pact.fact.rank,
            "place_held": pact.fact.place_held_until is None or pact.fact.place_held_until >= on,
        },
    }


def _first(pathway: Pathway, step: Step) -> Thing[FallbackAgreed] | None:
    """Her first choice other than who delivers the step; one that has declined it since is passed over."""
    pacts = (pact for pact in pacts_of(pathway, step) if pact.fact.to_provider != step.provider_id)
    return next((pact for pact in pacts if not _declined(pathway, step, pact)), None)


def _declined(pathway: Pathway, step: Step, pact: Thing[FallbackAgreed]) -> bool:
    resolve = pathway.steps.resolve
    return any(
        handover.outcome == "declined"
        and handover.fact.to_provider == pact.fact.to_provider
        and handover.proposed_on >= pact.event.occurred_on
        and step.key in {resolve(home, step_id) for step_id in handover.fact.step_ids}
        for (home, _), handover in pathway.handovers.items()
    )


def _proposal(step: Step, pact: FallbackAgreed, on: date) -> dict[str, Any]:
    event_id = uuid5(PROPOSALS, f"{step.pathway_id}/{step.step_id}/{pact.pact_id}/{on.isoformat()}")
    return {
        "event_id": str(event_id),
        "type": "HandoverProposed",
        "schema_version": 1,
        "pathway_id": step.pathway_id,
        "occurred_on": on.isoformat(),
        "data": {
            "handover_id": f"ho-{event_id.hex[:12]}",
            "from_provider": step.provider_id,
            "to_provider": pact.to_provider,
            "step_ids": [step.step_id],
            "proposed_with_her": True,
            "rank": pact.rank,
        },
    }
