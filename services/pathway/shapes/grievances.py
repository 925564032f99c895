"""Grievances as those whom she addressed are told of them."""

from uuid import UUID

from pydantic import Field

from services.pathway.shapes.base import DaysLeft, Shape
from shared.contracts.codes import GrievanceAbout
from shared.facts import Day


class Grievance(Shape):
    """A grievance that waits for an answer."""

    pathway_id: UUID
    event_id: UUID = Field(description="What an answer names as `grievance_event_id`.")
    about: GrievanceAbout
    raised_on: Day
    answer_due: Day = Field(description="The tenth working day after it was raised.")
    days_left: DaysLeft


class Grievances(Shape):
    """A page of them; empty for everybody whom she did not address."""

    items: list[Grievance]
    next: str | None
