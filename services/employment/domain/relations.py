"""What a reader's organisation is to a plan now, by what employment heard; what that permits, policies decide."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from services.employment.domain.heard import OWN, STEPS
from services.employment.domain.state import Plan
from shared.contracts import PathwayOpened
from shared.folding.consents import SHARING, forbidden, sealed_dimensions, shared_with

Relationship = Literal["referent", "active", "past", "none"]


class Relation(NamedTuple):
    """`shared` are the dimensions that she shares with the organisation, None all; `own` those it works in with her."""

    relationship: Relationship
    shut_out: bool = False
    shared: frozenset[str] | None = frozenset()
    own: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()


def relation(plan: Plan, provider_id: str, today: date) -> Relation:
    """By the present state, on this civil day."""
    return Relation(
        _relationship(plan, provider_id, today),
        forbidden(plan, provider_id),
        shared_with(plan, provider_id, today),
        frozenset(_with_her(plan, provider_id)),
        sealed_dimensions(plan),
    )


def _relationship(plan: Plan, provider_id: str, today: date) -> Relationship:
    if any(each.provider_id == provider_id for each in plan.referents):
        return "referent"
    if _with_her_at_all(plan, provider_id) or _consented(plan, provider_id, today):
        return "active"
    own = OWN | STEPS
    if any(event.provider_id == provider_id and type(event.fact) in own for event in plan.facts):
        return "past"
    return "none"


def _consented(plan: Plan, provider_id: str, today: date) -> bool:
    return any(each.fact.purpose in SHARING and each.names(provider_id, today) for each in plan.consents.values())


def _with_her_at_all(plan: Plan, provider_id: str) -> bool:
    """It has a step that runs or took one over; or opened her pathway, while nobody answers for her."""
    first = next((event.provider_id for event in plan.facts if isinstance(event.fact, PathwayOpened)), None)
    return bool(set(_with_her(plan, provider_id))) or (not plan.referents and first == provider_id)


def _with_her(plan: Plan, provider_id: str) -> Iterator[str]:
    """The dimensions of its steps that have not ended, and of those that it took over."""
    yield from (step.dimension for step in plan.steps.values() if step.provider_id == provider_id and not step.ended)
    for handover in plan.handovers.values():
        if handover.fact.to_provider == provider_id and handover.accepted_on and handover.outcome == "open":
            steps = (plan.steps.get(key) for key in plan.steps_in(handover))
            yield from (step.dimension for step in steps if step)
