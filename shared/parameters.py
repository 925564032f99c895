"""What the routes of several services take: who asks, the two clocks, a page, positions to wait for, a purpose."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Query

from shared.access import Reader
from shared.clocks import When, when
from shared.edge import reader_of
from shared.errors import Refusal, UnknownPathway
from shared.openapi import AFTER
from shared.reads import Purpose


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


def id_in(address: str, unknown: type[Refusal] = UnknownPathway) -> UUID:
    """An id that stands in the address of a page, hers unless `unknown` tells of another; none is as unknown as any."""
    try:
        return UUID(address)
    except ValueError:
        raise unknown() from None


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
Positions = Annotated[
    str | None,
    Header(
        alias=AFTER,
        description="Positions of receipts that must have been taken in here first; at most two seconds are waited.",
        examples=["intake=123"],
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
