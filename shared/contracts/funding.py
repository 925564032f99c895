"""The days for which a provider's work is paid; first and last day are both paid."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import Dimension, FunderType, WindowStatus
from shared.facts import Day, Fact, Ref


class FundingWindowOpened(Fact):
    """A provider's work in some dimensions is paid from a first to a last day."""

    funding_window_id: Ref
    first_day: Day
    last_day: Day
    funder_type: FunderType
    dimensions: frozenset[Dimension]

    door = "intake"
    stream = "provider"
    posted_by = "provider coordinator"
    condition = "first <= last; no pathway_id; no amount"
    span = ("first_day", "last_day")
    example: ClassVar = {
        "funding_window_id": "fwA",
        "first_day": "2026-01-01",
        "last_day": "2026-03-31",
        "funder_type": "municipal_grant",
        "dimensions": ["artistic_therapy"],
    }


class FundingWindowChanged(Fact):
    """The last paid day moved, or is said to."""

    funding_window_id: Ref
    last_day: Day
    status: WindowStatus

    door = "intake"
    stream = "provider"
    posted_by = "same"
    condition = "only confirmed counts"
    example: ClassVar = {"funding_window_id": "fw1", "last_day": "2026-08-31", "status": "confirmed"}


class FundingWindowEnding(Fact):
    """A window has few days left."""

    funding_window_id: Ref
    last_day: Day
    days_left: Annotated[int, Field(ge=0, le=366)]

    door = "policy"
    stream = "provider"
    posted_by = "policy"
    condition = "at 60, 30, 14; a notice only: the fold derives it from dates"
    example: ClassVar = {"funding_window_id": "fw1", "last_day": "2026-04-30", "days_left": 60}


class FundingWindowEnded(Fact):
    """A window had its last day yesterday."""

    funding_window_id: Ref

    door = "policy"
    stream = "provider"
    posted_by = "policy"
    condition = "occurred_on = last_day + 1; a notice only: the fold derives it from dates"
    example: ClassVar = {"funding_window_id": "fw1"}
