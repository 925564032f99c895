"""Who answers for her, and what is planned with her."""

from collections.abc import Iterator

from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.standing import SUPERVISOR, by, by_referent, is_welcome, lets_in
from shared.contracts import (
    CaseConferenceHeld,
    HerViewRecorded,
    PlanAgreed,
    PlanReviewed,
    ReferentAssigned,
    ReferentEnded,
)
from shared.errors import Problem


def assigned(case: Case, fact: ReferentAssigned) -> Iterator[Problem]:
    path = "data.referent_provider"
    if case.pathway.referents:
        yield so("referent_already_active")
    yield from by(case.event.role == SUPERVISOR or fact.referent_provider == case.provider_id, path)
    yield from lets_in(case, fact.referent_provider, path)
    if not is_welcome(case, fact.referent_provider):
        yield so("no_live_consent", path)


def ended(case: Case, fact: ReferentEnded) -> Iterator[Problem]:
    providers = {each.provider_id for each in case.pathway.referents if each.staff_ref == fact.staff_ref}
    yield from by(case.event.role == SUPERVISOR or case.provider_id in providers)


def plan_agreed(case: Case, fact: PlanAgreed) -> Iterator[Problem]:
    yield from by_referent(case)
    if not fact.she_declined_to_comment:
        yield from _her_view(case, fact.her_view_event_id)
    versions = _versions(case)
    if fact.plan_version in versions:
        yield so("plan_already_agreed", "data.plan_version")
    if versions and fact.plan_version < max(versions):
        yield so("plan_version_not_later", "data.plan_version")


def plan_reviewed(case: Case, fact: PlanReviewed) -> Iterator[Problem]:
    yield from by_referent(case)
    if fact.plan_version is not None and fact.plan_version not in _versions(case):
        yield so("plan_unknown", "data.plan_version")


def conference(case: Case, fact: CaseConferenceHeld) -> Iterator[Problem]:
    yield from by_referent(case)
    if not all(is_welcome(case, each) for each in fact.participants):
        yield so("no_live_consent", "data.participants")


def _versions(case: Case) -> set[int]:
    return {event.fact.plan_version for event in case.pathway.facts if isinstance(event.fact, PlanAgreed)}


def _her_view(case: Case, event_id: str | None) -> Iterator[Problem]:
    views = {event.event_id for event in case.pathway.facts if isinstance(event.fact, HerViewRecorded)}
    if event_id is None:
        yield wrong("data.her_view_event_id", "missing", "her view, or that she declined to comment, must be given")
    elif event_id not in views:
        yield so("her_view_unknown", "data.her_view_event_id")
