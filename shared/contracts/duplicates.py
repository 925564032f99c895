"""Two providers doing the same with her at the same time."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import Dimension, Division, DuplicateResolution
from shared.facts import Fact, Ref

StepIds = Annotated[frozenset[Ref], Field(min_length=2, max_length=20)]


class DuplicateFlagged(Fact):
    """Two steps of one dimension overlap."""

    dimension: Dimension
    step_ids: Annotated[frozenset[Ref], Field(min_length=2, max_length=2)]

    door = "policy"
    stream = "pathway"
    posted_by = "policy"
    condition = "docs/definitions.md 3.4"
    example: ClassVar = {"dimension": "language_training", "step_ids": ["L1", "L2"]}


class CooperationAgreed(Fact):
    """Providers divide the work of one dimension between them."""

    dimension: Dimension
    step_ids: StepIds
    division: frozenset[Division]

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "different providers"
    example: ClassVar = {
        "dimension": "language_training",
        "step_ids": ["L1", "L2"],
        "division": ["literacy", "conversation"],
    }


class DuplicateResolved(Fact):
    """An overlap was dealt with."""

    dimension: Dimension
    step_ids: StepIds
    resolution: DuplicateResolution

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "flag open"
    example: ClassVar = {"dimension": "job_orientation", "step_ids": ["J1", "J2"], "resolution": "one_ended"}
