"""What a provider does with her: steps and their sessions.

A step of a work dimension goes through the employment door, any other through intake; the class
variable holds the latter and `shared.contracts.door_of` knows both.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    ArrangedBy,
    CompletionNext,
    CompletionOutcome,
    Dimension,
    DropReason,
    LocationConfidentiality,
    SessionFormat,
    SessionOutcome,
    SuspensionReason,
)
from shared.facts import Day, Fact, Ref, const


class StepPlanned(Fact):
    """A provider means to do something with her."""

    step_id: Ref
    dimension: Dimension
    planned_start: Day | None = None
    arranged_by: ArrangedBy

    door = "intake"
    stream = "pathway"
    posted_by = "provider, referent"
    condition = "need open in dimension (warning otherwise)"
    example: ClassVar = {
        "step_id": "L9",
        "dimension": "language_training",
        "planned_start": "2026-10-05",
        "arranged_by": "referent",
    }


class StepStarted(Fact):
    """A provider began; a step that goes on from another's names it."""

    step_id: Ref
    dimension: Dimension
    continues_step_id: Ref | None = None
    funding_window_id: Ref | None = None
    confidentiality: LocationConfidentiality | None = None
    conditional: Annotated[bool, const(False)] | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "the delivering provider only"
    condition = "not started before; live consent (or own intake); funding window covers the day if given"
    example: ClassVar = {
        "step_id": "H2",
        "dimension": "housing",
        "continues_step_id": "H1",
        "confidentiality": "sealed_location",
    }


class SessionRecorded(Fact):
    """One meeting of a step and how it went, in minutes if known; nothing of what was said."""

    step_id: Ref
    dimension: Dimension
    outcome: SessionOutcome
    format: SessionFormat
    minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    interpreter_missing: bool | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "step active that day; `group` needs GroupPlacementAssessed; no content"
    example: ClassVar = {
        "step_id": "P2",
        "dimension": "psychological_therapy",
        "outcome": "cancelled_by_provider",
        "format": "individual",
    }


class StepSuspended(Fact):
    """Support stopped for a while; the reason says whose doing it was."""

    step_id: Ref
    dimension: Dimension
    reason: SuspensionReason

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "step active"
    example: ClassVar = {"step_id": "P1", "dimension": "psychological_therapy", "reason": "funding_ended"}


class StepResumed(Fact):
    """Support goes on after a suspension, perhaps under another funding window."""

    step_id: Ref
    dimension: Dimension
    funding_window_id: Ref | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "step suspended"
    example: ClassVar = {"step_id": "A1", "dimension": "artistic_therapy", "funding_window_id": "fwB"}


class StepTransferred(Fact):
    """The provider let go of the step, so that another goes on from it."""

    step_id: Ref
    dimension: Dimension
    handover_id: Ref | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "step active or suspended; terminal"
    example: ClassVar = {"step_id": "P1", "dimension": "psychological_therapy", "handover_id": "ho1"}


class StepCompleted(Fact):
    """The step reached its end."""

    step_id: Ref
    dimension: Dimension
    outcome: CompletionOutcome
    next: CompletionNext | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "active; terminal"
    example: ClassVar = {
        "step_id": "L1",
        "dimension": "language_training",
        "outcome": "completed_as_planned",
        "next": "course_interval",
    }


class StepDropped(Fact):
    """The step ended before its end; no reason is about her attendance or what she tells authorities."""

    step_id: Ref
    dimension: Dimension
    reason: DropReason

    door = "intake"
    stream = "pathway"
    posted_by = "delivering provider"
    condition = "terminal; lost_contact starts P-9"
    example: ClassVar = {"step_id": "J2", "dimension": "job_orientation", "reason": "duplicate_resolved"}
