"""The desk: one's pathways by one's own labels, and of each what is likely next, two taps away."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.intake.application import Desk, Hers
from services.intake.labels import checked
from services.intake.web import groups, receipts, words
from services.intake.web.recording import event
from services.intake.web.sheets import routes as sheets
from services.intake.web.showing import HOME, ReaderOf, at_desk, page, row
from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.errors import NotSignedIn, NotWellFormed
from shared.parameters import id_in
from shared.web.frame import Page, entrance, onward
from shared.web.posting import NOTHING, Fields


def pages(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> list[APIRouter]:
    """Routes under /intake; `reader_of` tells who is signed in, or raises `NotSignedIn`."""
    who = at_desk(reader_of)
    return [
        of_all(desk, who),
        of_new(desk, door, who),
        of_one(desk, door, who),
        receipts.routes(desk, door, who),
        groups.routes(desk, door, who),
        sheets.routes(desk, door, who),
    ]


def of_all(desk: Desk, reader_of: ReaderOf) -> APIRouter:
    """The pathways of one's organisation; what is looked for never stands in an address."""
    routes = APIRouter(prefix="/intake", route_class=Page, include_in_schema=False)

    @routes.get("/")
    def home(request: Request, after: Annotated[int, Query(ge=0, le=1 << 30)] = 0) -> Response:
        try:
            reader = reader_of(request)
        except NotSignedIn:
            return entrance(request)
        return listed(reader, "", after)

    @routes.post("/")
    def sought(request: Request, reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        return listed(reader, request.state.fields.get("label", "")[:40], 0)

    def listed(reader: Reader, wanted: str, after: int) -> Response:
        found, more = desk.pathways(reader, wanted, after)
        if wanted and len(found) == 1:
            return onward(f"{HOME}pathways/{found[0].pathway_id}#record")
        rows = [{**each._asdict(), "what": words.what(each.last) if each.last else ""} for each in found]
        return page("desk.html", reader, rows=rows, sought=wanted, next=more)

    return routes


def of_new(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """A woman who comes for the first time: the first contact opens her registration here."""
    routes = APIRouter(prefix="/intake/new", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("")
    def new(reader: Annotated[Reader, who]) -> Response:
        return page("new.html", reader)

    @routes.post("")
    async def begun(request: Request, reader: Annotated[Reader, who]) -> Response:
        fields = request.state.fields
        raw = orjson.dumps({"label": fields.get("label", "").strip()})
        hers = id_in(fields.get("pathway_id", ""))
        try:
            checked(raw)
            receipt = await door.take(event({**fields, "type": "ReferralReceived"}, str(hers)), reader)
            problems = receipt.errors
        except NotWellFormed as refusal:
            problems = list(refusal.errors)
        if problems:
            return page("new.html", reader, fields, status=422, wrong=words.wrong(problems))
        await run_in_threadpool(desk.labels.put, hers, raw, reader)
        return onward(f"{HOME}pathways/{hers}")

    return routes


def of_one(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """One pathway: what goes on there, and the forms to record what happened."""
    routes = APIRouter(prefix="/intake/pathways/{pathway_id}", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("")
    def hers(pathway_id: str, reader: Annotated[Reader, who]) -> Response:
        return hers_page(reader, desk.hers(id_in(pathway_id), reader))

    @routes.post("")
    async def record(pathway_id: str, request: Request, reader: Annotated[Reader, who]) -> Response:
        fields, found = request.state.fields, await run_in_threadpool(desk.hers, id_in(pathway_id), reader)
        receipt = await door.take(event(fields, found.pathway_id), reader)
        if receipt.errors:
            status = 409 if receipt.status == "conflict" else 422
            return hers_page(reader, found, fields, words.wrong(receipt.errors), status)
        return onward(f"{HOME}receipts/{receipt.event_id}")

    @routes.post("/label")
    def label(pathway_id: str, request: Request, reader: Annotated[Reader, who]) -> Response:
        raw = orjson.dumps({"label": request.state.fields.get("label", "").strip()})
        try:
            desk.labels.put(id_in(pathway_id), raw, reader)
        except NotWellFormed as refusal:
            found = desk.hers(id_in(pathway_id), reader)
            return hers_page(reader, found, request.state.fields, words.wrong(refusal.errors), 422)
        return onward(f"{HOME}pathways/{id_in(pathway_id)}")

    return routes


def hers_page(
    reader: Reader,
    found: Hers,
    kept: Fields = NOTHING,
    wrong: dict[str, str] | None = None,
    status: int = 200,
) -> HTMLResponse:
    """`kept` is what was typed into a form that was not taken, `wrong` why."""
    steps = [{"step": each, "last": found.work.last_meeting(each)} for each in found.work.going_on]
    lately = [row(each, found.work) for each in found.facts]
    said = {"hers": found, "steps": steps, "needs": found.work.open_needs, "lately": lately}
    return page("hers.html", reader, kept, status=status, wrong=wrong or {}, **said)
