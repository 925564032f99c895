"""One pathway over time, as intervals to draw."""

from pydantic import Field

from services.pathway.shapes.base import Cause, Interval, Shape, Withheld
from shared.contracts.codes import Dimension, RiskLevel, SuspensionReason
from shared.facts import Day, ProviderId, Ref
from shared.folding.things import Kind, Outcome, State


class Span(Shape):
    """Something that lasted from a day up to, and without, another."""

    from_: Day = Field(alias="from")
    to: Day


class DrawnStep(Shape):
    """A step: when it was active, and when and why suspended."""

    step_id: Ref
    provider_id: ProviderId
    state: State
    active: list[Interval]
    suspended: list[tuple[Day, Day, SuspensionReason]]
    continues: Ref | None = Field(description="The step of another provider that it goes on from.")


class DrawnGap(Span):
    """Days on which nobody covered an open need."""

    kind: Kind
    cause: Cause | None


class DrawnLane(Shape):
    """One dimension: its steps, its open needs, and its gaps."""

    dimension: Dimension
    steps: list[DrawnStep]
    gaps: list[DrawnGap]
    needs: list[Interval]


class DrawnReferent(Span):
    """Who answered for her."""

    provider_id: ProviderId


class DrawnHandover(Shape):
    """One provider goes on where another stops."""

    handover_id: Ref
    from_provider: ProviderId
    to_provider: ProviderId
    step_ids: list[Ref]
    outcome: Outcome
    proposed_on: Day
    accepted_on: Day | None
    ended_on: Day | None


class DrawnRisk(Span):
    """A level of risk while it held."""

    level: RiskLevel


class Picture(Shape):
    """What the picture of one pathway shows, from its first fact up to `as_of`."""

    from_: Day | None = Field(alias="from")
    to: Day
    open: list[Interval]
    lanes: list[DrawnLane]
    referents: list[DrawnReferent]
    handovers: list[DrawnHandover]
    risk: list[DrawnRisk]
    withheld: list[Withheld] = Field(description="Of which categories something is not told to this reader.")
