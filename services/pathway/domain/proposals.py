"""What one provider was asked and has not answered: of her dimensions and a city alone (docs/definitions.md 8)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services.pathway.domain.amendments import amend
from services.pathway.domain.order import in_order
from services.pathway.domain.readers import forbidden
from services.pathway.domain.state import Pathway
from shared.contracts import ProviderRegistered
from shared.facts import Event

ANSWER_WITHIN = 5
SATURDAY = 5
DAY = timedelta(days=1)


def proposals(pathway: Pathway, provider_id: str) -> list[dict[str, Any]]:
    """What of the registration `pathway_id` waits for this provider; nothing of one that is closed or shut to it."""
    if forbidden(pathway, provider_id) or (pathway.opened_on and not pathway.open):
        return []
    asked = (*_handovers(pathway, provider_id), *_referrals(pathway, provider_id), *_fallbacks(pathway, provider_id))
    return [_item(pathway, *each) for each in asked if each[2].pathway_id == pathway.pathway_id]


def working_days_after(day: date, count: int) -> date:
    """The day on which so many working days have gone by: Monday to Friday, whatever is a holiday where."""
    while count:
        day += DAY
        count -= day.weekday() < SATURDAY
    return day


def cities(events: list[Event]) -> dict[str, str]:
    """Of each provider in the directory its city, as last registered."""
    found: dict[str, str] = {}
    for event in sorted(amend([event for event in events if event.pathway_id is None]).facts, key=in_order):
        if isinstance(event.fact, ProviderRegistered):
            found[event.provider_id] = event.fact.city
    return found


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


def _item(
    pathway: Pathway, kind: str, name: str, event: Event, dimensions: set[str], whose_city: str
) -> dict[str, Any]:
    due = None if kind == "fallback" else working_days_after(event.occurred_on, ANSWER_WITHIN)
    return {
        "kind": kind,
        "id": name,
        "pathway_id": event.pathway_id,
        "dimensions": sorted(dimensions),
        "city": cities(pathway.given).get(whose_city),
        "proposed_on": event.occurred_on.isoformat(),
        "answer_due": due.isoformat() if due else None,
    }
