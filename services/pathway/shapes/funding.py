"""What is answered about money: what-if, impact, missing fallbacks, and the next choice of her own list."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.pathway.shapes.base import Count, Days, Shape
from services.pathway.shapes.lists import Item, NextHandover, Page
from shared.contracts.codes import Dimension, ServiceCondition
from shared.facts import Day, Language, ProviderId, Ref

Rank = Annotated[int, Field(ge=1, le=5)]
City = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Whose = Annotated[str, StringConstraints(max_length=105)]
OVERLAPS = Field(description="Other windows of the provider that pay for a dimension of it on a day of it: look at it.")


class FundingQuestion(Shape):
    """What if funding windows ended on these days?"""

    funding_window_ends: dict[Whose, Day] = Field(
        min_length=1,
        max_length=100,
        description="Last paid day by window id, or `provider_id/window_id` where several providers use one id.",
        examples=[{"lletra-2026": "2026-12-31"}],
    )
    on: Day | None = Field(None, description="The day from which it is looked ahead; today if left out.")
    until: Day | None = Field(None, description="The last day counted; 90 days after the latest end if left out.")


class Pact(Shape):
    """A place that another provider keeps for her."""

    pact_id: Ref
    to_provider: ProviderId
    rank: Rank
    place_held_until: Day | None


class Loss(Item):
    """A step that nothing would pay for any more."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    funding_window_id: Ref = Field(description="The window that the step names.")
    lost_on: Day = Field(description="The first day that nothing pays for.")
    care_days_lost: Days = Field(
        description="Days of interruption up to `until`; of two steps they stand with the last."
    )
    pact: Pact | None = Field(description="The pact that holds on that day: no day is lost.")


class Place(Shape):
    """A service of another provider of the same city, under a confirmed window."""

    provider_id: ProviderId
    service_id: Ref
    languages: list[Language]
    places: int | None = Field(ge=1, description="How many; null if it is not told.")
    conditions: list[ServiceCondition]
    paid_until: Day


class Sum(Shape):
    """What losses come to."""

    women: Count
    steps: Count
    pacts_that_hold: Count
    care_days_lost: Days


class LossGroup(Sum):
    """Steps of one provider, window and dimension that would be lost on the same day."""

    provider_id: ProviderId
    funding_window_id: Ref
    dimension: Dimension
    lost_on: Day
    city: City | None
    places: list[Place]


class AskedWindow(Shape):
    """A window with its last day as asked about, and as it is confirmed."""

    provider_id: ProviderId
    funding_window_id: Ref
    first_day: Day
    last_day: Day
    last_day_now: Day
    dimensions: list[Dimension]
    overlaps: list[Ref] = OVERLAPS


class WhatIf(Sum):
    """Who would lose which step on which day; nothing was stored."""

    on: Day
    until: Day
    windows: list[AskedWindow]
    groups: list[LossGroup] = Field(description="The next one first.")
    items: list[Loss]
    next: str | None = Field(description="The `after` of the next page; null on the last one.", examples=["100"])


class Interrupted(Shape):
    """Days without support for want of funding."""

    days: Days
    women: Count
    dimensions: dict[Dimension, Days]
    bridged_days: Days = Field(description="Those among the first `bridge` days of their interruption.")


class WindowImpact(Interrupted):
    """Those that go back to the end of one window."""

    provider_id: ProviderId
    funding_window_id: Ref
    first_day: Day
    last_day: Day
    overlaps: list[Ref] = OVERLAPS


class FundingImpact(Interrupted):
    """Days of interruption with cause `funding_ended` in a period, by the window that had ended, the most first."""

    from_: Day = Field(alias="from")
    to: Day = Field(description="The last day counted: today at the latest.")
    bridge: Days
    windows: list[WindowImpact]
    unattributed: Interrupted = Field(description="Of steps that named no window that is known.")


class MissingFallback(Item):
    """A step whose funding ends soon, and nobody holds a place for her on the day after."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    funding_window_id: Ref
    last_day: Day
    days_left: Days
    handover: NextHandover | None
    held_too_short: Pact | None = Field(description="Her first choice, if its place is not held that long.")


class FallbacksMissing(Page[MissingFallback]):
    """Steps whose funding ends within the horizon and for which no place is held, the next one first."""


class ReadyHandover(Shape):
    """The data of the handover to propose."""

    handover_id: Ref
    from_provider: ProviderId
    to_provider: ProviderId
    step_ids: list[Ref]
    proposed_with_her: Literal[True]
    rank: Rank


class ProposedEvent(Shape):
    """An event as the pathway door takes it; whoever posts it says that it is proposed with her."""

    event_id: UUID
    type: Literal["HandoverProposed"]
    schema_version: Literal[1]
    pathway_id: UUID
    occurred_on: Day
    data: ReadyHandover


class ChosenPact(Shape):
    """The pact that the proposal starts from."""

    pact_id: Ref
    rank: Rank
    place_held: bool = Field(description="Whether its place is held today; if not, it can still be asked for.")


class NextChoice(Shape):
    """The handover to propose by her own ranked list, ready to be posted, or why there is none."""

    pathway_id: UUID
    step_id: Ref
    event: ProposedEvent | None
    pact: ChosenPact | None
    why_not: Literal["step_ended", "handover_open", "no_fallback"] | None
