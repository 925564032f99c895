"""Her way to work."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    ContractType,
    EntitlementBasis,
    EqfLevel,
    EscoId,
    LabourIndicator,
    PlacementDay,
    RecognitionStatus,
    SkillsScheme,
    VoicedBy,
)
from shared.facts import Code, Day, Fact, Ref


class WorkEntitlementRecorded(Fact):
    """Whether she may work, on which ground and until when."""

    entitled: bool
    basis: EntitlementBasis
    until: Day | None = None

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "no document number"
    example: ClassVar = {"entitled": True, "basis": "it_asylum_60_days"}


class SkillsProfiled(Fact):
    """Her skills were gone through with her; how many were found."""

    scheme: SkillsScheme
    skills_count: Annotated[int, Field(ge=0, le=50)]

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "skill codes stored in employment only"
    example: ClassVar = {"scheme": "esco", "skills_count": 6}


class SkillsListed(Fact):
    """Which skills were found with her, by their ids in ESCO; all of them, each time."""

    skills: Annotated[frozenset[EscoId], Field(max_length=50)]

    door = "employment"
    stream = "pathway"
    local = True
    posted_by = "employment provider"
    condition = "ids of the edition in force; local to employment, never published"
    example: ClassVar = {"skills": ["0ff99f51-40d9-42f1-a1ec-377b2bb5e15f"]}


class WorkPreferencesSet(Fact):
    """What work she can take on, as she says: hours, city and sectors; never why."""

    hours_most: Annotated[int, Field(ge=1, le=40)] | None = None
    city: Code | None = None
    sectors: Annotated[frozenset[Code], Field(max_length=10)] | None = None
    voiced_by: VoicedBy

    door = "employment"
    stream = "pathway"
    local = True
    posted_by = "employment provider"
    condition = "all of them, each time; spaces of a city are underscores; local to employment, never published"
    example: ClassVar = {"hours_most": 25, "city": "Barcelona", "sectors": ["catering"], "voiced_by": "her"}


class EmploymentGoalSet(Fact):
    """What work she looks for."""

    goal_id: Ref
    sector: Code | None = None
    voiced_by: VoicedBy

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "-"
    example: ClassVar = {"goal_id": "g1", "sector": "catering", "voiced_by": "her"}


class QualificationRecognitionChanged(Fact):
    """How far the recognition of what she had learned before has come."""

    status: RecognitionStatus
    eqf_level: EqfLevel | None = None

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "-"
    example: ClassVar = {"status": "partly", "eqf_level": 4}


class CertificateAwarded(Fact):
    """A training ended with a certificate, of a level of the European Qualifications Framework."""

    step_id: Ref
    eqf_level: EqfLevel | None = None

    door = "employment"
    stream = "pathway"
    posted_by = "training provider"
    condition = "step vocational"
    example: ClassVar = {"step_id": "V1", "eqf_level": 3}


class ApplicationSent(Fact):
    """She applied for work, so many times."""

    sector: Code
    count: Annotated[int, Field(ge=1, le=20)]

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "no employer name"
    example: ClassVar = {"sector": "catering", "count": 3}


class PlacementTermsRecorded(Fact):
    """The terms on which she works."""

    step_id: Ref
    contract_type: ContractType
    hours_week: Annotated[int, Field(ge=1, le=40)]

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "entitlement true that day; employer screened"
    example: ClassVar = {"step_id": "W1", "contract_type": "traineeship", "hours_week": 25}


class PlacementReviewed(Fact):
    """How her work goes, so many days after its beginning."""

    step_id: Ref
    at_day: PlacementDay
    still_in_work: bool
    conditions_ok: bool
    said_by_her: bool

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider"
    condition = "-"
    example: ClassVar = {
        "step_id": "W2",
        "at_day": "30",
        "still_in_work": True,
        "conditions_ok": True,
        "said_by_her": True,
    }


class LabourRightsConcernRaised(Fact):
    """Signs that she is being exploited at work."""

    step_id: Ref
    indicators: frozenset[LabourIndicator]

    door = "employment"
    stream = "pathway"
    posted_by = "employment provider, referent, she"
    condition = "triggers P-7"
    example: ClassVar = {"step_id": "W1", "indicators": ["unpaid_hours", "documents_withheld"]}
