"""Asking another provider: handovers, referrals, and fallbacks agreed beforehand."""

from shared.contracts import (
    FallbackAgreed,
    FallbackEnded,
    HandoverAccepted,
    HandoverCancelled,
    HandoverCompleted,
    HandoverDeclined,
    HandoverProposed,
    ReferralAnswered,
    ReferralSent,
)
from shared.facts import Event, Fact
from shared.folding.rules import Rules, ends, opens
from shared.folding.state import Folded
from shared.folding.things import Handover, Outcome


def proposed(pathway: Folded, event: Event, fact: HandoverProposed) -> str | None:
    key = (event.pathway_id, fact.handover_id)
    if key in pathway.handovers:
        return "handover_already_known"
    pathway.handovers[key] = Handover(event, fact)
    return None


def accepted(pathway: Folded, event: Event, fact: HandoverAccepted) -> str | None:
    handover = pathway.handovers.find(event.pathway_id, fact.handover_id)
    if handover is None:
        return "handover_unknown"
    if handover.outcome != "open":
        return "handover_not_open"
    if handover.accepted_on is not None:
        return "handover_already_accepted"
    handover.accepted_on = event.occurred_on
    return None


def ended(pathway: Folded, event: Event, fact: HandoverDeclined | HandoverCancelled | HandoverCompleted) -> str | None:
    handover = pathway.handovers.find(event.pathway_id, fact.handover_id)
    if handover is None:
        return "handover_unknown"
    if handover.outcome != "open":
        return "handover_not_open"
    handover.outcome = OUTCOMES[type(fact)]
    handover.ended_on = event.occurred_on
    return None


OUTCOMES: dict[type[Fact], Outcome] = {
    HandoverDeclined: "declined",
    HandoverCancelled: "cancelled",
    HandoverCompleted: "completed",
}
_fallback_agreed = opens("fallbacks", "pact_id", "fallback_already_agreed")


def fallback_agreed(pathway: Folded, event: Event, fact: FallbackAgreed) -> str | None:
    refused = _fallback_agreed(pathway, event, fact)
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is not None and refused is None:
        step.last_fact_on = event.occurred_on
    return refused


EVOLVE: Rules = {
    HandoverProposed: proposed,
    HandoverAccepted: accepted,
    **dict.fromkeys(OUTCOMES, ended),
    ReferralSent: opens("referrals", "referral_id", "referral_already_sent"),
    ReferralAnswered: ends("referrals", "referral_id", "referral_unknown", "referral_already_answered"),
    FallbackAgreed: fallback_agreed,
    FallbackEnded: ends("fallbacks", "pact_id", "fallback_unknown", "fallback_not_open"),
}
