"""Her events one after the other; what a reader may not see is named as withheld."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Reason, Shape
from shared.contracts.codes import Dimension
from shared.facts import Day, Moment, ProviderId, Ref, Role

Category = Literal["legal", "group", "risk", "sealed", "code", "care", "her_restriction"]


class Correction(Shape):
    """A correction that was taken in, and the fields that it changed."""

    event_id: UUID
    changes: list[str] = Field(examples=[["occurred_on"]])


class Amends(Shape):
    """What a correction or voiding is about, as posted and as corrected; nothing if its target is unknown."""

    types: list[str] = Field(examples=[["StepStarted"]])
    dimensions: list[Dimension]


class HistoryRow(Shape):
    """One event as corrected, and what became of it."""

    event_id: UUID
    type: str = Field(examples=["StepStarted"])
    amends: Amends | None = Field(description="Of a correction or voiding: what it is about.")
    pathway_id: UUID = Field(description="The registration that it was posted to.")
    provider_id: ProviderId
    actor: Ref
    role: Role | Literal["policy"]
    occurred_on: Day
    occurred_at: Moment | None
    recorded_at: Moment
    data: dict[str, Any] = Field(description="The fields of this type of event, as at its door.")
    corrections: list[Correction]
    set_aside: Reason | None = Field(description="Why the figures leave it out.")
    warnings: list[Reason]
    imported_at: Moment | None = Field(description="When it was taken over from an older register.")
    withheld: None


class WithheldRow(Shape):
    """An event of which this reader is shown no more than that it is there."""

    event_id: UUID
    type: str | None = Field(description="Told of care alone.")
    provider_id: ProviderId
    occurred_on: Day
    recorded_at: Moment
    data: None
    set_aside: Reason | None
    withheld: Category


class History(Shape):
    """Her events in the order in which they are folded, those of merged registrations among them."""

    pathway_id: UUID
    as_of: Day
    items: list[HistoryRow | WithheldRow]
