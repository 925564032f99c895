"""What one provider was asked and has not answered: of her dimensions and a city alone (docs/definitions.md 8)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.pathway.domain.state import Pathway
from services.pathway.domain.workdays import Workday, weekdays, workdays_after
from shared.facts import Event
from shared.folding.consents import forbidden

ANSWERED_WITHIN = 5


def proposals(
    pathway: Pathway, provider_id: str, cities: Mapping[str, str], workday: Workday = weekdays
) -> list[dict[str, Any]]:
    """What of the registration `pathway_id` waits for this provider; nothing of one that is closed or shut to it."""
    if forbidden(pathway, provider_id) or (pathway.opened_on and not pathway.open):
        return []
    asked = (*_handovers(pathway, provider_id), *_referrals(pathway, provider_id), *_fallbacks(pathway, provider_id))
    hers = (each for each in asked if each[2].pathway_id == pathway.pathway_id)
    return [
        {
            "kind": kind,
            "id": name,
            "pathway_id": event.pathway_id,
            "dimensions": sorted(dimensions),
            "city": cities.get(whose_city),
            "proposed_on": event.occurred_on.isoformat(),
            "answer_due": None if kind == "fallback" else _due(workday, provider_id, event.occurred_on),
        }
        for kind, name, event, dimensions, whose_city in hers
    ]


def _due(workday: Workday, provider_id: str, asked_on: date) -> str:
    return workdays_after(workday, provider_id, asked_on, ANSWERED_WITHIN).isoformat()


Asked = tuple[str, str, Event, set[str], str]
"""Kind, id, what asked, dimensions, and the provider in whose city she is."""


def _handovers(pathway: Pathway, provider_id: str) -> Iterator[Asked]:
    for handover in pathway.handovers.values():
        fact = handover.fact
        if fact.to_provider == provider_id and handover.outcome == "open" and handover.accepted_on is None:
            steps = (pathway.steps.find(handover.event.pathway_id, step_id) for step_id in fact.step_ids)
            dimensions = {step.dimension for step in steps if step}
            yield "handover", fact.handover_id, handover.event, dimensions, fact.from_provider


def _referrals(pathway: Pathway, provider_id: str) -> Iterator[Asked]:
    for referral in pathway.referrals.values():
        fact = referral.fact
        if fact.to_provider == provider_id and referral.ended_on is None:
            yield "referral", fact.referral_id, referral.event, {fact.dimension}, referral.event.provider_id


def _fallbacks(pathway: Pathway, provider_id: str) -> Iterator[Asked]:
    for pact in pathway.fallbacks.values():
        step = pathway.steps.find(pact.event.pathway_id, pact.fact.step_id)
        if pact.fact.to_provider == provider_id and pact.ended_on is None and step and not step.ended:
            yield "fallback", pact.fact.pact_id, pact.event, {step.dimension}, step.provider_id
