"""Her own ranked list of who goes on with a step, and whom of it to ask next."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from services.pathway.domain.keyed import Key
from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Handover


class Choice(NamedTuple):
    """A provider of her list: not asked for this step yet (None), or what came of it."""

    rank: int
    to_provider: str
    place_held_until: date | None
    answer: str | None


def choices(pathway: Pathway, step: Key) -> list[Choice]:
    """The places held for one step, her first choice first."""
    resolve = pathway.steps.resolve
    pacts = [
        pact.fact
        for pact in pathway.fallbacks.values()
        if pact.ended_on is None and resolve(pact.event.pathway_id, pact.fact.step_id) == step
    ]
    told = {
        handover.fact.to_provider: _answer(handover)
        for handover in pathway.handovers.values()
        if step in {resolve(handover.event.pathway_id, step_id) for step_id in handover.fact.step_ids}
    }
    return [
        Choice(pact.rank, pact.to_provider, pact.place_held_until, told.get(pact.to_provider))
        for pact in sorted(pacts, key=lambda pact: (pact.rank, pact.pact_id))
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


def _answer(handover: Handover) -> str:
    if handover.outcome != "open":
        return handover.outcome
    return "accepted" if handover.accepted_on else "asked"


def _told(choice: Choice) -> dict[str, Any]:
    until = choice.place_held_until
    return {**choice._asdict(), "place_held_until": until.isoformat() if until else None}
