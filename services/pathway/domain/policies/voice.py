"""P-10 and P-13: what she is owed to know, and an answer when she objects."""

from collections.abc import Iterator

from services.pathway.domain.grievances import ANSWERED_WITHIN, concerned
from services.pathway.domain.policies.ask import Ask, Known, To, answering
from services.pathway.domain.state import Pathway
from services.pathway.domain.views import RIGHTS_DUE, rights_not_confirmed
from services.pathway.domain.workdays import workdays_after


def rights_pending(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-10: seven days after opening, as long as there are topics that she has not confirmed to have understood."""
    if pathway.opened_on and pathway.open and rights_not_confirmed(pathway):
        for to in answering(pathway):
            yield Ask("P-10", "rights_pending", "rights", pathway.opened_on + RIGHTS_DUE, to)


def grievances(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-13: to whom she addressed it, past the referent; unanswered it grows urgent, and stays with the addressee."""
    not_for = tuple(sorted(concerned(pathway)))
    for (_, event_id), grievance in pathway.grievances.items():
        if grievance.ended_on is None:
            raised_on, to = grievance.event.occurred_on, To(grievance.fact.to)
            due = workdays_after(known.workday, grievance.event.provider_id, raised_on, ANSWERED_WITHIN)
            yield Ask("P-13", "grievance_raised", event_id, raised_on, to, due, due, not_for=not_for)
            yield Ask("P-13", "grievance_unanswered", event_id, due, to, due=due, urgent=True, not_for=not_for)
