"""Closing and opening again; two registrations of one woman; what is answered to her and about her."""

from collections.abc import Iterator

from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.sharing import live
from services.pathway.domain.decisions.standing import PRIVACY_OFFICER, SUPERVISOR, by, by_referent, is_welcome
from services.pathway.domain.grievances import misaddressed
from shared.contracts import (
    ConsentGiven,
    GrievanceAnswered,
    LegalDisclosureDecided,
    PathwayClosed,
    PathwayReopened,
    RegistrationsMerged,
    RegistrationsSplit,
)
from shared.errors import Problem
from shared.facts import Event
from shared.folding.registrations import merges
from shared.folding.things import Consent

UNNAMED = "local"


def closed(case: Case, fact: PathwayClosed) -> Iterator[Problem]:
    yield from by_referent(case)
    if any(step.state == "active" for step in case.pathway.steps.values()):
        yield so("step_active")
    if any(procedure.ended_on is None for procedure in case.pathway.procedures.values()):
        yield so("risk_procedure_open")


def reopened(case: Case, fact: PathwayReopened) -> Iterator[Problem]:
    yield from by(case.event.role == SUPERVISOR or is_welcome(case, case.provider_id))


def merged(case: Case, fact: RegistrationsMerged) -> Iterator[Problem]:
    if fact.survivor == fact.absorbed:
        yield wrong("data.absorbed", "registrations_same", "two registrations are merged, not one")
    if _pair(fact.survivor, fact.absorbed) in merges(case.pathway.facts):
        yield so("registrations_already_merged")
    consent = case.pathway.consents.find(case.event.pathway_id, fact.consent_id)
    yield from _agreed_to(case, consent) if consent else [so("consent_unknown", "data.consent_id")]


def split(case: Case, fact: RegistrationsSplit) -> Iterator[Problem]:
    if _pair(fact.survivor, fact.restored) not in merges(case.pathway.facts):
        yield so("registrations_not_merged")


def grievance_answered(case: Case, fact: GrievanceAnswered) -> Iterator[Problem]:
    """To anybody but the addressee it is not there."""
    if misaddressed(case.pathway, case.event, fact):
        yield so("grievance_unknown")


def disclosed(case: Case, fact: LegalDisclosureDecided) -> Iterator[Problem]:
    if case.event.role != PRIVACY_OFFICER:
        yield wrong("type", "role_not_allowed", "a privacy officer decides this")


def _agreed_to(case: Case, consent: Consent) -> Iterator[Problem]:
    if consent.fact.purpose != "merge_registrations":
        yield so("consent_not_for_purpose", "data.consent_id")
    if not consent.recipients:
        yield so("consent_already_withdrawn", "data.consent_id")
    yield from live(case, consent)
    if any(each.fact == consent.fact and _person(each) == _person(case.event) for each in _consents(case)):
        yield so("same_person")


def _pair(one: str, other: str) -> frozenset[str]:
    return frozenset({one, other})


def _consents(case: Case) -> Iterator[Event]:
    return (event for event in case.pathway.facts if isinstance(event.fact, ConsentGiven))


def _person(event: Event) -> tuple[str, ...]:
    """Who posted; tokens that name nobody tell people apart by their role alone."""
    named = (event.provider_id, event.actor)
    return (*named, event.role) if event.actor == UNNAMED else named
