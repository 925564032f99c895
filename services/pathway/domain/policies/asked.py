"""Other providers that were asked: how long they may take to answer, and to begin."""

from collections.abc import Iterator
from datetime import timedelta

from services.pathway.domain.policies.ask import Ask, Known, To, answering, over
from services.pathway.domain.proposals import ANSWERED_WITHIN
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import first_activity
from services.pathway.domain.workdays import workdays_after
from shared.contracts import ReferralSent
from shared.facts import Event

SUPERVISOR_AFTER = 10
FIRST_ACTIVITY_WITHIN = timedelta(days=21)


def referrals(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """Five working days without an answer: those who answer for her; ten: the supervisors."""
    for referral in pathway.referrals.values():
        if referral.ended_on is None and not over(pathway):
            for to in answering(pathway):
                yield _escalated(referral.event, referral.fact, to, "referent", ANSWERED_WITHIN, known)
            yield _escalated(referral.event, referral.fact, To("supervisor"), "supervisor", SUPERVISOR_AFTER, known)


def _escalated(sent: Event, fact: ReferralSent, to: To, level: str, after: int, known: Known) -> Ask:
    due = workdays_after(known.workday, fact.to_provider, sent.occurred_on, after)
    return Ask(
        "referral",
        f"referral_unanswered_{level}",
        fact.referral_id,
        due,
        to,
        due=due,
        urgent=fact.urgency == "urgent" or level == "supervisor",
        type="ReferralEscalated",
        data={"referral_id": fact.referral_id, "level": level},
    )


def handovers(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """An answer in five working days; after it the first activity within 21 days."""
    for handover in pathway.handovers.values():
        if handover.outcome != "open":
            continue
        name, accepted_on = handover.fact.handover_id, handover.accepted_on
        for to in answering(pathway):
            if accepted_on is None:
                asked = handover.fact.to_provider
                due = workdays_after(known.workday, asked, handover.proposed_on, ANSWERED_WITHIN)
                yield Ask("handover", "handover_unanswered", name, due, to, due=due)
            elif first_activity(pathway, handover) is None:
                due = accepted_on + FIRST_ACTIVITY_WITHIN
                yield Ask("handover", "handover_not_begun", name, due, to, due=due, urgent=True)
