"""Her goals, her plan and grievances, what those who depend on her need, and what she was told of her rights."""

from services.pathway.domain.state import Goal, Pathway
from shared.contracts import (
    DependantsNeedIdentified,
    DependantsNeedMet,
    GoalReviewed,
    GoalSet,
    GrievanceAnswered,
    GrievanceRaised,
    GroupPlacementAssessed,
    IntakeCompleted,
    PlanAgreed,
    PlanReviewed,
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
    pathway.goals[event.pathway_id, fact.goal_id] = Goal(Thing(event, fact))
    return None


def goal_reviewed(pathway: Pathway, event: Event, fact: GoalReviewed) -> str | None:
    goal = pathway.goals.find(event.pathway_id, fact.goal_id)
    if goal is None:
        return "goal_unknown"
    goal.review, goal.rating = Thing(event, fact), fact.self_rating or goal.rating
    return None


def plan_agreed(pathway: Pathway, event: Event, fact: PlanAgreed) -> str | None:
    pathway.plan, pathway.plan_review = Thing(event, fact), None
    return None


def plan_reviewed(pathway: Pathway, event: Event, fact: PlanReviewed) -> str | None:
    pathway.plan_review = Thing(event, fact)
    return None


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
    PlanAgreed: plan_agreed,
    PlanReviewed: plan_reviewed,
    RightsInformationGiven: informed,
    WorkEntitlementRecorded: entitled,
    IntakeCompleted: noted,
    GroupPlacementAssessed: noted,
}
JUDGE: Rules = {GoalReviewed: goal_reviewed}
