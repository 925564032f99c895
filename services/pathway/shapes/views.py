"""The derived figures of one pathway, and where an event of one's own stands."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Cause, Count, Days, DaysLeft, Reason, Reasoned, Shape, Withheld
from shared.contracts.codes import Dimension, GoalStatus, GoalTheme, RightsTopic, RiskLevel, VoicedBy
from shared.facts import Code, Day, Moment, ProviderId, Ref
from shared.folding.things import Outcome, State


class Standing(Shape):
    """Whether an event of one's own is part of her history, or set aside, and why."""

    event_id: UUID
    state: Literal["folded", "set_aside"]
    reason: Reason | None


class Continuity(Shape):
    """The days of one dimension that nobody covered while she had an open need."""

    initial_wait_days: Days = Field(description="Days before any step had started.")
    interruption_days: Days = Field(description="Days after the last activity ended, unless she had asked for it.")
    pause_days: Days = Field(description="Days after a suspension that she had asked for.")
    causes: dict[Cause, Days] = Field(description="The days of interruption by cause; only what is not zero.")
    uncovered_since: Day | None = Field(description="First day of the run that reaches the last day told of.")


class Referent(Shape):
    """The provider that answers for her."""

    provider_id: ProviderId
    since: Day


class HandoverFigures(Shape):
    """How long each stage of a handover took; null while it lasts, or where it was never reached."""

    outcome: Outcome
    proposed_to_accepted: Days | None
    accepted_to_first_activity: Days | None
    total: Days | None = Field(description="Days from the proposal to the completion.")


class Engagement(Shape):
    """Sessions of one step, counted; no rate, no score."""

    attended: Count = Field(description="Sessions attended, also partly.")
    missed: Count = Field(description="Sessions missed, also with notice.")
    cancelled_by_provider: Count


class RiskFigures(Shape):
    """The latest level of risk, and the days in danger."""

    level: RiskLevel | None
    high_days: Days | None = Field(description="Open days at high or extreme; null where only the level is told.")
    high_to_safe_housing_days: Days | None = Field(
        description="Days from the first such assessment to the first housing step started on or after it."
    )


class OpenDeadline(Shape):
    """Something due that is not met yet."""

    deadline_id: Ref
    rule: Code
    due_on: Day
    days_left: DaysLeft


class StepFigures(Shape):
    """One provider's work with her in one dimension."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    state: State
    started_on: Day | None = Field(description="Null while it is only planned.")
    last_fact_on: Day = Field(description="The latest day of any fact that names the step.")
    funding: Literal["covered", "lapsed", "unknown"] | None = Field(description="Null if it names no funding window.")


class Counts(Shape):
    """What is counted over the whole pathway."""

    providers_active: Count
    steps_arranged_by_her: Count
    sessions_without_interpreter: Count
    unfunded_sessions: Count = Field(description="Sessions held while their step was suspended for want of funding.")


class Fallback(Shape):
    """A place that another provider holds for her should a step end."""

    pact_id: Ref
    step_id: Ref
    to_provider: ProviderId
    rank: int = Field(ge=1, le=5, description="Her own order of choice; 1 comes first.")
    place_held_until: Day | None


class AgreedPlan(Shape):
    """The version of her plan that was agreed last, and when it was last looked at again."""

    plan_version: int = Field(ge=1)
    agreed_on: Day
    she_declined_to_comment: bool = Field(description="Whether she chose to give no view of it.")
    reviewed_on: Day | None = Field(description="Null until this version was looked at again.")
    with_her: bool | None = Field(description="Whether the last review was made with her.")
    review_due_on: Day | None = Field(description="90 days after it was last looked at; null once she is not open.")


class GoalFigures(Shape):
    """What she, or a provider, wants to reach, and how she last looked at it."""

    goal_id: str = Field(description="`<pathway_id>/<id>` where two merged registrations use one id.")
    theme: GoalTheme
    voiced_by: VoicedBy
    set_on: Day
    status: GoalStatus | None = Field(description="Null until she has looked at it again.")
    reviewed_on: Day | None
    self_rating: int | None = Field(ge=1, le=5, description="Her own last rating, 1 to 5; nobody else gives one.")


class Views(Shape):
    """The derived figures of one pathway at the end of the day before `as_of`, by what was known at `known_at`."""

    as_of: Day
    known_at: Moment | None = Field(description="Null means all that is known.")
    open_days: Days
    continuity: dict[Dimension, Continuity] = Field(description="Every dimension that ever had a need.")
    initial_wait_days: Days = Field(description="Days, summed over the dimensions.")
    interruption_days: Days = Field(description="Days, summed over the dimensions.")
    pause_days: Days = Field(description="Days, summed over the dimensions.")
    days_without_referent: Days
    referent_conflict_days: Days = Field(description="Open days with two referents or more.")
    referent: Referent | None = Field(description="Of several the earliest.")
    duplicate_days: dict[Dimension, Days] = Field(description="Only what is not zero.")
    duplicate_detection_days: Days | None = Field(description="Days from the first overlapping day to the first flag.")
    handovers: dict[str, HandoverFigures] = Field(
        description="By handover id; `<pathway_id>/<id>` where two merged registrations use one id."
    )
    engagement: dict[str, Engagement] = Field(description="By step id, in the same way; steps that started.")
    risk: RiskFigures
    no_consent_days: dict[ProviderId, Days] = Field(description="By recipient; only what is not zero.")
    deadlines: list[OpenDeadline] = Field(description="The next one first.")
    rights_pending: list[RightsTopic] = Field(description="Not confirmed a week after the opening.")
    plan: AgreedPlan | None = Field(description="Null where none was agreed.")
    goals: list[GoalFigures] = Field(description="Hers first, then the earlier.")
    steps: list[StepFigures] = Field(description="In the order of their start.")
    counts: Counts
    fallbacks: list[Fallback]
    warnings: list[Reasoned] = Field(description="Facts that are kept, and why somebody should look.")
    set_aside: list[Reasoned] = Field(description="Facts left out, until a later one makes them fit.")
    withheld: list[Withheld] = Field(description="Of which categories something is not told to this reader.")
