"""Well-formed data for every type of fact that the fold knows, drawn from few ids. Everything is made up."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID

BEGIN = date(2026, 3, 14)  # two weeks before the clock change of 29 March
HERE, THERE, ELSEWHERE = (str(UUID(int=number)) for number in (0xA, 0xB, 0xC))
PROVIDERS = ("BCN-FAR", "BCN-ALBA", "MIL-ARTE")
STEPS = {
    **{"a1": "BCN-FAR", "a2": "BCN-ALBA", "a3": "MIL-ARTE", "a4": "BCN-ALBA"},
    **{"h1": "BCN-FAR", "h2": "MIL-ARTE", "r1": "BCN-FAR", "r2": "BCN-ALBA"},
}
DIMENSIONS = {name: {"a": "artistic_therapy", "h": "housing", "r": "protection"}[name[0]] for name in STEPS}


Draw = Callable[[Random], Any]


def codes(*values: Any) -> Draw:
    return lambda random: random.choice(values)


def some(*values: Any, least: int = 0) -> Draw:
    return lambda random: random.sample(values, random.randint(least, min(3, len(values))))


def numbers(first: int, last: int) -> Draw:
    return lambda random: random.randint(first, last)


def days(first: int, last: int) -> Draw:
    return lambda random: (BEGIN + timedelta(days=random.randint(first, last))).isoformat()


yes_or_no = codes(True, False)
providers = codes(*PROVIDERS)
step_ids = codes(*("a1",) * 4, *("a2",) * 3, "a3", "a3", "a4", "a4", *("h1",) * 3, "h2", "r1", "r2")
dimensions = codes("artistic_therapy", "artistic_therapy", "housing", "housing", "protection")
registrations = codes(HERE, HERE, THERE, THERE, ELSEWHERE)
levels = codes("low", "medium", "high", "high", "extreme")
measures = codes("city_change", "phone_change")
staff = codes("st_1", "st_1", "st_2")
topics = some("asylum", "data_rights", "residence_permit", "safe_return", "work", "legal_aid", least=1)
step = {"step_id": step_ids, "dimension": dimensions}
a_step = {"step_id": step_ids}
need = {"need_id": codes("n1", "n1", "n2", "n3")}
pact = {"pact_id": codes("p1", "p2")}
deadline = {"deadline_id": codes("d1", "d2")}
handover = {"handover_id": codes("ho1", "ho1", "ho2")}
window = {"funding_window_id": codes("fw1", "fw1", "fw2")}
goal = {"goal_id": codes("g1", "g2")}
referral = {"referral_id": codes("rf1", "rf2")}
procedure = {"procedure_id": codes("rp1", "rp2")}
steps_of_one = {
    "step_ids": codes(["a1", "a2"], ["a1", "a3"], ["a2", "a1", "h1"], ["h1", "h2"]),
    "dimension": dimensions,
}
outcomes = codes(
    "attended", "attended_partly", "missed", "missed_informed", "cancelled_by_provider", "cancelled_by_her"
)

FIELDS: dict[str, dict[str, Draw]] = {
    "StepPlanned": step | {"arranged_by": codes("her", "referent", "provider")},
    "StepStarted": step
    | {
        "continues_step_id?": codes("a1", "a1", "a2", "h1"),
        "funding_window_id?": codes("fw1", "fw1", "fw1", "fw2"),
        "conditional?": codes(False),
    },
    "StepSuspended": step | {"reason": codes("funding_ended", "funding_ended", "her_request", "safety")},
    "StepResumed": step | {"funding_window_id?": codes("fw1", "fw2")},
    "StepTransferred": step,
    "StepCompleted": step | {"outcome": codes("partly", "moved_on"), "next?": codes("course_interval")},
    "StepDropped": step | {"reason": codes("her_choice", "duplicate_resolved")},
    "SessionRecorded": step
    | {"outcome": outcomes, "format": codes("individual", "group", "class"), "interpreter_missing?": yes_or_no},
    "NeedIdentified": need | {"dimension": dimensions, "voiced_by": codes("her", "both")},
    "NeedMet": need | {"confirmed_by_her": yes_or_no},
    "NeedWithdrawn": need | {"by": codes("her", "provider_error")},
    "DependantsNeedIdentified": need | {"kind": codes("childcare")},
    "DependantsNeedMet": need,
    "PathwayOpened": {"basis": codes("support_service")},
    "PathwayClosed": {"reason": codes("goals_met"), "agreed_with_her": yes_or_no},
    "PathwayReopened": {"reason": codes("her_request", "new_need")},
    "ReferentAssigned": {"referent_provider": providers, "staff_ref": staff, "chosen_with_her": yes_or_no},
    "ReferentEnded": {"staff_ref": staff, "reason": codes("staff_turnover", "handover")},
    "ConsentGiven": {
        "consent_id": codes("c1", "c2"),
        "purpose": codes("coordination", "coordination", "handover", "group"),
        "recipients": some(*PROVIDERS, least=1),
        "form": codes("written"),
        "valid_until?": days(5, 30),
    },
    "ConsentWithdrawn": {"consent_id": codes("c1", "c2", "c3"), "recipients?": some(*PROVIDERS)},
    "RestrictionSet": {"restriction_id": codes("r1"), "dimensions?": some("health", "housing")},
    "RestrictionLifted": {"restriction_id": codes("r1", "r2")},
    "GrievanceRaised": {"about": codes("service"), "to": codes("supervisor")},
    "GrievanceAnswered": {"outcome": codes("upheld"), "told_her": yes_or_no},
    "GoalSet": goal | {"theme": codes("work", "home"), "voiced_by": codes("her", "her", "provider")},
    "GoalReviewed": goal | {"status": codes("going_on", "reached"), "self_rating?": numbers(1, 5)},
    "PlanAgreed": {"plan_version": numbers(1, 3), "she_declined_to_comment": yes_or_no},
    "PlanReviewed": {"with_her": yes_or_no, "plan_version?": numbers(1, 3)},
    "ReferralReceived": {"source_type": codes("ngo", "self"), "channel": codes("phone")},
    "IntakeStarted": {"language": codes("en", "pcm")},
    "IntakeCompleted": {"contact_safety_considered": codes(True)},
    "RightsInformationGiven": {
        "topics": topics,
        "language": codes("fr"),
        "interpreter": yes_or_no,
        "understood": codes("confirmed", "confirmed", "partly"),
    },
    "DeadlineSet": deadline | {"rule": codes("IT-ART13-3M", "written_act"), "due_on": days(20, 24)},
    "DeadlineExtended": deadline | {"due_on": days(20, 24)},
    "DeadlineMet": deadline,
    "RiskAssessed": {"level": levels, "tool": codes("network_v1")},
    "RiskProcedureStarted": procedure | {"level": levels},
    "RiskActionDone": procedure | {"action": codes("safety_plan_agreed")},
    "RiskProcedureClosed": procedure | {"outcome": codes("moved", "her_decision")},
    "ProtectionMeasureRequested": {"measure": measures},
    "ProtectionMeasureDecided": {"measure": measures, "decision": codes("granted")},
    "GroupPlacementAssessed": {"result": codes("suitable", "later")},
    "GroupConfidentialityAgreed": {"group_ref": codes("grp_1")},
    "ReferralSent": referral
    | {
        "to_provider": providers,
        "dimension": dimensions,
        "consent_id": codes("c1"),
        "urgency": codes("normal"),
    },
    "ReferralAnswered": referral | {"answer": codes("accepted", "declined")},
    "HandoverProposed": handover
    | {
        "from_provider": providers,
        "to_provider": providers,
        "step_ids": codes(["a1"], ["a1", "h1"], ["a2"], ["h2"]),
        "proposed_with_her?": yes_or_no,
    },
    "HandoverAccepted": handover | {"consent_id": codes("c1")},
    "HandoverDeclined": handover | {"reason": codes("no_capacity")},
    "HandoverCancelled": handover | {"reason": codes("renewed")},
    "HandoverCompleted": handover,
    "FallbackAgreed": pact
    | {
        "step_id": step_ids,
        "to_provider": providers,
        "rank": numbers(1, 3),
        "agreed_with_her": codes(True),
        "place_held_until?": days(0, 60),
    },
    "FallbackEnded": pact | {"reason": codes("used")},
    "CooperationAgreed": steps_of_one | {"division": codes(["literacy"], [])},
    "DuplicateResolved": steps_of_one | {"resolution": codes("one_ended")},
    "PossibleDuplicateDetected": {
        "other_pathway_id": registrations,
        "method": codes("worker_report"),
        "score_band": codes("high"),
    },
    "RegistrationsMerged": {"survivor": registrations, "absorbed": registrations, "consent_id": codes("c1")},
    "RegistrationsSplit": {"survivor": registrations, "restored": registrations, "reason": codes("wrong_match")},
    "WorkEntitlementRecorded": {"entitled": codes(True, True, False), "basis": codes("permit"), "until?": days(0, 12)},
    "EmploymentGoalSet": goal | {"voiced_by": codes("her")},
    "PlacementTermsRecorded": a_step | {"contract_type": codes("fixed_term"), "hours_week": numbers(1, 40)},
    "PlacementReviewed": a_step
    | {
        "at_day": codes("7", "30"),
        "still_in_work": yes_or_no,
        "conditions_ok": yes_or_no,
        "said_by_her": yes_or_no,
    },
    "CertificateAwarded": a_step | {"eqf_level?": numbers(1, 8)},
    "LabourRightsConcernRaised": a_step | {"indicators": some("debt", "threats")},
    "EconomicSupportChanged": a_step | {"band?": codes("lt300")},
    "LanguageLevelAssessed": {"language": codes("es"), "level": codes("A1"), "scope": codes("overall")},
    "ContinuityCodeIssued": {"code_hash": codes("hmac:4b1d90c2")},
    "FundingWindowOpened": window
    | {
        "first_day": days(-9, 6),
        "last_day": days(6, 35),
        "funder_type": codes("own"),
        "dimensions": some("artistic_therapy", "housing"),
    },
    "FundingWindowChanged": window | {"last_day": days(0, 60), "status": codes("confirmed", "announced")},
    "ServiceOffered": {"service_id": codes("s1"), "dimension": dimensions, "languages": codes(["es"])},
    "DuplicateFlagged": {"dimension": dimensions, "step_ids": codes(["a1", "a2"])},
    "DeadlineMissed": deadline,
    "ConsentExpired": {"consent_id": codes("c1")},
    "NotificationSent": {"template": codes("deadline"), "recipient_role": codes("referent")},
    "FundingWindowEnded": window,
}

# A history tells of a few of these at a time, so that its facts meet each other.
REGISTRATIONS = ("RegistrationsMerged", "RegistrationsMerged", "RegistrationsSplit", "PathwayOpened", "PathwayClosed")
THEMES: tuple[tuple[str, ...], ...] = (
    (
        *("StepPlanned", "StepStarted", "StepStarted", "StepSuspended", "StepSuspended", "StepResumed", "StepResumed"),
        *("StepTransferred", "StepCompleted", "StepDropped"),
    ),
    ("StepStarted", "StepSuspended", "StepResumed", "SessionRecorded", "SessionRecorded", "GroupPlacementAssessed"),
    ("NeedIdentified", "NeedIdentified", "NeedMet", "NeedWithdrawn", "StepStarted", "StepSuspended", "StepResumed"),
    ("PathwayOpened", "PathwayClosed", "PathwayReopened"),
    ("ReferentAssigned", "ReferentAssigned", "ReferentEnded"),
    ("ReferralReceived", "IntakeStarted", "RightsInformationGiven", "IntakeCompleted", "PathwayOpened"),
    ("ConsentGiven", "ConsentWithdrawn", "StepStarted", "RestrictionSet", "RestrictionLifted"),
    ("FundingWindowOpened", "FundingWindowChanged", "StepStarted", "StepResumed", "StepSuspended", "ServiceOffered"),
    (
        *("HandoverProposed", "HandoverProposed", "HandoverAccepted", "HandoverAccepted", "HandoverCompleted"),
        *("HandoverDeclined", "HandoverCancelled", *("StepStarted",) * 4, "StepTransferred"),
    ),
    ("FallbackAgreed", "FallbackEnded", "ReferralSent", "ReferralAnswered", "StepPlanned"),
    ("CooperationAgreed", "DuplicateResolved", "PossibleDuplicateDetected", "StepStarted", "StepCompleted"),
    ("RiskAssessed", "RiskProcedureStarted", "RiskActionDone", "RiskProcedureClosed", "StepStarted"),
    ("DeadlineSet", "DeadlineExtended", "DeadlineMet", "ProtectionMeasureRequested", "ProtectionMeasureDecided"),
    ("GoalSet", "GoalReviewed", "EmploymentGoalSet", "GrievanceRaised", "GrievanceAnswered"),
    ("GoalSet", "GoalReviewed", "GoalReviewed", "PlanAgreed", "PlanReviewed", "PathwayOpened"),
    ("DependantsNeedIdentified", "DependantsNeedMet", "GroupConfidentialityAgreed", "ContinuityCodeIssued"),
    (
        "WorkEntitlementRecorded",
        "PlacementTermsRecorded",
        "PlacementReviewed",
        "CertificateAwarded",
        "LabourRightsConcernRaised",
        "StepStarted",
        "StepPlanned",
    ),
    ("EconomicSupportChanged", "LanguageLevelAssessed", "SessionRecorded", "StepStarted"),
    REGISTRATIONS,
    ("DuplicateFlagged", "DeadlineMissed", "ConsentExpired", "NotificationSent", "FundingWindowEnded"),
)


def data_of(random: Random, type_name: str) -> dict[str, Any]:
    """The data of one fact of this type; each optional field is there in half of them."""
    return {
        name.rstrip("?"): value(random)
        for name, value in FIELDS[type_name].items()
        if not name.endswith("?") or random.random() < 0.5
    }
