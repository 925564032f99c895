"""What the shapes of all answers share: nothing beside what is told, and the few kinds of values."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.pathway.domain.categories import Category
from shared.contracts.codes import CompletionNext, DropReason, SuspensionReason
from shared.facts import Day
from shared.openapi import Shape as Shape

Days = Annotated[int, Field(ge=0, description="In days.")]
DaysLeft = Annotated[int, Field(description="In days from the last day that is told of; negative once it is past.")]
Count = Annotated[int, Field(ge=0)]
Reason = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$"), Field(examples=["step_not_suspended"])]
Cause = Literal[SuspensionReason, CompletionNext, DropReason, "transfer", "need_still_open"]
Withheld = Literal[Category, "her_restriction"]
Interval = Annotated[tuple[Day, Day], Field(description="From the first day up to, and without, the second.")]


class Reasoned(Shape):
    """An event, and by a code what there is to say of it."""

    event_id: UUID
    reason: Reason
