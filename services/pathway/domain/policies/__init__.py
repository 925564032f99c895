"""Policies: of a state they make asks, never a fact about her care (docs/definitions.md 5)."""

from collections.abc import Iterator

import msgspec

from services.pathway.domain.policies import (
    asked,
    continuity,
    danger,
    dates,
    emergencies,
    funding,
    registrations,
    sharing,
    voice,
    work,
)
from services.pathway.domain.policies.ask import Ask, DeadlineRule, Known, Notice, Policy, To, notices
from services.pathway.domain.policies.corrected import corrective
from services.pathway.domain.policies.funding import windows_ending
from services.pathway.domain.policies.staff import training_ending
from services.pathway.domain.state import Pathway
from shared.folding.consents import forbidden

__all__ = [
    "Ask",
    "DeadlineRule",
    "Known",
    "Notice",
    "To",
    "asks",
    "corrective",
    "notices",
    "training_ending",
    "windows_ending",
]

POLICIES: tuple[Policy, ...] = (
    funding.steps_ending,
    sharing.ending,
    sharing.stopped,
    sharing.cancelled,
    registrations.nobody_answers,
    registrations.registered_twice,
    registrations.served_twice,
    continuity.interrupted,
    continuity.silent,
    danger.assessed,
    danger.at_work,
    dates.due,
    dates.by_rule,
    dates.kept_long_enough,
    voice.rights_pending,
    voice.grievances,
    asked.referrals,
    asked.handovers,
    emergencies.reviewed,
    work.entitlement_ending,
    work.placements,
)


def asks(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """All that the policies ask about one pathway, on whatever day.

    Whom she shuts out hears of its own work alone; the rest is the supervisors'.
    """
    for policy in POLICIES:
        for ask in policy(pathway, known):
            to = ask.to
            if to.provider_id and not ask.own and forbidden(pathway, to.provider_id):
                to = To("supervisor")
            about, extreme = ask.pathway_id or pathway.pathway_id, ask.extreme or _at_once(pathway, ask)
            yield msgspec.structs.replace(ask, to=to, pathway_id=about, extreme=extreme)


def _at_once(pathway: Pathway, ask: Ask) -> bool:
    """What is urgent is so at any hour while the danger is extreme."""
    return ask.urgent and pathway.risk_level == "extreme"
