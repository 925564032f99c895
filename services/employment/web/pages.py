"""The pages of the employment service: placements, openings, and of one woman her plan, openings and profile."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Protocol
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.employment.web import for_employer, openings, placements, plan
from services.employment.web.asked import Clocks, Looked
from services.employment.web.for_employer import Printed
from services.employment.web.words import words
from shared import languages
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotSignedIn
from shared.parameters import id_in
from shared.web import shown
from shared.web.frame import HEADERS, Page, entrance, render

TEMPLATES: Final = Path(__file__).parent / "templates"
KINDS: Final = ("job", "traineeship", "course")
Row = dict[str, Any]
ReaderOf = Callable[[Request], Reader]


class Work(Protocol):
    """What the pages ask of the service; each reading is decided for its reader."""

    def plan(self, pathway_id: UUID, when: When, reader: Reader) -> Row: ...

    def placements(self, when: When, reader: Reader) -> list[Row]: ...

    def openings(self, looked: Looked, when: When, reader: Reader) -> Row: ...

    def openings_for_her(self, pathway_id: UUID, looked: Looked, when: When, reader: Reader) -> Row: ...

    def skill(self, code: str) -> str: ...


def pages(work: Work, reader_of: ReaderOf) -> list[APIRouter]:
    """Routes under /employment; `reader_of` tells who is signed in, or raises `NotSignedIn`."""
    return [of_all(work, reader_of), of_one(work, reader_of)]


def of_all(work: Work, reader_of: ReaderOf) -> APIRouter:
    """What tells of an organisation, and of nobody."""
    routes = APIRouter(prefix="/employment", route_class=Page, include_in_schema=False)

    @routes.get("/")
    def home(request: Request) -> Response:
        try:
            reader = reader_of(request)
        except NotSignedIn:
            return entrance(request)
        when = Clocks().when
        rows = placements.rows(work.placements(when, reader))
        return page("placements.html", reader, rows=rows, counted=placements.counted(rows, when.today))

    @routes.get("/openings")
    def register(looked: Annotated[Looked, Depends(Looked)], reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        return openings_page(work.openings(looked, Clocks().when, reader), looked, reader)

    return routes


def of_one(work: Work, reader_of: ReaderOf) -> APIRouter:
    """What tells of one woman."""
    routes = APIRouter(prefix="/employment/pathways", route_class=Page, include_in_schema=False)

    @routes.get("/{pathway_id}")
    def her_plan(
        pathway_id: str, asked: Annotated[Clocks, Depends(Clocks)], reader: Annotated[Reader, Depends(reader_of)]
    ) -> Response:
        found = work.plan(id_in(pathway_id), asked.when, reader)
        today = date.fromisoformat(found["as_of"]) - timedelta(days=1)
        said = plan.told(found, work.skill, shown.current.get().lang)
        clocks = {"asked": asked, "today": today.isoformat()}
        return page("plan.html", reader, pathway_id=pathway_id, plan=said, **clocks)

    @routes.get("/{pathway_id}/openings")
    def her_openings(
        pathway_id: str, looked: Annotated[Looked, Depends(Looked)], reader: Annotated[Reader, Depends(reader_of)]
    ) -> Response:
        found = work.openings_for_her(id_in(pathway_id), looked, Clocks().when, reader)
        return openings_page(found, looked, reader, pathway_id)

    @routes.get("/{pathway_id}/profile")
    def her_profile(
        pathway_id: str,
        reader: Annotated[Reader, Depends(reader_of)],
        lang: str = "",
        entitlement: str = "",
    ) -> Response:
        found = printed(work, pathway_id, reader, lang, entitlement)
        said = {"found": found, "preview": for_employer.preview(found), "entitlement": entitlement == "yes"}
        return page("profile.html", reader, pathway_id=pathway_id, **said)

    @routes.get("/{pathway_id}/profile.pdf")
    def her_paper(
        pathway_id: str,
        reader: Annotated[Reader, Depends(reader_of)],
        lang: str = "",
        entitlement: str = "",
    ) -> Response:
        content = for_employer.paper(printed(work, pathway_id, reader, lang, entitlement))
        # Its name in the folder of downloads tells as little as the paper does.
        told = {"Content-Disposition": 'attachment; filename="profile.pdf"'}
        return Response(content, media_type="application/pdf", headers={**HEADERS, **told})

    return routes


def printed(work: Work, pathway_id: str, reader: Reader, lang: str, entitlement: str) -> Printed:
    """What the paper says today, in the language asked for or else that of the page."""
    hers = for_employer.qualified(work.plan(id_in(pathway_id), Clocks().when, reader))
    spoken = lang if lang in languages.STAFF else shown.current.get().lang
    return for_employer.printed(hers, work.skill, spoken, entitlement=entitlement == "yes")


def openings_page(found: Row, looked: Looked, reader: Reader, pathway_id: str = "") -> HTMLResponse:
    lang = shown.current.get().lang
    action = f"/employment/pathways/{pathway_id}/openings" if pathway_id else "/employment/openings"
    rows = [openings.told(each, lang) for each in found["items"]]
    if pathway_id:
        rows = [{**row, "asked": list(openings.asked(row, lang)), "warned": openings.warned(row)} for row in rows]
    more = f"{action}?{urlencode({**looked.query, 'after': found['next']})}" if found["next"] else ""
    kinds = [(code, words(code)) for code in KINDS]
    said = {"wanted": looked, "filtered": bool(looked.query), "kinds": kinds, "next": more, "action": action}
    return page("openings.html", reader, pathway_id=pathway_id, rows=rows, **said)


def page(template: str, reader: Reader, **said: Any) -> HTMLResponse:
    return render(template, folder=TEMPLATES, reader=reader, day=day, **said)


def day(iso: str | None) -> str:
    """A civil day as people of the page's language write it; nothing for None."""
    return languages.day(date.fromisoformat(iso[:10]), shown.current.get().lang) if iso else ""
