"""One decision before it is taken: the state that it meets, the day, and what may be said against it."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from services.pathway.domain.state import Pathway
from shared.errors import NotNow, Problem
from shared.facts import Event
from shared.folding.things import Step

REASONS = {
    "cooperation_already_agreed": "these steps are agreed on already",
    "consent_already_given": "this consent is in force already",
    "consent_already_withdrawn": "nothing is left of this consent to withdraw",
    "consent_id_used": "another consent has this id",
    "consent_not_for_dimension": "this consent is for other dimensions",
    "consent_not_for_purpose": "this consent is for another purpose",
    "consent_not_for_recipient": "this consent does not name the provider",
    "consent_not_live": "this consent has run out",
    "consent_unknown": "there is no such consent",
    "duplicate_already_resolved": "this was resolved already",
    "duplicate_not_flagged": "no two providers were active in these steps on the same day",
    "fallback_already_agreed": "this provider holds a place for this step already",
    "grievance_unknown": "there is no such grievance that this role answers",
    "handover_already_proposed": "this provider was asked for one of these steps already",
    "handover_not_accepted": "the handover was not accepted yet",
    "her_view_unknown": "there is no such view of hers",
    "no_live_consent": "she shares nothing with this provider now",
    "not_delivering_provider": "another provider delivers the step",
    "not_her_next_choice": "without her, only the next provider of her own list is asked",
    "not_yours_to_decide": "this type is posted by another provider or role: the catalogue says which",
    "pathway_closed": "the pathway is closed",
    "plan_already_agreed": "this version of the plan is agreed on already",
    "plan_unknown": "no such version of the plan was agreed on",
    "plan_version_not_later": "a later version of the plan is agreed on",
    "providers_same": "the two are one provider",
    "rank_not_hers": "her list has another provider at this rank",
    "rank_taken": "her list has a provider at this rank already",
    "recipient_not_named": "this consent never named that provider",
    "referent_already_active": "another referent answers for this pathway",
    "referral_already_sent": "this provider was asked already, and has not answered yet",
    "registrations_already_merged": "the two fold as one already",
    "registrations_not_merged": "the two are not merged",
    "restricted_by_her": "she does not let this provider in",
    "restriction_already_set": "the same restriction is in force already",
    "risk_procedure_open": "a risk procedure is still open",
    "same_person": "whoever recorded her consent can't merge as well: it takes two people",
    "step_active": "a step is still active",
    "step_ended": "the step has ended",
    "step_not_handed_over": "a step is neither transferred and continued, nor ended by her choice",
    "step_of_another_dimension": "the step is of another dimension",
    "step_unknown": "there is no such step",
}
"""What may be so, by its code, beside the reasons of the fold."""


class Case(NamedTuple):
    """A decision on the present state; `today` is the day on which it is taken."""

    pathway: Pathway
    event: Event
    today: date

    @property
    def provider_id(self) -> str:
        """Who decides."""
        return self.event.provider_id

    def step(self, step_id: str) -> Step | None:
        """The step that this id means in the decision."""
        return self.pathway.steps.find(self.event.pathway_id, step_id)


Rule = Callable[[Case, Any], Iterator[Problem]]
"""What is to be said against a decision; the first is told, nothing lets it pass."""


def so(code: str, path: str = "") -> NotNow:
    """What is so now and stands against the decision."""
    return NotNow(path, code, REASONS[code])


def wrong(path: str, code: str, message: str) -> Problem:
    """What is wrong in itself, whatever is so now."""
    return Problem(path, code, message)
