"""Who looked at whom, a page at a time."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from services.pathway.shapes.base import Count, Shape
from services.pathway.shapes.lists import Page
from shared.facts import Moment, ProviderId, Ref, Role
from shared.reads import Form, Outcome, Purpose

Word = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]


class Look(Shape):
    """One read, or a try that was refused."""

    at: Moment
    provider_id: ProviderId
    role: Role
    actor: Ref
    operation: Word = Field(description="What was asked for.")
    form: Form = Field(description="How it was asked for.")
    media: str | None = Field(description="As what it left; null if nothing did.", examples=["application/json"])
    purpose: Purpose = Field(description="Why, as the reader says; else what the role reads for as a rule.")
    outcome: Outcome
    basis: Word | None = Field(description="What opened it beside the rules, as `break_glass`.")
    policy: str = Field(description="The version of the rules by which it was decided.")


class LookAtHer(Look):
    """One read of her, or a try that was refused."""

    by_id: bool = Field(description="Whether she was asked for by her id, or stood in a list.")


class LookByThem(Look):
    """One read by somebody, or a try that was refused."""

    pathway_id: UUID | None = Field(description="The pathway that was asked for by its id, there or not.")
    listed: Count = Field(description="How many others the answer told of.")


class Readers(Page[LookAtHer]):
    """Who looked at her, the latest first."""

    pathway_id: UUID


class Reads(Page[LookByThem]):
    """What somebody looked at, the latest first."""


class Alarms(Page[LookByThem]):
    """Reads by which somebody came to ask for too many pathways within an hour, the latest first."""
