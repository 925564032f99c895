"""One small function for each fact that moves something; the answer is why it doesn't fit, or None."""

from tests.services.pathway.oracle.rows import Row, pair
from tests.services.pathway.oracle.state import State, Thing, Things, Trial, find
from tests.services.pathway.oracle.steps import STEPS


def pathway_opened(state: State, row: Row) -> str | None:
    if row.pathway_id in state.opened:
        return "pathway_already_open" if row.pathway_id in state.open else "pathway_closed"
    state.opened[row.pathway_id] = row.day
    state.open.add(row.pathway_id)
    return None


def pathway_closed(state: State, row: Row) -> str | None:
    if row.pathway_id not in state.open:
        return "pathway_not_open"
    state.open.remove(row.pathway_id)
    if any(row.pathway_id in pair(merge) and merge.day <= row.day for merge in state.merges):
        state.open.clear()
    return None


def pathway_reopened(state: State, row: Row) -> str | None:
    if row.pathway_id not in state.opened or row.pathway_id in state.open:
        return "pathway_not_closed"
    state.open.add(row.pathway_id)
    return None


def referent_assigned(state: State, row: Row) -> str | None:
    who = {"provider": row.data["referent_provider"], "staff_ref": row.data["staff_ref"]}
    if any(who.items() <= referent.items() for referent in state.referents):
        return "referent_already_active"
    state.referents.append({**who, "since": row.day})
    return None


def referent_ended(state: State, row: Row) -> str | None:
    named = [referent for referent in state.referents if referent["staff_ref"] == row.data["staff_ref"]]
    own = [referent for referent in named if referent["provider"] == row.provider_id]
    if not named:
        return "referent_not_active"
    state.referents.remove((own or named)[0])
    return None


def consent_given(state: State, row: Row) -> str | None:
    state.consents[row.pathway_id, row.data["consent_id"]] = {
        "purpose": row.data["purpose"],
        "recipients": set(row.data["recipients"]),
        "valid_until": row.data.get("valid_until"),
    }
    return None


def consent_withdrawn(state: State, row: Row) -> str | None:
    consent = find(state.consents, row.pathway_id, row.data["consent_id"])
    if consent is None:
        state.warned.append((row, "consent_unknown"))
    else:
        consent["recipients"] -= set(row.data.get("recipients") or consent["recipients"])
    return None


def goal_set(state: State, row: Row) -> str | None:
    state.goals[row.pathway_id, row.data["goal_id"]] = {"begun": row, "reviews": []}
    return None


def plan_agreed(state: State, row: Row) -> str | None:
    state.plans.append(row)
    state.plan_reviews.clear()
    return None


def plan_reviewed(state: State, row: Row) -> str | None:
    state.plan_reviews.append(row)
    return None


def risk_assessed(state: State, row: Row) -> str | None:
    state.risk = row.data["level"]
    return None


def grievance_raised(state: State, row: Row) -> str | None:
    state.grievances[row.pathway_id, row.event_id] = {"state": "open"}
    return None


def deadline_extended(state: State, row: Row) -> str | None:
    deadline = find(state.deadlines, row.pathway_id, row.data["deadline_id"])
    if refusal := not_in(deadline, "deadline", ("open",)):
        return refusal
    assert deadline
    if row.data["due_on"] <= deadline["due_on"]:
        state.warned.append((row, "deadline_not_later"))
    deadline["due_on"] = row.data["due_on"]
    return None


def handover_accepted(state: State, row: Row) -> str | None:
    handover = find(state.handovers, row.pathway_id, row.data["handover_id"])
    if handover and handover["state"] == "accepted":
        return "handover_already_accepted"
    if refusal := not_in(handover, "handover", ("proposed",)):
        return refusal
    assert handover
    handover.update(state="accepted", accepted_on=row.day)
    return None


def restriction_set(state: State, row: Row) -> str | None:
    key = row.pathway_id, row.data["restriction_id"]
    if key in state.restrictions and state.restrictions[key]["state"] == "set":
        return "restriction_already_set"
    state.restrictions[key] = {"state": "set"}
    return None


