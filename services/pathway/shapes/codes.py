"""Continuity codes: what is asked before, the code as it is shown once, and what a provider asks by one."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Shape
from shared.door.openapi import EventReceipt

Sure = Literal["yes", "no", "unsure"]


class SafetyCheck(Shape):
    """Three questions to her before a code is made; the answers are kept nowhere."""

    safe_to_carry_paper: Sure
    things_looked_through: Sure
    she_wants_it: Literal["yes", "no"]


class ContinuityCode(Shape):
    """A code, shown this once: who loses it gets another."""

    carry: Literal["paper", "none"] = Field(description="Of `none` nothing was made, and an older code still holds.")
    code: str | None = Field(examples=["K7QM-3XRT-9PDV-4"])
    card: str | None = Field(description="An HTML page of the size of a bank card, to print right now.")
    receipt: EventReceipt | None


class PresentedCode(Shape):
    """A pathway asked for by her code: nothing of it can be read, and nothing posted but her consent."""

    pathway_id: UUID
    event_id: UUID = Field(description="The event that presented the code.")


class PresentedCodes(Shape):
    """A page of them."""

    items: list[PresentedCode]
    next: str | None
