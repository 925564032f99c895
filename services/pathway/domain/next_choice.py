"""The handover that starts from a continuity pact with one act: the next provider of her own ranked list."""

from datetime import date
from typing import Any
from uuid import UUID, uuid5

from services.pathway.domain import choices
from services.pathway.domain.choices import Choice
from services.pathway.domain.funding import handover_of
from services.pathway.domain.state import Pathway
from shared.folding.things import Step

PROPOSALS = UUID("6d0c4f1b-52c3-5c1e-9d0f-3a1f0f6a7b42")


def next_choice(pathway: Pathway, step: Step, on: date) -> dict[str, Any]:
    """The `HandoverProposed` to post on a day, or why there is none: step_ended, handover_open, no_fallback.

    Its ids follow from step, pact and day, so that posting it twice proposes once.
    """
    choice = choices.next_choice(choices.choices(pathway, step.key))
    why = "step_ended" if step.ended else "handover_open" if handover_of(pathway, step) else None
    if why or choice is None:
        return {"step_id": step.step_id, "event": None, "why_not": why or "no_fallback", "pact": None}
    return {
        "step_id": step.step_id,
        "event": _proposal(step, choice, on),
        "why_not": None,
        "pact": {
            "pact_id": choice.pact_id,
            "rank": choice.rank,
            "place_held": choice.place_held_until is None or choice.place_held_until >= on,
        },
    }


def _proposal(step: Step, choice: Choice, on: date) -> dict[str, Any]:
    event_id = uuid5(PROPOSALS, f"{step.pathway_id}/{step.step_id}/{choice.pact_id}/{on.isoformat()}")
    return {
        "event_id": str(event_id),
        "type": "HandoverProposed",
        "schema_version": 1,
        "pathway_id": step.pathway_id,
        "occurred_on": on.isoformat(),
        "data": {
            "handover_id": f"ho-{event_id.hex[:12]}",
            "from_provider": step.provider_id,
            "to_provider": choice.to_provider,
            "step_ids": [step.step_id],
            "proposed_with_her": True,
            "rank": choice.rank,
        },
    }
