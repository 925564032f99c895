"""What the fold does with each type of fact; every type of the language is in one of these tables."""

from services.pathway.domain import continuity, deadlines, duplicates, risk, voice
from services.pathway.domain.warnings import CHECK as CHECK
from shared import contracts
from shared.facts import Fact
from shared.folding import consents, handovers, referents, registrations, sessions, steps
from shared.folding.rules import Rules

EVOLVE: Rules = {
    **registrations.EVOLVE,
    **continuity.EVOLVE,
    **steps.EVOLVE,
    **duplicates.EVOLVE,
    **referents.EVOLVE,
    **consents.EVOLVE,
    **handovers.EVOLVE,
    **risk.EVOLVE,
    **deadlines.EVOLVE,
    **voice.EVOLVE,
}
JUDGE: Rules = {**sessions.JUDGE, **risk.JUDGE, **voice.JUDGE}
NOTICES = frozenset(fact for fact in contracts.FACTS.values() if fact.door == "policy")
"""What policies say; the fold takes no notice of it."""
WINDOWS: frozenset[type[Fact]] = frozenset({contracts.FundingWindowOpened, contracts.FundingWindowChanged})
FIRST: frozenset[type[Fact]] = frozenset({contracts.PathwayOpened, contracts.IntakeStarted, contracts.ReferralReceived})
INERT: frozenset[type[Fact]] = (NOTICES | FIRST - set(EVOLVE)) | {
    contracts.InterpretationArranged,
    contracts.MatchKeysRegistered,
    contracts.ContactSafetySet,
    contracts.SupportReportRegistered,
    contracts.ConsentRefused,
    contracts.IntakeDeclined,
    contracts.OwnHistoryGiven,
    contracts.ErasureDecided,
    contracts.EmergencyAccessUsed,
    contracts.HerViewRecorded,
    contracts.LanguageLevelAssessed,
    contracts.LegalProcedureStarted,
    contracts.LegalDecisionRecorded,
    contracts.SafetyIncidentRecorded,
    contracts.ProtectionMeasureDecided,
    contracts.GroupConfidentialityAgreed,
    contracts.ContinuityCodeIssued,
    contracts.ContinuityCodePresented,
    contracts.CaseConferenceHeld,
    contracts.StaffTrainingAttested,
    contracts.ProviderRegistered,
    contracts.ServiceOffered,
    contracts.ServiceWithdrawn,
    contracts.LegalDisclosureDecided,
    contracts.SkillsListed,
    contracts.SkillsProfiled,
    contracts.WorkPreferencesSet,
    contracts.EmploymentGoalSet,
    contracts.QualificationRecognitionChanged,
    contracts.ApplicationSent,
    contracts.OpeningListed,
    contracts.OpeningClosed,
    contracts.ChannelPreferenceSet,
    contracts.NotificationAcknowledged,
}
"""Facts that change no figure."""
