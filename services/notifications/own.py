"""What people ask for themselves: their inbox, how they want to be told, and what nobody has answered."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from services.notifications.application import Notices, Page
from services.notifications.domain import OF_THE_NETWORK, STATES, TOLD, State, Wishes
from services.notifications.shapes import Inbox, InboxNotice, answering, asking
from services.notifications.wishes import Me, asked
from shared.access import Reader
from shared.body import json_of
from shared.door.routes import JSON, DoorRoutes
from shared.edge import reader_of
from shared.languages import preferred
from shared.store.entries import Draft, Receipt

LONGEST = 4096
PEOPLE: dict[str, Any] = {"x-roles": sorted(TOLD)}
OVERSEERS: dict[str, Any] = {"x-roles": sorted(OF_THE_NETWORK)}
Who = Annotated[Reader, Depends(reader_of)]
Speaks = Annotated[
    str | None, Header(alias="Accept-Language", description="In which language texts are.", examples=["ca, es;q=0.8"])
]


def notices_of(request: Request) -> Notices:
    """The service's readings, put on the application by what builds it."""
    found = request.app.state.notices
    assert isinstance(found, Notices)
    return found


async def wishes_body(request: Request) -> bytes:
    """The body that says how one wants to be told."""
    return await json_of(request, LONGEST)


def page_asked(
    language: Speaks = None,
    state: Annotated[State | None, Query(description="Only such notices.", examples=["open"])] = None,
    after: Annotated[
        str | None, Query(pattern="^[0-9]{1,18}$", description="The `next` of the page before.", examples=["41"])
    ] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="How many at most.", examples=[100])] = 100,
) -> Page:
    """The part of an inbox that is asked for."""
    return Page(int(after) if after else None, (state,) if state else STATES, limit, preferred(language))


Kept = Annotated[Notices, Depends(notices_of)]


def own(door: DoorRoutes) -> APIRouter:
    """Routes for people; what is an event of record goes by the door's own writer."""
    routes = APIRouter(prefix="/notifications/v1", tags=["inbox"])

    @routes.get("/inbox", operation_id="inbox", openapi_extra=PEOPLE, **answering(Inbox))
    def inbox(notices: Kept, reader: Who, page: Annotated[Page, Depends(page_asked)]) -> Response:
        """What one's duties are told of, newest first."""
        return answered(notices.page(reader, page))

    @routes.post("/inbox/{notice_id}/ack", operation_id="acknowledge", openapi_extra=PEOPLE, **answering(InboxNotice))
    async def acknowledge(notice_id: UUID, notices: Kept, reader: Who, language: Speaks = None) -> Response:
        """Say that one has seen it, for all who share the duty: nobody else is asked any more."""
        event = await run_in_threadpool(notices.acknowledgement, notice_id, reader)
        await stored(door, event)
        return answered(await run_in_threadpool(notices.shown, notice_id, reader, preferred(language)))

    @routes.get("/unanswered", operation_id="unanswered", openapi_extra=OVERSEERS, **answering(Inbox))
    def unanswered(notices: Kept, reader: Who, language: Speaks = None) -> Response:
        """What life may hang on and nobody has answered in time."""
        return answered(notices.unanswered(reader, preferred(language)))

    @routes.get("/me", operation_id="wishes", openapi_extra=PEOPLE, **answering(Me))
    def wishes(notices: Kept, reader: Who) -> Response:
        """How one is told."""
        return shown(notices.wishes(reader))

    @routes.put("/me", operation_id="put_wishes", openapi_extra=PEOPLE | asking(), **answering(Me))
    async def put_wishes(notices: Kept, reader: Who, raw: Annotated[bytes, Depends(wishes_body)]) -> Response:
        """Say how one wants to be told: all of it, as it is to be from now on."""
        wanted = asked(raw)
        await stored(door, await run_in_threadpool(notices.preference, wanted, reader))
        return shown(await run_in_threadpool(notices.wish, wanted, reader))

    return routes


async def stored(door: DoorRoutes, event: Draft | Receipt | None) -> None:
    """Have an event of record written, if there is one."""
    if event is not None:
        door.setting.may_post()
        await door.store([event])


def answered(row: dict[str, Any]) -> Response:
    return Response(orjson.dumps(row, option=orjson.OPT_SORT_KEYS), media_type=JSON)


def shown(wishes: Wishes) -> Response:
    return answered(Me.of(wishes).model_dump(mode="json", by_alias=True))
