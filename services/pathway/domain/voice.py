"""Her goals and grievances, what those who depend on her need, and what she was told of her rights."""

from services.pathway.domain.state import Pathway
from shared.contracts import (
    DependantsNeedIdentified,
    DependantsNeedMet,
    GoalReviewed,
    GoalSet,
    GrievanceAnswered,
    GrievanceRaised,
    GroupPlacementAssessed,
    IntakeCompleted,
    RightsInformationGiven,
    WorkEntitlementRecorded,
)
from shared.facts import Event, Fact
from shared.folding.rules import Rules, ends, opens
from shared.folding.things import Thing


def raised(pathway: Pathway, event: Event, fact: GrievanceRaised) -> str | None:
    pathway.grievances[event.pathway_id, event.event_id] = Thing(event, fact)
    return None


def goal_set(pathway: Pathway, event: Event, fact: GoalSet) -> str | None:
    pathway.goals[event.pathway_id, fact.goal_id] = fact
    return None


def goal_reviewed(pathway: Pathway, event: Event, fact: GoalReviewed) -> str | None:
    return "goal_unknown" if pathway.goals.find(event.pathway_id, fact.goal_id) is None else None


def informed(pathway: Pathway, event: Event, fact: RightsInformationGiven) -> str | None:
    pathway.topics_given |= fact.topics
    if fact.understood == "confirmed":
        pathway.topics_confirmed |= fact.topics
    return noted(pathway, event, fact)


def entitled(pathway: Pathway, event: Event, fact: WorkEntitlementRecorded) -> str | None:
    pathway.entitlement = fact
    return None


def noted(pathway: Pathway, event: Event, fact: Fact) -> str | None:
    """Remember that there was such a fact."""
    pathway.seen.add(type(fact))
    return None


EVOLVE: Rules = {
    DependantsNeedIdentified: opens("dependants_needs", "need_id", "need_already_known"),
    DependantsNeedMet: ends("dependants_needs", "need_id", "need_unknown", "need_not_open"),
    GrievanceRaised: raised,
    GrievanceAnswered: ends("grievances", "grievance_event_id", "grievance_unknown", "grievance_already_answered"),
    GoalSet: goal_set,
    RightsInformationGiven: informed,
    WorkEntitlementRecorded: entitled,
    IntakeCompleted: noted,
    GroupPlacementAssessed: noted,
}
JUDGE: Rules = {GoalReviewed: goal_reviewed}
