"""Her grievances: told to the role that she addressed, in no organisation that it may be about, and to nobody else."""

from collections.abc import Iterator
from typing import Any

from services.pathway.domain.about import with_amendments
from services.pathway.domain.state import Pathway
from shared.contracts import GrievanceAnswered, GrievanceRaised
from shared.facts import Event
from shared.folding.state import EventKey

ADDRESSED = (GrievanceRaised, GrievanceAnswered)
ANSWERED_WITHIN = 10


def concerned(pathway: Pathway) -> frozenset[str]:
    """Organisations that a grievance may be about: who answers or answered for her, and who gave her anything."""
    referents = (each.provider_id for each in (*pathway.referents, *pathway.past_referents))
    return frozenset({*referents, *(step.provider_id for step in pathway.steps.values())})


def answers_grievances(pathway: Pathway, provider_id: str, role: str, to: str) -> bool:
    """Whether somebody of this organisation in this role is whom she addressed."""
    return role == to and provider_id not in concerned(pathway)


def misaddressed(pathway: Pathway, event: Event, fact: GrievanceAnswered) -> bool:
    """Whether an answer is by anybody but whom she addressed; of a grievance that never was, anybody is."""
    found = pathway.grievances.find(event.pathway_id, fact.grievance_event_id)
    return found is None or not answers_grievances(pathway, event.provider_id, event.role, found.fact.to)


def unspoken(pathway: Pathway) -> frozenset[EventKey]:
    """What no figure, list or count may tell of: grievances, answers, and what corrects or voids any of these."""
    return frozenset(with_amendments(pathway, ADDRESSED))


def open_grievances(pathway: Pathway) -> Iterator[dict[str, Any]]:
    """Those that wait for an answer; `concerned` are the organisations that are told of none."""
    for (_, event_id), grievance in pathway.grievances.items():
        if grievance.ended_on is None:
            yield {
                "event_id": event_id,
                "about": grievance.fact.about,
                "to": grievance.fact.to,
                "raised_on": grievance.event.occurred_on.isoformat(),
                "raised_by": grievance.event.provider_id,
                "concerned": sorted(concerned(pathway)),
            }
