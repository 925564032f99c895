"""What became of what one recorded: counted, set aside and why; and how an entry is corrected or voided."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.intake.application import END, Desk, Told
from services.intake.web import words
from services.intake.web.recording import correcting, voiding
from services.intake.web.showing import HOME, ReaderOf, page, row
from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.errors import NotWellFormed, UnknownEvent
from shared.parameters import id_in
from shared.web.frame import Page, onward
from shared.web.posting import NOTHING, Fields

WAYS = {"void": voiding, "correct": correcting}


def routes(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """The latest entries, and each by itself."""
    found = APIRouter(prefix="/intake/receipts", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @found.get("")
    def lately(reader: Annotated[Reader, who], before: Annotated[int, Query(ge=1, le=END)] = END) -> Response:
        told, more = desk.posted(reader, before)
        rows = [{**row(each.event, each.work), "label": each.label} for each in told]
        return page("receipts.html", reader, rows=rows, next=more)

    @found.get("/{event_id}")
    def receipt(event_id: str, reader: Annotated[Reader, who]) -> Response:
        return receipt_page(reader, desk.one(id_in(event_id, UnknownEvent), reader))

    @found.post("/{event_id}")
    async def amend(event_id: str, request: Request, reader: Annotated[Reader, who]) -> Response:
        fields = request.state.fields
        told = await run_in_threadpool(desk.one, id_in(event_id, UnknownEvent), reader)
        try:
            made = WAYS.get(fields.get("way", ""), correcting)(fields, told.work.as_corrected(told.event))
            problems = (await door.take(made, reader)).errors
        except NotWellFormed as refusal:
            problems = list(refusal.errors)
        if problems:
            return receipt_page(reader, told, fields, words.wrong(problems))
        return onward(f"{HOME}receipts/{told.event.event_id}")

    return found


def receipt_page(
    reader: Reader, told: Told, kept: Fields = NOTHING, wrong: dict[str, str] | None = None
) -> HTMLResponse:
    """`kept` is what was typed into a form that was not taken, `wrong` why."""
    amending = told.event.type in ("EventCorrected", "EventVoided")
    said = {"row": row(told.event, told.work), "named": told.label, "amending": amending, "wrong": wrong or {}}
    return page("receipt.html", reader, kept, status=422 if wrong else 200, **said)
