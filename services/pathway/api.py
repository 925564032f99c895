"""The pathway service over HTTP: its door, one pathway's readings, and the lists."""

import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from services.pathway import lists
from services.pathway.application import Pathways
from shared.access import Reader
from shared.clocks import When, civil_day, when
from shared.door.routes import DoorRoutes, door_router
from shared.errors import NotSeenYet, NotWellFormed, Problem

WAIT = 2.0
LOOK = 0.005


def routers(door: DoorRoutes, pathways: Pathways, reader_of: Callable[[Request], Reader]) -> list[APIRouter]:
    """Everything that the pathway service answers to machines."""
    return [
        standing(pathways, reader_of),
        door_router(door),
        readings(pathways, reader_of),
        lists_of(pathways, reader_of),
    ]


def clocks(
    as_of: Annotated[
        str | None, Query(description="Facts that occurred before this day; tomorrow if left out.")
    ] = None,
    known_at: Annotated[
        str | None,
        Query(description="Facts recorded up to this moment, or the end of this day in UTC; all if left out."),
    ] = None,
) -> When:
    return when(as_of, known_at, datetime.now(UTC))


def seen(pathways: Pathways) -> Callable[..., None]:
    """Waits until the positions that `Ariadna-After` names were taken in, at most two seconds."""

    def wait(
        ariadna_after: Annotated[str | None, Header(description="A receipt's position: intake=123.")] = None,
    ) -> None:
        until = time.monotonic() + WAIT
        for source, position in _positions(ariadna_after):
            while pathways.reached(source) < position:
                if time.monotonic() > until:
                    raise NotSeenYet()
                time.sleep(LOOK)

    return wait


def readings(pathways: Pathways, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """One pathway, at any past state of what was true and what was known."""
    router = APIRouter(prefix="/pathway/v1/pathways/{pathway_id}", tags=["one pathway"])
    router.dependencies.append(Depends(seen(pathways)))
    Who = Annotated[Reader, Depends(reader_of)]
    Clocks = Annotated[When, Depends(clocks)]

    @router.get("/views")
    def views(pathway_id: UUID, when: Clocks, reader: Who) -> Response:
        """The derived figures of one pathway, as of a day and as known at a moment."""
        return stable(pathways.views(str(pathway_id), when, reader))

    @router.get("/history")
    def history(pathway_id: UUID, when: Clocks, reader: Who) -> Response:
        """Her events in fold order, set-aside ones marked, what is withheld named."""
        return stable(pathways.history(str(pathway_id), when, reader))

    @router.get("/picture")
    def picture(pathway_id: UUID, when: Clocks, reader: Who) -> Response:
        """What the swim-lane picture of one pathway shows."""
        return stable(pathways.picture(str(pathway_id), when, reader))

    return router


def standing(pathways: Pathways, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """What became of one's own event in the history."""
    router = APIRouter(prefix="/pathway/v1", tags=["door"])

    @router.get("/events/{event_id}", dependencies=[Depends(seen(pathways))])
    def event(event_id: UUID, reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        """Whether an event of one's own is folded, or set aside and why."""
        return stable(pathways.standing(str(event_id), reader))

    return router


def lists_of(pathways: Pathways, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """Lists over pathways: a coordinator's own, a supervisor's network."""
    router = APIRouter(prefix="/pathway/v1", tags=["lists"], dependencies=[Depends(seen(pathways))])
    Who = Annotated[Reader, Depends(reader_of)]
    After = Annotated[str | None, Query(description="The cursor that the page before gave as `next`.")]
    Limit = Annotated[int, Query(ge=1, le=500, description="How many items at most.")]

    def add(name: str, make: lists.Make) -> None:
        def listed(reader: Who, after: After = None, limit: Limit = 100) -> Response:
            items = make(pathways.own(reader, pathways.overview.rows()), civil_day(datetime.now(UTC)))
            return stable(lists.page(items, after, limit))

        listed.__doc__ = make.__doc__
        router.add_api_route(f"/{name}", listed, methods=["GET"], name=name)

    for name, make in lists.LISTS.items():
        add(name, make)

    @router.get("/funding-at-risk")
    def funding_at_risk(
        reader: Who,
        on: date | None = None,
        horizon: Annotated[int, Query(ge=0, le=366)] = 60,
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        """Steps whose confirmed funding ends within the horizon and is carried by no other window."""
        day = on or civil_day(datetime.now(UTC))
        return stable(lists.page(pathways.funding_at_risk(day, horizon, reader), after, limit))

    return router


def stable(value: Any) -> Response:
    """JSON with sorted keys: the same bytes for the same facts and clocks."""
    return Response(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), media_type="application/json")


def _positions(header: str | None) -> list[tuple[str, int]]:
    found = []
    for part in (header or "").split(","):
        if not part.strip():
            continue
        source, _, position = part.strip().partition("=")
        if source not in ("intake", "employment", "pathway") or not position.isdecimal():
            raise NotWellFormed(Problem("Ariadna-After", "malformed", "a service and a position, such as intake=123"))
        found.append((source, int(position)))
    return found
