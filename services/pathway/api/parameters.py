"""What the routes of the pathway service take: who asks, the two clocks, a page, a version, a position to wait for."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from services.pathway.application import Pathways
from shared.access import Reader
from shared.clocks import When, civil_day, day_of, when
from shared.edge import reader_of
from shared.openapi import AFTER, IF_MATCH
from shared.reads import Purpose, telling
from shared.seen import positions, wait


def pathways_of(request: Request) -> Pathways:
    """The service's readings, put on the application by what builds it."""
    found = request.app.state.pathways
    assert isinstance(found, Pathways)
    return found


def clocks(
    as_of: Annotated[
        str | None,
        Query(description="Facts that occurred before this day; else before tomorrow.", examples=["2026-08-01"]),
    ] = None,
    known_at: Annotated[
        str | None,
        Query(
            description="Facts recorded up to this moment, or the end of this day in UTC; else all.",
            examples=["2026-07-15T12:00:00Z", "2026-07-15"],
        ),
    ] = None,
) -> When:
    """The two clocks of a reading."""
    return when(as_of, known_at, datetime.now(UTC))


Asked = Annotated[Pathways, Depends(pathways_of)]
Clocks = Annotated[When, Depends(clocks)]
Who = Annotated[Reader, Depends(reader_of)]
After = Annotated[
    str | None,
    Query(
        pattern="^[A-Za-z0-9_-]{1,800}$",
        description="The cursor that the page before gave as `next`.",
        examples=["WyIyMDI2LTA3LTI5Il0"],
    ),
]
Limit = Annotated[int, Query(ge=1, le=500, description="How many items at most.", examples=[100])]
Said = Annotated[str | None, Query(alias="on", description="The day; today if left out.", examples=["2026-07-31"])]
Horizon = Annotated[int, Query(ge=0, le=366, description="How many days ahead.", examples=[60])]
Positions = Annotated[
    str | None,
    Header(
        alias=AFTER,
        description="Positions of receipts that must have been taken in here first; at most two seconds are waited.",
        examples=["intake=123"],
    ),
]
Match = Annotated[
    str | None,
    Header(
        alias=IF_MATCH,
        description="Entity tags of a pathway, as an `ETag` gave them: 412 if it is none of these versions any more.",
        examples=['"5b1c0a7d"'],
    ),
]


Why = Annotated[
    Purpose | None,
    Header(
        alias="Ariadna-Purpose",
        description="Why it is read, for the record of reads; by the reader's role if left out.",
        examples=["her_request"],
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
