"""What she needs and what she wants for herself."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    DependantsNeedKind,
    Dimension,
    GoalStatus,
    GoalTheme,
    NeedWithdrawnBy,
    VoicedBy,
)
from shared.facts import Fact, Ref


class NeedIdentified(Fact):
    """A need in one dimension was named, by her or with her."""

    need_id: Ref
    dimension: Dimension
    voiced_by: VoicedBy

    door = "intake"
    stream = "pathway"
    posted_by = "any consented provider"
    condition = "pathway open"
    example: ClassVar = {
        "need_id": "n_psychological_therapy",
        "dimension": "psychological_therapy",
        "voiced_by": "her",
    }


class NeedMet(Fact):
    """A need is met."""

    need_id: Ref
    confirmed_by_her: bool

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "need open"
    example: ClassVar = {"need_id": "n_psychological_therapy", "confirmed_by_her": True}


class NeedWithdrawn(Fact):
    """A need is no longer one, or was noted by mistake."""

    need_id: Ref
    by: NeedWithdrawnBy

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "her withdrawal needs no reason"
    example: ClassVar = {"need_id": "n_art", "by": "her"}


class DependantsNeedIdentified(Fact):
    """Those who depend on her need something."""

    need_id: Ref
    kind: DependantsNeedKind

    door = "intake"
    stream = "pathway"
    posted_by = "any consented provider"
    condition = "no person of the family gets a record"
    example: ClassVar = {"need_id": "k1", "kind": "childcare"}


class DependantsNeedMet(Fact):
    """What those who depend on her needed was found."""

    need_id: Ref

    door = "intake"
    stream = "pathway"
    posted_by = "any consented provider"
    condition = "need open"
    example: ClassVar = {"need_id": "k1"}


class GoalSet(Fact):
    """A goal was set, and whose it is."""

    goal_id: Ref
    theme: GoalTheme
    voiced_by: VoicedBy

    door = "intake"
    stream = "pathway"
    posted_by = "referent, she"
    condition = "a provider goal never replaces hers"
    example: ClassVar = {"goal_id": "g1", "theme": "place_of_life", "voiced_by": "her"}


class GoalReviewed(Fact):
    """She looked again at a goal; the rating, 1 to 5, is hers."""

    goal_id: Ref
    self_rating: Annotated[int, Field(ge=1, le=5)] | None = None
    status: GoalStatus

    door = "intake"
    stream = "pathway"
    posted_by = "referent with her"
    condition = "rating only from her"
    example: ClassVar = {"goal_id": "g1", "self_rating": 4, "status": "going_on"}
