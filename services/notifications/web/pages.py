"""The pages of the notifications service: one's inbox, how one is told, and the way from a link to what it is about."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.notifications.application import Page as Part
from services.notifications.domain import OF_THE_NETWORK, Notice, Wishes
from services.notifications.web import asked
from shared import languages
from shared.access import Reader
from shared.calendars import Region
from shared.errors import NotSignedIn, NotWellFormed, UnknownNotice
from shared.languages import sentence
from shared.parameters import id_in
from shared.store.entries import Draft, Receipt
from shared.web import shown
from shared.web.frame import Page, entrance, onward, render

TEMPLATES: Final = Path(__file__).parent / "templates"
HOME: Final = "/notifications/"
MOST: Final = 50
URGENCIES: Final = {"extreme": sentence("at once"), "urgent": sentence("urgent"), "normal": ""}
ReaderOf = Callable[[Request], Reader]
Row = dict[str, Any]


class Application(Protocol):
    """What the pages ask of the service."""

    def page(self, reader: Reader, asked: Part) -> Row: ...

    def unanswered(self, reader: Reader, lang: str) -> Row: ...

    def one(self, notice_id: UUID, reader: Reader) -> Notice: ...

    def acknowledgement(self, notice_id: UUID, reader: Reader) -> Draft | Receipt | None: ...

    def wishes(self, reader: Reader) -> Wishes: ...

    def preference(self, wishes: Wishes, reader: Reader) -> Draft | Receipt | None: ...

    def wish(self, wishes: Wishes, reader: Reader) -> Wishes: ...


def pages(notices: Application, reader_of: ReaderOf, store: Callable[[list[Draft | Receipt]], Any]) -> list[APIRouter]:
    """Routes under /notifications; `store` has events of record written, `reader_of` raises `NotSignedIn`."""
    return [of_inbox(notices, reader_of, store), of_wishes(notices, reader_of, store)]


def of_inbox(notices: Application, reader_of: ReaderOf, store: Callable[[list[Draft | Receipt]], Any]) -> APIRouter:
    """What one is told of, and that one has seen it."""
    routes = APIRouter(prefix="/notifications", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("/")
    def inbox(request: Request, before: Annotated[int | None, Query(ge=1, le=1 << 60)] = None) -> Response:
        try:
            reader = reader_of(request)
        except NotSignedIn:
            return entrance(request)
        return inbox_page(notices, reader, before)

    @routes.get("/n/{notice_id}")
    def about(notice_id: str, reader: Annotated[Reader, who]) -> Response:
        return onward(place_of(notices.one(id_in(notice_id, UnknownNotice), reader)))

    @routes.post("/n/{notice_id}/seen")
    async def seen(notice_id: str, reader: Annotated[Reader, who]) -> Response:
        event = await run_in_threadpool(notices.acknowledgement, id_in(notice_id, UnknownNotice), reader)
        if event is not None:
            await store([event])
        return onward(HOME)

    return routes


def of_wishes(notices: Application, reader_of: ReaderOf, store: Callable[[list[Draft | Receipt]], Any]) -> APIRouter:
    """How one is told."""
    routes = APIRouter(prefix="/notifications/preferences", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("")
    def wishes(reader: Annotated[Reader, who], kept: Annotated[str | None, Query(pattern="^yes$")] = None) -> Response:
        said = asked.fields(notices.wishes(reader), shown.current.get().lang)
        return wishes_page(reader, said, kept=kept is not None)

    @routes.post("")
    async def wish(request: Request, reader: Annotated[Reader, who]) -> Response:
        try:
            wanted = asked.wishes(request.state.fields)
        except NotWellFormed as wrong:
            return wishes_page(reader, request.state.fields, wrong=[each.path for each in wrong.errors], status=422)
        event = await run_in_threadpool(notices.preference, wanted, reader)
        if event is not None:
            await store([event])
        await run_in_threadpool(notices.wish, wanted, reader)
        return onward(f"{HOME}preferences?kept=yes")

    return routes


def inbox_page(notices: Application, reader: Reader, before: int | None) -> HTMLResponse:
    lang = shown.current.get().lang
    found = notices.page(reader, Part(before, ("open", "acknowledged"), MOST, lang))
    oversees = reader.role in OF_THE_NETWORK
    alone = notices.unanswered(reader, lang)["items"] if oversees and before is None else []
    rows = [told(each, lang) for each in found["items"]]
    return page("inbox.html", reader, rows=rows, next=found["next"], alone=[told(each, lang) for each in alone])


def wishes_page(
    reader: Reader, wanted: dict[str, str], *, kept: bool = False, wrong: list[str] | None = None, status: int = 200
) -> HTMLResponse:
    said = {"wanted": asked.EMPTY | wanted, "regions": asked.named(Region), "kept": kept, "wrong": wrong or []}
    return page("preferences.html", reader, status=status, **said)


def page(template: str, reader: Reader, *, status: int = 200, **said: Any) -> HTMLResponse:
    return render(template, folder=TEMPLATES, status=status, reader=reader, urgencies=URGENCIES, **said)


def told(row: Row, lang: str) -> Row:
    """A notice with its moment by the clock of Madrid and Rome."""
    at = languages.moment(datetime.fromisoformat(row["raised_at"]), lang)
    due = languages.day(date.fromisoformat(row["due"]), lang) if row["due"] else ""
    return {**row, "at": at, "due": due}


def place_of(notice: Notice) -> str:
    """The page that a notice is about: hers, or where one's organisation begins."""
    return f"/pathway/pathways/{notice.pathway_id}" if notice.pathway_id else "/pathway/"
