"""The pages of the pathway service: the list of pathways, one pathway, a grant."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Protocol
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.pathway.web import grants, tables
from services.pathway.web.listing import listing
from services.pathway.web.picture import svg
from services.pathway.web.words import day, days
from shared.access import Reader
from shared.clocks import When, civil_day, when
from shared.errors import NotSignedIn, UnknownPathway
from shared.reads import telling
from shared.web.frame import Page, entrance, render

PHONE, DESK = 360, 1120
WORDS: dict[str, Any] = {"day": day, "days": days, "due": tables.due, "left": tables.left}
TEMPLATES = Path(__file__).parent / "templates"


class Application(Protocol):
    """What the pages ask of the service."""

    def caseload(self, reader: Reader) -> list[dict[str, Any]]: ...

    def picture(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]: ...

    def views(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]: ...

    def history(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]: ...

    def grant_report(self, window_id: str, when: When, reader: Reader) -> dict[str, Any]: ...


def pages(application: Application, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """Routes under /pathway; `reader_of` tells who is signed in, or raises `NotSignedIn`."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/")
    def caseload(request: Request) -> Response:
        try:
            reader = reader_of(request)
        except NotSignedIn:
            return entrance(request)
        return caseload_page(application, reader)

    @routes.get("/pathways/{pathway_id}")
    def pathway(
        pathway_id: str, asked: Annotated[Asked, Depends(Asked)], reader: Annotated[Reader, Depends(reader_of)]
    ) -> Response:
        return pathway_page(application, canonical(pathway_id), asked, reader)

    @routes.get("/grants/{window_id}/{shape}")
    def grant(
        window_id: str,
        shape: Literal["report", "report.pdf", "report.csv"],
        asked: Annotated[Asked, Depends(Asked)],
        reader: Annotated[Reader, Depends(reader_of)],
    ) -> Response:
        report = application.grant_report(window_id, asked.when, reader)
        if shape == "report":
            return grants.page(report, reader, asked.query)
        return grants.paper(report) if shape == "report.pdf" else grants.sheet(report)

    return routes


class Asked:
    """The two clocks as they stand in the address."""

    def __init__(self, as_of: str = "", known_at: str = "") -> None:
        self.as_of, self.known_at = as_of.strip(), known_at.strip()

    @property
    def when(self) -> When:
        return when(self.as_of or None, self.known_at or None, datetime.now(UTC))

    @property
    def query(self) -> str:
        """The same clocks for another address; empty if none was given."""
        said = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(said)}" if said else ""


def canonical(pathway_id: str) -> str:
    """A pathway's id in its one form; anything else is a pathway that is not there."""
    try:
        return str(UUID(pathway_id))
    except ValueError:
        raise UnknownPathway from None


def caseload_page(application: Application, reader: Reader) -> HTMLResponse:
    found = application.caseload(reader)
    telling.of(item["pathway_id"] for item in found)
    rows = tables.cases(found, civil_day(datetime.now(UTC)))
    return render(
        "caseload.html", folder=TEMPLATES, reader=reader, rows=rows, attention=tables.attention(rows), **WORDS
    )


def pathway_page(application: Application, pathway_id: str, asked: Asked, reader: Reader) -> HTMLResponse:
    clocks = asked.when
    picture = application.picture(pathway_id, clocks, reader)
    views = application.views(pathway_id, clocks, reader)
    items = application.history(pathway_id, clocks, reader)["items"]
    return render(
        "pathway.html",
        folder=TEMPLATES,
        reader=reader,
        pathway_id=pathway_id,
        name=pathway_id[:8],
        when=asked,
        today=(date.fromisoformat(views["as_of"]) - timedelta(days=1)).isoformat(),
        views=views,
        **drawn(picture),
        continuity=tables.continuity(views, picture),
        uncovered=sum(bool(each["uncovered_since"]) for each in views["continuity"].values()),
        steps=tables.steps(views),
        handovers=tables.handovers(views, picture),
        aside=tables.remarks(views["set_aside"], items),
        warnings=tables.remarks(views["warnings"], items),
        history=[tables.history_row(item) for item in items],
        **WORDS,
    )


def drawn(picture: dict[str, Any]) -> dict[str, Any]:
    """The picture at both widths and as a table; nothing before the first fact."""
    if not picture["from"]:
        return {"wide": "", "slim": "", "listing": []}
    return {"wide": svg(picture, width=DESK), "slim": svg(picture, width=PHONE), "listing": listing(picture)}
