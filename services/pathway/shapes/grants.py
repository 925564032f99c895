"""The account of one funding window."""

from typing import Annotated

from pydantic import Field, StringConstraints

from services.pathway.shapes.base import Cause, Count, Days, Shape
from shared.contracts.codes import Dimension
from shared.facts import Day, ProviderId, Ref

Root = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9+/]{43}=$")]


class StepsEnded(Shape):
    """How steps ended within the window."""

    completed: Count
    dropped: Count
    transferred: Count


class Interruptions(Shape):
    """Days without support after a step under the window, up to the last day that is looked at."""

    women: Count
    days: Days
    causes: dict[Cause, Days]
    bridged_days: Days = Field(description="Of these, of interruptions that ended with a step of somebody else.")
    going_on_days: Days = Field(description="Of these, of interruptions that have not ended.")
    women_not_told: Count = Field(description="Women whose figures the provider may not read now: not in the days.")


class GrantFigures(Shape):
    """The figures of a dimension, or of all together; a woman counts once."""

    women: Count
    steps: Count
    steps_started: Count
    steps_ended: StepsEnded
    steps_active_at_end: Count
    sessions: Count = Field(description="Held within the window; who did not come is not told of.")
    minutes: Count
    hours: Annotated[float, Field(ge=0)]
    sessions_without_minutes: Count
    sessions_outside_window: Count
    unfunded_sessions: Count
    interruptions: Interruptions


class StandsOn(Shape):
    """The pathway log that it was counted from: its number of events, and the root of the tree over them."""

    events: Count
    root: Root


class GrantReport(Shape):
    """What a provider did under one funding window, and what was left when it ended."""

    funding_window_id: Ref
    provider_id: ProviderId
    first_day: Day
    last_day: Day
    counted_to: Day | None = Field(description="The last day of the window that is counted; null before its first.")
    as_of: Day
    known_at: str | None
    total: GrantFigures
    dimensions: dict[Dimension, GrantFigures]
    stands_on: StandsOn
