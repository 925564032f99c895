"""Who looked at whom, over HTTP: for her, by her referent; for those who oversee the network."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from services.pathway.api.answers import stable
from services.pathway.api.parameters import After, Limit, Who, seen
from services.pathway.looking import LOOKING, Looking, civil
from services.pathway.shapes import Alarms, Readers, Reads, answering
from shared.clocks import day_of
from shared.facts import ProviderId, Ref
from shared.grants import OVERSEEING
from shared.reads import Span, Staff

First = Annotated[str | None, Query(alias="from", description="The first day.", examples=["2026-05-01"])]
Last = Annotated[str | None, Query(alias="to", description="The last day.", examples=["2026-05-31"])]
Whose = Annotated[ProviderId, Query(description="Whose staff.", examples=["BCN-FAR"])]
Actor = Annotated[Ref | None, Query(description="One of them, by the reference there.", examples=["st_101"])]


def looking_of(request: Request) -> Looking:
    """The readings of the read log, put on the application by what builds it."""
    found = request.app.state.looking
    assert isinstance(found, Looking)
    return found


def days(first: First = None, last: Last = None) -> Span:
    """The civil days that are asked for, both included."""
    return civil(day_of(first, "from") if first else None, day_of(last, "to") if last else None)


Log = Annotated[Looking, Depends(looking_of)]
Days = Annotated[Span, Depends(days)]
OVERSEERS: dict[str, Any] = {"openapi_extra": {"x-roles": sorted(OVERSEEING)}}
audit = APIRouter(prefix="/pathway/v1", tags=["audit"], dependencies=[Depends(seen)])


@audit.get(
    "/pathways/{pathway_id}/readers",
    operation_id="readers",
    openapi_extra={"x-roles": sorted(LOOKING)},
    **answering(Readers),
)
def readers(pathway_id: UUID, log: Log, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """Who looked at her, or tried to, the latest first: for her referent, supervisors and privacy officers."""
    return stable(log.readers(str(pathway_id), reader, after, limit))


@audit.get("/audit/reads", operation_id="reads", **OVERSEERS, **answering(Reads))
def reads(
    log: Log,
    reader: Who,
    within: Days,
    provider: Whose,
    actor: Actor = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """What somebody looked at or tried to, or all of a provider's staff, the latest first."""
    return stable(log.reads(reader, Staff(provider, actor), within, after, limit))


@audit.get("/audit/alarms", operation_id="alarms", **OVERSEERS, **answering(Alarms))
def alarms(log: Log, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """Reads by which somebody came to ask for twenty pathways within an hour, the latest first."""
    return stable(log.alarms(reader, after, limit))
