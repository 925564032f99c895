"""How she comes in, what she is told, and what she is given of her own history."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    Channel,
    ContactRule,
    Dimension,
    ExploitationForm,
    HistoryFormat,
    IntakeDeclineReason,
    InterpretationMode,
    ReportAuthor,
    RightsTopic,
    SourceType,
    Understood,
)
from shared.facts import Fact, KeyedHash, Language, ProviderId, Ref, const


class ReferralReceived(Fact):
    """Somebody pointed her to a provider, or she came by herself."""

    source_type: SourceType
    channel: Channel
    urgent: bool | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "provider, secondary stakeholder (form)"
    condition = "no name, phone or free text in the event"
    example: ClassVar = {"source_type": "municipal_service", "channel": "phone"}


class IntakeStarted(Fact):
    """A first conversation began, in her language."""

    language: Language

    door = "intake"
    stream = "pathway"
    posted_by = "intake worker"
    condition = "stream must have ReferralReceived, or source self"
    example: ClassVar = {"language": "en"}


class InterpretationArranged(Fact):
    """An interpreter was found for a language; who it is stays with the provider."""

    language: Language
    mode: InterpretationMode | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "intake worker, referent"
    condition = "no interpreter identity"
    example: ClassVar = {"language": "fr"}


class MatchKeysRegistered(Fact):
    """Keyed tokens were left by which two registrations of one woman can be found, if she agreed."""

    match_keys: Annotated[frozenset[KeyedHash], Field(min_length=1, max_length=8)]

    door = "intake"
    stream = "pathway"
    local = True
    posted_by = "provider"
    condition = (
        "optional, only with consent merge_registrations; local to intake, never published; "
        "compared by privacy officers only, rate-limited"
    )
    example: ClassVar = {"match_keys": ["hmac:9f2c77d01be4a6583e5f0c1d"]}


class ContactSafetySet(Fact):
    """How she may be reached without putting her in danger."""

    rules: frozenset[ContactRule]

    door = "intake"
    stream = "pathway"
    posted_by = "intake worker, referent"
    condition = "notifications must obey from recorded_at"
    example: ClassVar = {"rules": ["no_voicemail", "no_sms_text", "mornings_only"]}


class SupportReportRegistered(Fact):
    """A report that opens support exists; the document stays with its author."""

    report_ref: Ref
    author_type: ReportAuthor
    her_statement_required: Annotated[bool, const(False)]
    exploitation_forms: frozenset[ExploitationForm] | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "specialised provider"
    condition = "document itself stays with the author; forms are C3"
    example: ClassVar = {
        "report_ref": "doc_opaque_1",
        "author_type": "ngo",
        "her_statement_required": False,
        "exploitation_forms": ["sexual", "labour"],
    }


class IntakeCompleted(Fact):
    """The first conversations are done, her safety when contacted among them."""

    contact_safety_considered: Annotated[bool, const(True)]
    needs_hint: frozenset[Dimension] | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "intake worker"
    condition = "RightsInformationGiven >= 1 before"
    example: ClassVar = {"contact_safety_considered": True}


class IntakeDeclined(Fact):
    """A provider could not take her in, and may have pointed her further."""

    reason: IntakeDeclineReason
    referred_to: ProviderId | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "provider"
    condition = "no complaint/cooperation/attendance reason exists"
    example: ClassVar = {"reason": "no_capacity", "referred_to": "BCN-FAR"}


class RightsInformationGiven(Fact):
    """Her rights were explained, and whether she said that she understood."""

    topics: frozenset[RightsTopic]
    language: Language
    interpreter: bool
    understood: Understood

    door = "intake"
    stream = "pathway"
    posted_by = "any trained worker"
    condition = "-"
    example: ClassVar = {
        "topics": [
            "reflection_period",
            "residence_permit",
            "asylum",
            "safe_return",
            "economic_support",
            "data_rights",
        ],
        "language": "en",
        "interpreter": True,
        "understood": "confirmed",
    }


class OwnHistoryGiven(Fact):
    """She was given, shown or read her own history."""

    format: HistoryFormat
    language: Language

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "log only"
    example: ClassVar = {"format": "print", "language": "en"}
