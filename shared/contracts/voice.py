"""What she says of it: her view, her grievance, the plan that she agreed to."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import GrievanceAbout, GrievanceOutcome, GrievanceTo, ViewStance, ViewTopic
from shared.facts import Code, EventRef, Fact, Ref

PlanVersion = Annotated[int, Field(ge=1, le=9999)]


class HerViewRecorded(Fact):
    """Where she stands on a matter of hers."""

    topic: ViewTopic
    stance: ViewStance
    option: Code | None = None
    own_words_ref: Ref | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "referent, she"
    condition = "own words only with consent own_words"
    example: ClassVar = {
        "topic": "services",
        "stance": "prefers_option",
        "option": "keep_both_language_one_orientation",
    }


class GrievanceRaised(Fact):
    """She objected to how she is treated, past her referent if she wishes."""

    about: GrievanceAbout
    to: GrievanceTo

    door = "intake"
    stream = "pathway"
    posted_by = "any worker on her word"
    condition = (
        "seen by the addressee and her alone, never by the referent or the provider concerned; "
        "answer due in 10 working days"
    )
    example: ClassVar = {"about": "service", "to": "supervisor"}


class GrievanceAnswered(Fact):
    """The addressee answered a grievance."""

    grievance_event_id: EventRef
    outcome: GrievanceOutcome
    told_her: bool

    door = "pathway"
    stream = "pathway"
    posted_by = "supervisor, privacy_officer"
    condition = "raised before"
    example: ClassVar = {
        "grievance_event_id": "0197b1c0-7a10-7c3e-9d55-0c6a3f1e2b01",
        "outcome": "upheld",
        "told_her": True,
    }


class PlanAgreed(Fact):
    """A version of her plan was agreed, with her view of it or her choice to give none."""

    plan_version: PlanVersion
    her_view_event_id: EventRef | None = None
    she_declined_to_comment: bool | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "one of the last two required"
    example: ClassVar = {"plan_version": 1, "her_view_event_id": "0197b1c0-7a10-7c3e-9d55-0c6a3f1e2b02"}


class PlanReviewed(Fact):
    """The plan was looked at again."""

    with_her: bool
    plan_version: PlanVersion | None = None

    door = "pathway"
    stream = "pathway"
    posted_by = "referent"
    condition = "at least every 90 days (warning)"
    example: ClassVar = {"with_her": True}
