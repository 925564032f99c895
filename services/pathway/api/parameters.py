"""What the routes of the pathway service take: who asks, the two clocks, a page, a version, a position to wait for."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from services.pathway.application import Pathways
from shared.clocks import civil_day, day_of
from shared.openapi import IF_MATCH
from shared.parameters import After as After
from shared.parameters import Clocks as Clocks
from shared.parameters import Limit as Limit
from shared.parameters import Positions, Why
from shared.parameters import Who as Who
from shared.reads import telling
from shared.seen import positions, wait


def pathways_of(request: Request) -> Pathways:
    """The service's readings, put on the application by what builds it."""
    found = request.app.state.pathways
    assert isinstance(found, Pathways)
    return found


Asked = Annotated[Pathways, Depends(pathways_of)]
Said = Annotated[str | None, Query(alias="on", description="The day; today if left out.", examples=["2026-07-31"])]
Horizon = Annotated[int, Query(ge=0, le=366, description="How many days ahead.", examples=[60])]
Match = Annotated[
    str | None,
    Header(
        alias=IF_MATCH,
        description="Entity tags of a pathway, as an `ETag` gave them: 412 if it is none of these versions any more.",
        examples=['"5b1c0a7d"'],
    ),
]


def seen(pathways: Asked, after: Positions = None, purpose: Why = None) -> None:
    """Wait until what `Ariadna-After` names was taken in, at most two seconds; take down why it is read."""
    telling.why(purpose)
    if after:
        wait(positions(after), pathways.reached)


def today() -> date:
    return civil_day(datetime.now(UTC))


def day(on: Said = None) -> date:
    """The day that is asked about."""
    return day_of(on, "on") if on else today()


On = Annotated[date, Depends(day)]
