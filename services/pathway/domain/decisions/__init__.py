"""What the pathway door asks of a decision beside that the fold takes it in; every type of the door is in one table.

A refusal is of what is so now (409), or wrong in itself (422). The fold never asks these rules: a history
that was taken over from elsewhere is folded whatever they would have said.
"""

from datetime import UTC, date, datetime
from types import MappingProxyType

import msgspec

from services.pathway.domain.decisions import answering, asking, course, doubled, fallbacks, sharing
from services.pathway.domain.decisions.case import REASONS, Case, Rule, so
from services.pathway.domain.folding import fold
from services.pathway.domain.state import Pathway
from shared import contracts
from shared.errors import NotNow, Problem
from shared.facts import Event, Fact
from shared.folding.amendments import key_of

__all__ = ["FREE", "REASONS", "RULES", "WHILE_OPEN", "consent_to_refer", "refusal", "ruled_out", "unfit"]

RULES: MappingProxyType[type[Fact], Rule] = MappingProxyType(
    {
        contracts.ConsentGiven: sharing.given,
        contracts.ConsentWithdrawn: sharing.withdrawn,
        contracts.RestrictionSet: sharing.restricted,
        contracts.RestrictionLifted: sharing.lifted,
        contracts.ReferentAssigned: answering.assigned,
        contracts.ReferentEnded: answering.ended,
        contracts.PlanAgreed: answering.plan_agreed,
        contracts.PlanReviewed: answering.plan_reviewed,
        contracts.CaseConferenceHeld: answering.conference,
        contracts.ReferralSent: asking.referral_sent,
        contracts.ReferralAnswered: asking.referral_answered,
        contracts.HandoverProposed: asking.proposed,
        contracts.HandoverAccepted: asking.accepted,
        contracts.HandoverDeclined: asking.declined,
        contracts.HandoverCancelled: asking.cancelled,
        contracts.HandoverCompleted: asking.completed,
        contracts.FallbackAgreed: fallbacks.agreed,
        contracts.FallbackEnded: fallbacks.ended,
        contracts.CooperationAgreed: doubled.cooperation,
        contracts.DuplicateResolved: doubled.resolved,
        contracts.PathwayClosed: course.closed,
        contracts.PathwayReopened: course.reopened,
        contracts.RegistrationsMerged: course.merged,
        contracts.RegistrationsSplit: course.split,
        contracts.GrievanceAnswered: course.grievance_answered,
        contracts.LegalDisclosureDecided: course.disclosed,
        contracts.EmergencyAccessUsed: sharing.emergency,
    }
)
FREE: frozenset[type[Fact]] = frozenset(
    {
        contracts.ConsentRefused,  # whoever she tells writes it down
        contracts.ErasureDecided,
        contracts.ContinuityCodeIssued,
        contracts.ContinuityCodePresented,
    }
)
"""Decisions of which nothing is asked here."""
WHILE_OPEN: frozenset[type[Fact]] = frozenset(
    {
        contracts.ReferentAssigned,
        contracts.PlanAgreed,
        contracts.PlanReviewed,
        contracts.CaseConferenceHeld,
        contracts.ReferralSent,
        contracts.HandoverProposed,
        contracts.HandoverAccepted,
        contracts.FallbackAgreed,
        contracts.CooperationAgreed,
    }
)
"""What begins something, and so can't be decided on a pathway that was closed; what ends or protects can."""
HIDDEN: frozenset[type[Fact]] = frozenset({contracts.GrievanceAnswered})
"""What is asked whose it is before it is asked whether it fits: nobody else may learn that there is anything."""
NOT_NOW = "not as the history stands now"


def refusal(pathway: Pathway, event: Event, today: date) -> Problem | None:
    """The first thing that stands against a decision on this state, taken on this day; None if nothing does."""
    if type(event.fact) in WHILE_OPEN and pathway.opened_on and not pathway.open:
        return so("pathway_closed")
    asked = [_misfit, _ruled]
    for ask in reversed(asked) if type(event.fact) in HIDDEN else asked:
        if problem := ask(Case(pathway, event, today)):
            return problem
    return None


def ruled_out(pathway: Pathway, event: Event, today: date) -> Problem | None:
    """What the rule of its type alone says against a decision, whether or not the fold takes it in."""
    return _ruled(Case(pathway, event, today))


def consent_to_refer(pathway: Pathway, event: Event, fact: contracts.ReferralSent, today: date) -> str | None:
    """The first consent, by its id, that covers what a referral asks, whatever it names itself."""
    case = Case(pathway, event, today)
    known = sorted({name for _, name in pathway.consents})
    asked = (fact.to_provider, asking.REFERRED, fact.dimension)
    return next((each for each in known if next(sharing.covered(case, each, *asked), None) is None), None)


def _misfit(case: Case) -> Problem | None:
    reason = unfit(case.pathway, case.event)
    return NotNow("", reason, NOT_NOW) if reason else None


def _ruled(case: Case) -> Problem | None:
    rule = RULES.get(type(case.event.fact))
    return next(rule(case, case.event.fact), None) if rule else None


def unfit(pathway: Pathway, event: Event) -> str | None:
    """Why this new event would be set aside if it came on top of the present state; None if it fits.

    A decision is taken on the state at hand; its own date only says when it was taken.
    """
    latest = datetime.max.replace(tzinfo=UTC)
    on_top = msgspec.structs.replace(event, occurred_on=pathway.today, occurred_at=None, recorded_at=latest)
    later = fold(pathway.pathway_id, [*pathway.given, on_top], pathway.as_of, windows=pathway.windows)
    return later.set_aside.get(key_of(event))
