"""The closed code lists of the published language; a code outside its list is refused."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

Dimension = Literal[
    "health",
    "psychological_therapy",
    "artistic_therapy",
    "language_training",
    "job_orientation",
    "vocational_training",
    "job_placement",
    "housing",
    "legal_status",
    "economic_support",
    "protection",
    "rights_information",
    "other_support",
]
WORK_DIMENSIONS: frozenset[str] = frozenset({"job_orientation", "vocational_training", "job_placement"})

# intake
SourceType = Literal[
    "health_service",
    "municipal_service",
    "ngo",
    "outreach_team",
    "helpline",
    "reception_centre",
    "asylum_commission",
    "border",
    "self",
    "other",
]
Channel = Literal["phone", "form", "in_person", "email"]
InterpretationMode = Literal["in_person", "phone", "video"]
ContactRule = Literal[
    "no_voicemail",
    "no_sms_text",
    "no_calls",
    "mornings_only",
    "afternoons_only",
    "only_via_referent",
    "code_word",
]
ReportAuthor = Literal["ngo", "health", "social_service", "lawyer", "she"]
ExploitationForm = Literal[
    "sexual",
    "labour",
    "begging",
    "criminal_activity",
    "domestic_servitude",
    "forced_marriage",
    "other",
    "not_stated",
]
IntakeDeclineReason = Literal["no_capacity", "out_of_area", "she_prefers_other", "under_18_route"]
RightsTopic = Literal[
    "reflection_period",
    "art13_programme",
    "residence_permit",
    "asylum",
    "safe_return",
    "economic_support",
    "compensation",
    "legal_aid",
    "health_card",
    "work",
    "data_rights",
]
Understood = Literal["confirmed", "partly", "not_yet"]
HistoryFormat = Literal["screen", "print", "audio"]

# consent and registrations
ConsentPurpose = Literal["coordination", "handover", "merge_registrations", "share_with_lawyer", "group", "own_words"]
ConsentForm = Literal["written", "oral_witnessed", "digital"]
MatchMethod = Literal["keyed_match", "worker_report"]
ScoreBand = Literal["medium", "high"]
SplitReason = Literal["wrong_match", "her_request"]
ErasureDecision = Literal["executed", "partly", "refused"]
ErasureGround = Literal["legal_claim", "public_interest", "statute"]
EmergencyGround = Literal["vital_interest"]
EmergencyReason = Literal["risk_to_life", "medical_emergency", "missing"]
DisclosureRequester = Literal["court", "prosecutor", "other_authority"]
DisclosureDecision = Literal["refused", "partly", "full"]

# pathway, needs, her voice
OpeningBasis = Literal["support_service", "it_art13_programme", "it_art18_programme", "reception_system"]
ClosingReason = Literal["goals_met", "her_decision", "moved_away", "lost_contact", "safe_return", "deceased"]
ReopeningReason = Literal["her_request", "new_need", "closed_in_error"]
ReferentEndReason = Literal["staff_turnover", "funding_ended", "handover", "merge", "her_request", "closure"]
VoicedBy = Literal["her", "provider", "both"]
NeedWithdrawnBy = Literal["her", "provider_error"]
DependantsNeedKind = Literal["childcare", "school_enrolment", "child_health", "family_reunification"]
GoalTheme = Literal[
    "safety",
    "health",
    "wellbeing",
    "language",
    "work",
    "home",
    "family",
    "papers",
    "place_of_life",
    "other",
]
GoalStatus = Literal["going_on", "reached", "changed", "set_aside"]
ViewTopic = Literal["services", "plan", "referent", "place_of_life", "risk", "closure"]
ViewStance = Literal["agrees", "disagrees", "wants_change", "prefers_option", "no_comment"]
GrievanceAbout = Literal["service", "referent", "data", "discrimination", "safety", "other"]
GrievanceTo = Literal["supervisor", "privacy_officer"]
GrievanceOutcome = Literal["upheld", "partly", "not_upheld", "withdrawn_by_her"]

# steps and groups
ArrangedBy = Literal["her", "referent", "provider"]
LocationConfidentiality = Literal["normal", "sealed_location"]
SessionOutcome = Literal[
    "attended", "attended_partly", "missed", "missed_informed", "cancelled_by_provider", "cancelled_by_her"
]
SessionFormat = Literal["individual", "group", "class"]
SuspensionReason = Literal[
    "funding_ended",
    "provider_capacity",
    "staff_absence",
    "safety",
    "her_request",
    "health",
    "legal",
    "venue",
]
CompletionOutcome = Literal["completed_as_planned", "partly", "stable_contract", "income_sufficient", "moved_on"]
CompletionNext = Literal["course_interval"]
DropReason = Literal[
    "her_choice", "duplicate_resolved", "unsafe_employer", "moved_away", "provider_closed", "lost_contact"
]
LanguageLevel = Literal["pre_A1", "A1", "A2", "B1", "B2", "C1", "C2"]
LanguageScope = Literal["overall", "listening", "reading", "spoken_interaction", "spoken_production", "writing"]
IncomeBand = Literal["lt300", "300_599", "600_899", "ge900"]
GroupResult = Literal["suitable", "individual_only", "later"]

# legal
LegalProcedure = Literal[
    "formal_identification",
    "es_reflection_period",
    "es_residence_permit",
    "es_permit_personal_situation",
    "es_accreditation",
    "it_art13_programme",
    "it_art18_permit",
    "it_art18ter_permit",
    "it_asylum",
    "es_asylum",
    "safe_return",
    "other",
]
LegalDecision = Literal["granted", "refused", "withdrawn"]

# risk and protection
RiskLevel = Literal["low", "medium", "high", "extreme"]
RiskAction = Literal[
    "safety_plan_agreed", "safe_housing", "accompaniment", "contact_change", "team_informed", "emergency_call"
]
RiskOutcome = Literal["risk_reduced", "moved", "her_decision"]
IncidentCategory = Literal["unwanted_contact", "threat", "found_location", "employer", "online", "other"]
IncidentConfidentiality = Literal["normal", "sealed"]
ProtectionMeasure = Literal["safe_accommodation", "city_change", "formal_protection", "phone_change"]
ProtectionDecision = Literal["granted", "refused", "ended"]

# referral, handover, fallback, duplicates
Urgency = Literal["normal", "urgent"]
ReferralAnswer = Literal["accepted", "declined", "waiting_list"]
ReferralReason = Literal[
    "no_capacity",
    "no_funding",
    "not_our_area",
    "out_of_area",
    "her_refusal",
    "she_prefers_other",
    "under_18_route",
]
EscalationLevel = Literal["referent", "supervisor"]
HandoverDeclineReason = Literal["no_capacity", "no_funding", "not_our_area", "her_refusal"]
HandoverCancelReason = Literal["no_longer_needed", "consent_withdrawn", "renewed", "her_choice"]
FallbackEndReason = Literal["used", "not_needed", "her_choice", "place_lost"]
Division = Literal["literacy", "conversation", "individual", "group", "medical", "legal", "other"]
DuplicateResolution = Literal["one_ended", "cooperation", "false_alarm"]

# providers and funding
FunderType = Literal["eu_fund", "state_grant", "regional_grant", "municipal_grant", "private", "own"]
WindowStatus = Literal["confirmed", "announced"]
TrainingTopic = Literal["detection", "psychological_first_aid", "referral_map", "data_protection"]
ProviderKind = Literal["ngo", "municipal", "health", "school", "shelter", "employment", "other"]
ServiceCondition = Literal["women_only", "step_free", "childcare", "evening", "online"]

# corrections
CorrectionReason = Literal["wrong_date", "wrong_code", "wrong_step"]
VoidReason = Literal["wrong_person", "posted_twice", "not_happened"]
LatenessReason = Literal["batch_entry", "staff_absence", "system_down", "told_later"]

# employment
EntitlementBasis = Literal["it_asylum_60_days", "es_asylum_6_months", "permit", "eu_family", "none"]
SkillsScheme = Literal["esco", "own"]
RecognitionStatus = Literal["asked", "recognised", "partly", "refused"]
EqfLevel = Annotated[int, Field(ge=1, le=8)]
ContractType = Literal["traineeship", "fixed_term", "open_ended", "self_employed", "protected"]
PlacementDay = Literal["7", "30", "90", "180"]
LabourIndicator = Literal[
    "unpaid_hours", "documents_withheld", "debt", "threats", "no_contract", "isolation", "unsafe_site"
]

# openings; whether an id is one of ESCO is asked at the door, by the edition in force
EscoId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
IscoGroup = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]
LanguageAsked = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}:(A1|A2|B1|B2|C1|C2)$")]
"""A language and the least level of the CEFR in it, in one word, so that a correction can name it."""
OpeningKind = Literal["job", "course", "traineeship"]
OpeningClosingReason = Literal["filled", "withdrawn", "expired", "unsafe_employer"]

# notices
Audience = Literal["worker", "her"]
NoticeChannel = Literal["app", "email_link", "sms_link"]
NoticeFailure = Literal["bounced", "timeout", "no_channel"]
EscalatedTo = Literal["coordinator", "supervisor", "risk_lead"]
SuppressionReason = Literal["high_risk_quiet_mode", "contact_rule", "consent_ended"]
