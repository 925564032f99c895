"""What a provider was asked before it may read anything of her, and her own list of who is asked next."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Shape
from shared.contracts.codes import Dimension
from shared.facts import Day, ProviderId, Ref


class Proposal(Shape):
    """Something that waits for an answer of the reader's provider, or a place that it holds."""

    kind: Literal["handover", "referral", "fallback"]
    id: Ref = Field(description="The `handover_id`, `referral_id` or `pact_id` to answer to.")
    pathway_id: UUID = Field(description="The registration to answer to; it opens no reading.")
    dimensions: list[Dimension]
    city: str | None = Field(description="Where she is supported now; null while it is not in the directory.")
    proposed_on: Day
    answer_due: Day | None = Field(
        description="Five working days of yours later; a fallback was agreed to and waits for none."
    )


class Proposals(Shape):
    """What was proposed to the reader's provider and not answered yet, what is due first at the top."""

    items: list[Proposal]
    next: str | None = Field(description="The cursor of the page after this one.")


class Choice(Shape):
    """A provider of her list."""

    rank: int = Field(ge=1)
    to_provider: ProviderId
    place_held_until: Day | None
    answer: Literal["asked", "accepted", "declined", "cancelled", "completed"] | None = Field(
        description="What came of asking it for this step; null if it was not asked."
    )


class StepChoices(Shape):
    """Her list for one step."""

    pathway_id: UUID = Field(description="The registration that the step was posted to.")
    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    choices: list[Choice]
    next: ProviderId | None = Field(description="Whom to ask now: nobody while one that was asked may still go on.")


class Choices(Shape):
    """Her own ranked lists of who goes on, of each step that has not ended and for which somebody holds a place."""

    pathway_id: UUID
    as_of: Day
    items: list[StepChoices]
