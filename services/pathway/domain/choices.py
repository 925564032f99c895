"""Her own ranked list of who goes on with a step, and whom of it to ask next."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from services.pathway.domain.funding import pacts_of
from services.pathway.domain.state import Pathway
from shared.contracts import FallbackAgreed
from shared.folding.keyed import Key
from shared.folding.things import Handover, Thing


class Choice(NamedTuple):
    """A provider of her list: not asked for this step since the pact (None), or what came of it."""

    pact_id: str
    rank: int
    to_provider: str
    place_held_until: date | None
    agreed_on: date
    answer: str | None
    answered_on: date | None


def choices(pathway: Pathway, step: Key) -> list[Choice]:
    """The places that others hold for one step, her first choice first."""
    delivering = known.provider_id if (known := pathway.steps.get(step)) else None
    return [
        Choice(
            pact.fact.pact_id,
            pact.fact.rank,
            pact.fact.to_provider,
            pact.fact.place_held_until,
            pact.event.occurred_on,
            *_asked_since(pathway, step, pact),
        )
        for pact in pacts_of(pathway, step)
        if pact.fact.to_provider != delivering
    ]


def next_choice(listed: Sequence[Choice]) -> Choice | None:
    """The first of her list that can be asked now: nobody, while one that was asked may still go on."""
    if any(each.answer in ("asked", "accepted") for each in listed):
        return None
    return next((each for each in listed if each.answer in (None, "cancelled")), None)


def her_choices(pathway: Pathway) -> list[dict[str, Any]]:
    """For each step that has not ended and for which somebody holds a place: her list, and who is next of it."""
    steps = sorted(pathway.steps.values(), key=lambda step: (step.first_on, step.step_id, step.pathway_id or ""))
    found = []
    for step in steps:
        listed = [] if step.ended else choices(pathway, step.key)
        if listed:
            following = next_choice(listed)
            found.append(
                {
                    "pathway_id": step.pathway_id,
                    "step_id": step.step_id,
                    "dimension": step.dimension,
                    "provider_id": step.provider_id,
                    "choices": [_told(each) for each in listed],
                    "next": following.to_provider if following else None,
                }
            )
    return found


def _asked_since(pathway: Pathway, step: Key, pact: Thing[FallbackAgreed]) -> tuple[str | None, date | None]:
    """What came of the last handover of the step that was proposed to the pact's provider since it was agreed."""
    asked = [
        handover
        for handover in pathway.handovers.values()
        if handover.fact.to_provider == pact.fact.to_provider
        and handover.proposed_on >= pact.event.occurred_on
        and step in pathway.steps_in(handover)
    ]
    return (_answer(asked[-1]), asked[-1].ended_on) if asked else (None, None)


def _answer(handover: Handover) -> str:
    if handover.outcome != "open":
        return handover.outcome
    return "accepted" if handover.accepted_on else "asked"


def _told(choice: Choice) -> dict[str, Any]:
    until = choice.place_held_until
    return {
        "rank": choice.rank,
        "to_provider": choice.to_provider,
        "place_held_until": until.isoformat() if until else None,
        "answer": choice.answer,
    }
