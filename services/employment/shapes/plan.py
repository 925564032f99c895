"""Her plan of work, and its history; what a reader may not see is null, left out or marked, and named as withheld."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.employment.domain.categories import Category
from services.employment.domain.standing import Entitled
from services.employment.domain.working import Review
from shared.contracts.codes import (
    ContractType,
    EntitlementBasis,
    EqfLevel,
    EscoId,
    LabourIndicator,
    LanguageLevel,
    LanguageScope,
    PlacementDay,
    RecognitionStatus,
    SkillsScheme,
    SuspensionReason,
    VoicedBy,
)
from shared.facts import Code, Day, Language, Moment, ProviderId, Ref, Role
from shared.openapi import Shape

Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$"), Field(examples=["no_work_entitlement"])]
Count = Annotated[int, Field(ge=0)]
Withheld = Literal[Category, "her_restriction"]
Dimension = Literal["job_orientation", "vocational_training", "job_placement"]


class Entitlement(Shape):
    """Whether she may work on the last day that is told of, on which ground and until when."""

    state: Entitled
    basis: EntitlementBasis | None
    since: Day | None
    until: Day | None = Field(description="The last day of it.")
    days_left: int | None = Field(description="To that day; negative once it is past.")


class Recorded(Shape):
    """What was recorded of it once."""

    entitled: bool
    basis: EntitlementBasis
    since: Day
    until: Day | None


class Skills(Shape):
    """What was found with her; the codes where they were listed."""

    profiled_on: Day | None
    scheme: SkillsScheme | None
    count: Count | None
    listed_on: Day | None
    codes: list[EscoId] | None


class Assessed(Shape):
    """The latest assessment of one scope."""

    level: LanguageLevel
    on: Day


class Spoken(Shape):
    """A language: the level overall where it was assessed, else the lowest of its scopes."""

    language: Language
    level: LanguageLevel
    scopes: dict[LanguageScope, Assessed]


class Preferences(Shape):
    """What work she can take on, as she says."""

    on: Day
    hours_most: int | None
    city: Code | None
    sectors: list[Code]
    voiced_by: VoicedBy


class Goal(Shape):
    """What work she looks for."""

    goal_id: Ref
    sector: Code | None
    voiced_by: VoicedBy
    on: Day


class Recognition(Shape):
    """How far the recognition of what she had learned before has come."""

    status: RecognitionStatus
    eqf_level: EqfLevel | None
    on: Day


class Paused(Shape):
    """Since when, and why."""

    since: Day
    reason: SuspensionReason


class Moving(Shape):
    """The handover that moves a step, and since when it stands so."""

    handover_id: Ref
    to_provider: ProviderId
    state: Literal["proposed", "accepted", "completed"]
    on: Day


class Responsible(Shape):
    """Who goes on with it: its provider, until another accepted to."""

    provider_id: ProviderId
    since: Day


class WorkStep(Shape):
    """A step of one of the three dimensions of work."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    state: Literal["planned", "active", "suspended", "transferred", "completed", "dropped"]
    known_on: Day
    started_on: Day | None
    ended_on: Day | None
    last_fact_on: Day
    continues_step_id: Ref | None
    paused: Paused | None
    handover: Moving | None
    responsible: Responsible


class Certificate(Shape):
    """What a course ended with."""

    on: Day
    eqf_level: EqfLevel | None


class Course(WorkStep):
    """A step of vocational training."""

    certificates: list[Certificate] | None


class Terms(Shape):
    """The terms on which she works."""

    since: Day
    contract_type: ContractType
    hours_week: int


class PlacementReview(Shape):
    """One of the four, so many days after the first day; over if the placement ended before."""

    at_day: PlacementDay
    due_on: Day
    state: Review
    done_on: Day | None
    still_in_work: bool | None
    conditions_ok: bool | None
    said_by_her: bool | None


class Placement(WorkStep):
    """A step of job placement; reviews are there from its first day on."""

    terms: Terms | None
    reviews: list[PlacementReview]


class Applications(Shape):
    """How many she sent."""

    count: Count
    by_sector: dict[Code, Count] | None
    last_on: Day | None


class Concern(Shape):
    """Signs that she is being exploited at work."""

    event_id: UUID
    on: Day
    provider_id: ProviderId
    step_id: Ref
    indicators: list[LabourIndicator]


class Noted(Shape):
    """An event that the plan leaves out or warns of, and why."""

    event_id: UUID
    reason: Reason


class Plan(Shape):
    """Her way to work as of a day and as known at a moment."""

    pathway_id: UUID
    as_of: Day
    known_at: Moment | None
    open: bool
    referents: list[ProviderId]
    entitlement: Entitlement | None
    entitlements: list[Recorded] | None
    skills: Skills | None
    languages: list[Spoken] | None
    preferences: Preferences | None
    goals: list[Goal] | None
    recognition: Recognition | None
    orientation: list[WorkStep]
    courses: list[Course]
    placements: list[Placement]
    applications: Applications | None
    concerns: list[Concern]
    set_aside: list[Noted]
    warnings: list[Noted]
    withheld: list[Withheld] = Field(description="The categories of what this reader is not told, or not in full.")


class Correction(Shape):
    """A correction that was taken in, and the fields that it changed."""

    event_id: UUID
    changes: list[str]


class PlanRow(Shape):
    """An event as corrected and what became of it, or what may be seen of it: then the rest is null or not there."""

    event_id: UUID
    provider_id: ProviderId
    occurred_on: Day
    recorded_at: Moment
    set_aside: Reason | None
    type: str | None
    data: dict[str, Any] | None
    pathway_id: UUID | None = None
    actor: Ref | None = None
    role: Role | Literal["policy"] | None = None
    occurred_at: Moment | None = None
    corrections: list[Correction] | None = None
    warnings: list[Reason] | None = None
    withheld: Withheld | None
    shows: Literal["full", "state", "level", "sequence", "clocks", "marked"]


class PlanHistory(Shape):
    """The events of which a plan is made, in the order in which they are folded."""

    pathway_id: UUID
    as_of: Day
    items: list[PlanRow]
