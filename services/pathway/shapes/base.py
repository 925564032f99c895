"""What the shapes of all answers share: nothing beside what is told, and the few kinds of values."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from services.pathway.domain.categories import Category
from shared.contracts.codes import CompletionNext, DropReason, SuspensionReason
from shared.facts import Day

Days = Annotated[int, Field(ge=0, description="In days.")]
DaysLeft = Annotated[int, Field(description="In days from the last day that is told of; negative once it is past.")]
Count = Annotated[int, Field(ge=0)]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$"), Field(examples=["step_not_suspended"])]
Cause = Literal[SuspensionReason, CompletionNext, DropReason, "transfer", "need_still_open"]
Withheld = Literal[Category, "her_restriction"]
Interval = Annotated[tuple[Day, Day], Field(description="From the first day up to, and without, the second.")]


class Shape(BaseModel):
    """An answer, or a part of one, as JSON."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Reasoned(Shape):
    """An event, and by a code what there is to say of it."""

    event_id: UUID
    reason: Reason