def not_in(thing: Thing | None, noun: str, states: tuple[str, ...]) -> str | None:
    if thing is None:
        return f"{noun}_unknown"
    return None if thing["state"] in states else f"{noun}_not_open"


def begins(things: str, id_field: str, state_name: str, known: str) -> Trial:
    """A fact that makes a new thing of its own registration, once."""

    def trial(state: State, row: Row) -> str | None:
        held: Things = getattr(state, things)
        key = row.pathway_id, row.data[id_field]
        if key in held:
            return known
        held[key] = {**row.data, "state": state_name, "begun": row}
        return None

    return trial


def ends(things: str, id_field: str, states: tuple[str, ...], state_name: str, unknown: str, otherwise: str) -> Trial:
    """A fact that brings a thing from one of these states to another."""

    def trial(state: State, row: Row) -> str | None:
        thing = find(getattr(state, things), row.pathway_id, row.data[id_field])
        if thing is None:
            return unknown
        if thing["state"] not in states:
            return otherwise
        thing.update(state=state_name, ended_on=row.day)
        return None

    return trial


def need_ends(things: str) -> Trial:
    return ends(things, "need_id", ("open",), "over", "need_unknown", "need_not_open")


def handover_ends(outcome: str) -> Trial:
    states = ("proposed", "accepted")
    return ends("handovers", "handover_id", states, outcome, "handover_unknown", "handover_not_open")


TRANSITIONS: dict[str, Trial] = {
    **STEPS,
    "PathwayOpened": pathway_opened,
    "PathwayClosed": pathway_closed,
    "PathwayReopened": pathway_reopened,
    "NeedIdentified": begins("needs", "need_id", "open", "need_already_known"),
    "NeedMet": need_ends("needs"),
    "NeedWithdrawn": need_ends("needs"),
    "DependantsNeedIdentified": begins("dependants", "need_id", "open", "need_already_known"),
    "DependantsNeedMet": need_ends("dependants"),
    "GoalSet": goal_set,
    "PlanAgreed": plan_agreed,
    "PlanReviewed": plan_reviewed,
    "ReferentAssigned": referent_assigned,
    "ReferentEnded": referent_ended,
    "ConsentGiven": consent_given,
    "ConsentWithdrawn": consent_withdrawn,
    "RestrictionSet": restriction_set,
    "RestrictionLifted": ends(
        "restrictions", "restriction_id", ("set",), "lifted", "restriction_unknown", "restriction_not_set"
    ),
    "GrievanceRaised": grievance_raised,
    "GrievanceAnswered": ends(
        "grievances", "grievance_event_id", ("open",), "answered", "grievance_unknown", "grievance_already_answered"
    ),
    "DeadlineSet": begins("deadlines", "deadline_id", "open", "deadline_already_set"),
    "DeadlineExtended": deadline_extended,
    "DeadlineMet": ends("deadlines", "deadline_id", ("open",), "met", "deadline_unknown", "deadline_not_open"),
    "RiskAssessed": risk_assessed,
    "RiskProcedureStarted": begins("procedures", "procedure_id", "open", "risk_procedure_already_started"),
    "RiskProcedureClosed": ends(
        "procedures", "procedure_id", ("open",), "closed", "risk_procedure_unknown", "risk_procedure_not_open"
    ),
    "HandoverProposed": begins("handovers", "handover_id", "proposed", "handover_already_known"),
    "HandoverAccepted": handover_accepted,
    "HandoverDeclined": handover_ends("declined"),
    "HandoverCancelled": handover_ends("cancelled"),
    "HandoverCompleted": handover_ends("completed"),
    "ReferralSent": begins("referrals", "referral_id", "sent", "referral_already_sent"),
    "ReferralAnswered": ends(
        "referrals", "referral_id", ("sent",), "answered", "referral_unknown", "referral_already_answered"
    ),
    "FallbackAgreed": begins("pacts", "pact_id", "open", "fallback_already_agreed"),
    "FallbackEnded": ends("pacts", "pact_id", ("open",), "over", "fallback_unknown", "fallback_not_open"),
}
