"""The lists over pathways, a page at a time."""

from typing import Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import Cause, Count, Days, DaysLeft, Reasoned, Shape
from shared.contracts.codes import Dimension
from shared.facts import Code, Day, ProviderId, Ref
from shared.folding.things import Kind, State

UNCONFIRMED = Field(description="Active steps of hers without any fact for 30 days.")


class Item(Shape):
    """Something about one pathway; a merged one is listed under its survivor."""

    pathway_id: UUID


class Lasting(Item):
    """Something that has been so for some days, today included."""

    since: Day
    days: Days


class CaseGap(Shape):
    """An open need that nobody covers now."""

    dimension: Dimension
    since: Day
    kind: Kind
    cause: Cause | None
    provider_id: ProviderId | None = Field(description="Whose step was the last in this dimension.")
    days: Days


class CaseDeadline(Shape):
    """What is due next."""

    deadline_id: Ref
    rule: Code
    due_on: Day


class Case(Lasting):
    """An open pathway: who answers for it, what goes on, what is uncovered, what is due next."""

    days: Days = Field(description="Days since it was opened.")
    referent: ProviderId | None
    without_referent_since: Day | None
    active_steps: Count
    providers: list[ProviderId] = Field(description="Those with an active step.")
    gaps: list[CaseGap]
    next_deadline: CaseDeadline | None
    set_aside: Count = Field(description="How many of its facts are set aside.")
    unconfirmed: list[Ref] = UNCONFIRMED


class Gap(Lasting):
    """An open need that nobody covers now, the longest first."""

    dimension: Dimension
    kind: Kind
    cause: Cause | None
    provider_id: ProviderId | None = Field(description="Whose step was the last in this dimension.")
    unconfirmed: list[Ref] = UNCONFIRMED


class Due(Item):
    """An open deadline: overdue below zero days, red to 14, amber to 45."""

    deadline_id: Ref
    rule: Code
    due_on: Day
    days_left: DaysLeft
    urgency: Literal["overdue", "red", "amber", "green"]


class Unanswered(Lasting):
    """An open pathway for which nobody answers."""


class Duplicate(Lasting):
    """Two providers at the same thing, without an agreement."""

    dimension: Dimension
    step_ids: list[Ref] = Field(min_length=2, max_length=2)


class SetAside(Lasting, Reasoned):
    """A fact that does not fit the history as it is known; `since` is the day on which it occurred."""

    provider_id: ProviderId


class Silent(Lasting):
    """An active step without any fact for 30 days: its coverage is unconfirmed."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    state: State
    window: Ref | None = Field(description="The funding window that it names.")
    last_fact_on: Day


class NextHandover(Shape):
    """The latest open handover of a step."""

    handover_id: Ref
    to_provider: ProviderId
    outcome: Literal["open"]


class NextFallback(Shape):
    """Her first choice among the places held for a step."""

    pact_id: Ref
    to_provider: ProviderId
    rank: int = Field(ge=1, le=5)


class AtRisk(Item):
    """A step whose confirmed funding ends soon and is carried by no other window."""

    step_id: Ref
    dimension: Dimension
    provider_id: ProviderId
    funding_window_id: Ref
    last_day: Day = Field(description="The last paid day.")
    days_left: Days = Field(description="Days from the day asked about to the last paid one.")
    handover: NextHandover | None
    fallback: NextFallback | None


T = TypeVar("T", bound=Shape)


class Page(Shape, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(
        description="The `after` of the next page; null on the last one.", examples=["WyIyMDI2LTA3LTI5Il0"]
    )


class Caseload(Page[Case]):
    """Open pathways."""


class Gaps(Page[Gap]):
    """Open needs that nobody covers now, the longest first."""


class Deadlines(Page[Due]):
    """Open deadlines, the next one first."""


class WithoutReferent(Page[Unanswered]):
    """Open pathways for which nobody answers, the longest first."""


class Duplicates(Page[Duplicate]):
    """Two providers at the same thing without an agreement, the longest first."""


class FactsSetAside(Page[SetAside]):
    """Facts that do not fit the history as it is known, the oldest first."""


class SilentSteps(Page[Silent]):
    """Active steps without any fact for 30 days, the longest silent first."""


class FundingAtRisk(Page[AtRisk]):
    """Steps whose funding ends within the horizon, the next one first."""


PAGES: dict[str, type[Shape]] = {
    "caseload": Caseload,
    "gaps": Gaps,
    "deadlines": Deadlines,
    "without-referent": WithoutReferent,
    "duplicates": Duplicates,
    "set-aside": FactsSetAside,
    "silent": SilentSteps,
}
