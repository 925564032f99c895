"""The pathway service over HTTP: its door, one pathway's readings, and the lists."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from services.pathway import lists, paging
from services.pathway.application import Pathways
from services.pathway.bookkeeping import matches
from services.pathway.shapes import (
    PAGES,
    Choices,
    FundingAtRisk,
    History,
    OpenTasks,
    Picture,
    Policy,
    Proposals,
    Standing,
    Views,
    answering,
)
from services.pathway.shapes.base import Cause
from shared.access import Reader
from shared.clocks import When, civil_day, day_of, when
from shared.contracts.codes import Dimension
from shared.door.routes import DoorRoutes
from shared.edge import reader_of
from shared.errors import NotThatVersion
from shared.facts import ProviderId
from shared.openapi import AFTER, IF_MATCH
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
Day = Annotated[str | None, Query(description="The day; today if left out.", examples=["2026-07-31"])]
Horizon = Annotated[int, Query(ge=0, le=366, description="How many days ahead.", examples=[60])]
PolicyCode = Annotated[Policy | None, Query(description="Of this policy alone.", examples=["P-1"])]
Urgent = Annotated[bool | None, Query(description="Only what is urgent, or only what is not.", examples=[True])]
OfProvider = Annotated[ProviderId | None, Query(description="Asked of this provider's staff.", examples=["BCN-FAR"])]
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


def seen(pathways: Asked, after: Positions = None) -> None:
    """Wait until what `Ariadna-After` names was taken in, at most two seconds."""
    if after:
        wait(positions(after), pathways.reached)


own_event = APIRouter(prefix="/pathway/v1/events", tags=["door"], dependencies=[Depends(seen)])
readings = APIRouter(prefix="/pathway/v1/pathways/{pathway_id}", tags=["one pathway"], dependencies=[Depends(seen)])
listings = APIRouter(prefix="/pathway/v1", tags=["lists"], dependencies=[Depends(seen)])


@own_event.get("/{event_id}", operation_id="standing", **answering(Standing))
def standing(event_id: UUID, pathways: Asked, reader: Who) -> Response:
    """Whether an event of one's own is folded, or set aside and why."""
    return stable(pathways.standing(str(event_id), reader))


@readings.get("/views", operation_id="views", **answering(Views))
def views(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """The derived figures of one pathway, as of a day and as known at a moment."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.views(str(pathway_id), when, reader), version, match)


@readings.get("/history", operation_id="history", **answering(History))
def history(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """Her events in fold order, set-aside ones marked, what is withheld named."""
    version = pathways.version_for(pathway_id.bytes, reader)
    return versioned(pathways.history(str(pathway_id), when, reader), version, match)


@readings.get("/picture", operation_id="picture", **answering(Picture))
def picture(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """What the swim-lane picture of one pathway shows."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.picture(str(pathway_id), when, reader), version, match)


@readings.get("/choices", operation_id="choices", **answering(Choices))
def choices(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """Her own ranked lists of who goes on with a step, and whom of each to ask now."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.choices(str(pathway_id), when, reader), version, match)


@listings.get("/proposals", operation_id="proposals", **answering(Proposals))
def proposals(pathways: Asked, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """What was proposed to one's own provider and waits for its answer: dimensions and city, nothing else of her."""
    return stable(paging.page(pathways.proposals(reader), paging.BY_ANSWER, after, limit))


@listings.get("/funding-at-risk", operation_id="funding_at_risk", **answering(FundingAtRisk))
def funding_at_risk(
    pathways: Asked,
    reader: Who,
    on: Day = None,
    horizon: Horizon = 60,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Steps whose confirmed funding ends within the horizon and is carried by no other window."""
    day = day_of(on, "on") if on else civil_day(datetime.now(UTC))
    return stable(paging.page(pathways.funding_at_risk(day, horizon, reader), paging.BY_LAST_DAY, after, limit))


def filters(
    dimension: Annotated[Dimension | None, Query(description="Only of it.", examples=["housing"])] = None,
    provider: Annotated[ProviderId | None, Query(description="Only where it is the one.", examples=["BCN-FAR"])] = None,
    cause: Annotated[Cause | None, Query(description="Only for it.", examples=["funding_ended"])] = None,
    urgency: Annotated[
        Literal["overdue", "red", "amber", "green"] | None, Query(description="Only so.", examples=["red"])
    ] = None,
    min_days: Annotated[int | None, Query(ge=0, le=36525, description="Only as long, or longer.", examples=[7])] = None,
) -> paging.Filters:
    """What of a list is asked for, where it has such."""
    return paging.Filters(dimension, provider, cause, urgency, min_days)


@listings.get("/tasks", operation_id="tasks", **answering(OpenTasks))
def tasks(
    pathways: Asked,
    reader: Who,
    policy: PolicyCode = None,
    urgent: Urgent = None,
    provider: OfProvider = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """What the policies ask of the reader today, what is urgent first; open as long as the history asks for it."""
    today = civil_day(datetime.now(UTC))
    found = pathways.tasks(reader, today, policy, urgent, provider)
    return stable(paging.page(found, paging.BY_URGENCY, after, limit))


def _add(name: str, make: lists.Make) -> None:
    def listed(
        pathways: Asked,
        reader: Who,
        wanted: Annotated[paging.Filters, Depends(filters)],
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        items = make(pathways.own(reader, pathways.overview.rows()), civil_day(datetime.now(UTC)))
        return stable(paging.page(paging.kept(items, name, wanted), paging.ORDERS[name], after, limit))

    listed.__doc__ = make.__doc__
    told = answering(PAGES[name])
    listings.add_api_route(f"/{name}", listed, operation_id=name.replace("-", "_"), name=name, **told)


for _name, _make in lists.LISTS.items():
    _add(_name, _make)


def routers(_door: DoorRoutes) -> list[APIRouter]:
    """Everything that the pathway service answers to machines; where other doors repeat a receipt, it tells more."""
    return [own_event, readings, listings]


def stable(value: Any) -> Response:
    """JSON with sorted keys: the same bytes for the same facts and clocks."""
    return Response(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), media_type="application/json")


def versioned(value: Any, version: str, match: str | None) -> Response:
    """The same, with the version that it has all of: looked up first, so that a decision never rests on less."""
    if match and not matches(match, version):
        raise NotThatVersion()
    answer = stable(value)
    if version:
        answer.headers["ETag"] = version
    return answer
