"""What a reader's organisation is to a pathway now: facts alone; what they permit, policies decide."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from services.pathway.domain.readers import EVERYBODY, readers
from services.pathway.domain.state import Pathway
from shared.contracts import (
    ContinuityCodeIssued,
    ContinuityCodePresented,
    EmergencyAccessUsed,
    GrievanceAnswered,
    GrievanceRaised,
    NeedIdentified,
)
from shared.folding.amendments import key_of
from shared.folding.consents import forbidden, sealed_dimensions, shared_with
from shared.folding.things import Thing

EMERGENCY_LASTS = timedelta(hours=3)
NO_RELATION = (ContinuityCodeIssued, ContinuityCodePresented, GrievanceRaised, GrievanceAnswered)


class Relationship(StrEnum):
    """What an organisation is to a pathway; the first that holds."""

    referent = "referent"
    active = "active"
    emergency = "emergency"
    past = "past"
    receiving = "receiving"
    none = "none"


class Relation(NamedTuple):
    """What a reader's organisation is to her; `shared` are the dimensions that she shares with it, None all of them.

    `own` are those in which it is with her, `opened` those that this very person opened in an emergency, `sealed`
    those of which she shares nothing with anybody.
    """

    relationship: Relationship
    shut_out: bool = False
    shared: frozenset[str] | None = frozenset()
    own: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
    sealed: frozenset[str] = frozenset()


def relation(pathway: Pathway, provider_id: str, actor: str, now: datetime, today: date) -> Relation:
    """By the present state, at this moment of this civil day."""
    opened = frozenset(dimension for scope in _opened(pathway, provider_id, actor, now) for dimension in scope)
    return Relation(
        _relationship(pathway, provider_id, today, emergency=bool(opened)),
        forbidden(pathway, provider_id),
        shared_with(pathway, provider_id, today),
        frozenset(_with_her(pathway, provider_id)),
        opened,
        sealed_dimensions(pathway),
    )


def relation_in(row: Mapping[str, Any], provider_id: str, today: date) -> Relation:
    """The same by a pathway's outline, as far as lists need it."""
    live = row["readers"].get(provider_id, "") >= today.isoformat()
    steps = {step["dimension"] for step in row["steps"] if step["provider_id"] == provider_id}
    needs = {dimension for by, dimension in row["needs_by"] if by == provider_id}
    known = Relationship.referent if provider_id in row["referents"] else Relationship.active
    return Relation(
        known if live or provider_id in row["referents"] else Relationship.none,
        bool({provider_id, EVERYBODY} & set(row["shut_out"])),
        _shared_by(row["consents"], provider_id, today.isoformat()),
        frozenset(steps | needs),
        sealed=frozenset(row["kept"]),
    )


def _shared_by(consents: Iterable[Mapping[str, Any]], provider_id: str, on: str) -> frozenset[str] | None:
    live = [each for each in consents if provider_id in each["recipients"] and on <= each["until"]]
    if any(not each["dimensions"] for each in live):
        return None
    return frozenset(dimension for each in live for dimension in each["dimensions"])


def _relationship(pathway: Pathway, provider_id: str, today: date, *, emergency: bool) -> Relationship:
    if any(referent.provider_id == provider_id for referent in pathway.referents):
        return Relationship.referent
    if readers(pathway).get(provider_id, date.min) >= today:
        return Relationship.active
    if emergency:
        return Relationship.emergency
    if any(event.provider_id == provider_id and not isinstance(event.fact, NO_RELATION) for event in pathway.facts):
        return Relationship.past
    return Relationship.receiving if _is_asked(pathway, provider_id) else Relationship.none


def _with_her(pathway: Pathway, provider_id: str) -> Iterator[str]:
    """The dimensions of its steps that have not ended or that it took over, and of open needs that it wrote down."""
    yield from (each.fact.dimension for each in open_needs(pathway) if each.event.provider_id == provider_id)
    yield from (step.dimension for step in pathway.steps.values() if step.provider_id == provider_id and not step.ended)
    for handover in pathway.handovers.values():
        if handover.fact.to_provider == provider_id and handover.accepted_on and handover.outcome == "open":
            steps = (pathway.steps.get(key) for key in pathway.steps_in(handover))
            yield from (step.dimension for step in steps if step)


def open_needs(pathway: Pathway) -> list[Thing[NeedIdentified]]:
    """Her needs that are neither met nor withdrawn."""
    return [each for each in pathway.needs.values() if each.ended_on is None]


def _is_asked(pathway: Pathway, provider_id: str) -> bool:
    return (
        any(each.fact.to_provider == provider_id and each.outcome == "open" for each in pathway.handovers.values())
        or any(each.fact.to_provider == provider_id and each.ended_on is None for each in pathway.referrals.values())
        or any(each.fact.to_provider == provider_id and each.ended_on is None for each in pathway.fallbacks.values())
    )


def _opened(pathway: Pathway, provider_id: str, actor: str, now: datetime) -> Iterator[frozenset[str]]:
    """The scopes of emergencies that last: never more than was said when it was posted, whatever corrects it."""
    said = {key_of(event): event.fact for event in pathway.given if isinstance(event.fact, EmergencyAccessUsed)}
    for event in pathway.facts:
        if isinstance(event.fact, EmergencyAccessUsed) and (event.provider_id, event.actor) == (provider_id, actor):
            first = said[key_of(event)]
            lasts = event.recorded_at <= now < event.recorded_at + EMERGENCY_LASTS
            if lasts and event.imported_at is None and isinstance(first, EmergencyAccessUsed):
                yield event.fact.scope & first.scope
