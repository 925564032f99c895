"""What the policies ask: tasks and notices, a page at a time."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from services.pathway.domain.policies.ask import Duty, Kind
from services.pathway.shapes.base import Days, DaysLeft, Reason, Shape
from services.pathway.shapes.lists import Page
from shared.facts import Day, ProviderId

Numbered = Literal[
    "P-1", "P-2", "P-3", "P-4", "P-5", "P-6", "P-7", "P-8", "P-9", "P-10", "P-11", "P-12", "P-13", "P-14"
]
Policy = Literal[Numbered, "referral", "handover", "emergency"]
Subject = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Task(Shape):
    """Something that somebody has to do, or to know, as long as the history asks for it."""

    task_id: UUID
    policy: Policy
    what: Reason
    kind: Kind
    subject: Subject = Field(description="The step, consent, deadline or such that it is about, by its id.")
    pathway_id: UUID | None = Field(description="Null for what concerns an organisation as a whole.")
    duty: Duty = Field(description="Whose task it is.")
    provider_id: ProviderId | None = Field(description="Of whose staff; null for the network's.")
    since: Day
    days: Days = Field(description="Days since then, today included.")
    due: Day | None
    days_left: DaysLeft | None
    urgent: bool
    suggested: Day | None = Field(description="The day that a rule would expect; the one on the act counts.")


class OpenTasks(Page[Task]):
    """What the policies ask of the reader today."""
