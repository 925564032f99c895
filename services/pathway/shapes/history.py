"""Her events one after the other; what a reader may not see is named as withheld."""

from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Reason, Shape, Withheld
from shared.contracts.codes import Dimension
from shared.facts import Day, Moment, ProviderId, Ref, Role


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
    shows: Literal["full"]


class Part(Shape):
    """An event of which this reader is shown a part; what is not shown is null or not there."""

    event_id: UUID
    type: str | None = Field(description="Told where the kind of thing may be known.")
    provider_id: ProviderId
    occurred_on: Day
    recorded_at: Moment
    data: dict[str, Any] | None
    set_aside: Reason | None
    withheld: Withheld


class StateRow(Part):
    """Of a step: its kind, provider, state and dates."""

    pathway_id: UUID
    shows: Literal["state"]


class LevelRow(Part):
    """Of what is about her safety: the level of risk, and the clocks."""

    occurred_at: Moment | None
    shows: Literal["level"]


class SequenceRow(Part):
    """For auditors: where it stands, who wrote it, both clocks and what corrected it."""

    pathway_id: UUID
    actor: Ref
    role: Role | Literal["policy"]
    occurred_at: Moment | None
    corrections: list[Correction]
    imported_at: Moment | None
    shows: Literal["sequence"]


class ClocksRow(Part):
    """For auditors: both clocks."""

    occurred_at: Moment | None
    shows: Literal["clocks"]


class MarkedRow(Part):
    """No more than that it is there."""

    shows: Literal["marked"]


class History(Shape):
    """Her events in the order in which they are folded, those of merged registrations among them."""

    pathway_id: UUID
    as_of: Day
    items: list[HistoryRow | StateRow | LevelRow | SequenceRow | ClocksRow | MarkedRow]
