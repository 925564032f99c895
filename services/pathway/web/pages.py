"""The pages of the pathway service: the list of pathways, one pathway, a grant."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal, Protocol
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse

from services.pathway.asking import Narrowed
from services.pathway.web import grants, tables, told
from services.pathway.web.asked_words import DUTIES
from services.pathway.web.listing import listing
from services.pathway.web.picture import svg
from services.pathway.web.said import gettext
from services.pathway.web.week import in_words
from services.pathway.web.zoom import SPANS, zoomed
from shared.access import Reader
from shared.clocks import When, when
from shared.errors import NotSignedIn
from shared.languages import sentence
from shared.parameters import id_in
from shared.reads import telling
from shared.web.frame import Page, entrance

After = Annotated[str | None, Query(max_length=2000)]
SPANS_SAID = {
    "": sentence("All of it"),
    "year": sentence("The last year"),
    "quarter": sentence("The last three months"),
}


class Before(Protocol):
    """One reader before one pathway."""

    def picture(self, when: When) -> dict[str, Any]: ...

    def views(self, when: When) -> dict[str, Any]: ...

    def history(self, when: When) -> dict[str, Any]: ...


class Application(Protocol):
    """What the pages ask of the service."""

    def cases(self, reader: Reader, after: str | None) -> dict[str, Any]: ...

    def before(self, pathway_id: str, reader: Reader) -> Before: ...

    def tasks(self, reader: Reader, on: date, wanted: Narrowed) -> list[dict[str, Any]]: ...

    def grant_report(self, window_id: str, when: When, reader: Reader) -> dict[str, Any]: ...


def pages(application: Application, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """Routes under /pathway; `reader_of` tells who is signed in, or raises `NotSignedIn`."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/")
    def caseload(request: Request, after: After = None) -> Response:
        try:
            reader = reader_of(request)
        except NotSignedIn:
            return entrance(request)
        return caseload_page(application, reader, after)

    @routes.get("/pathways/{pathway_id}")
    def pathway(
        pathway_id: str, asked: Annotated[Asked, Depends(Asked)], reader: Annotated[Reader, Depends(reader_of)]
    ) -> Response:
        return pathway_page(application, str(id_in(pathway_id)), asked, reader)

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
        return grants.paper(report, told.lang()) if shape == "report.pdf" else grants.sheet(report)

    return routes


class Asked:
    """The two clocks as they stand in the address, and how far back the picture goes."""

    def __init__(self, as_of: str = "", known_at: str = "", span: str = "") -> None:
        self.as_of, self.known_at = as_of.strip(), known_at.strip()
        self.span = span if span in SPANS else ""

    @property
    def when(self) -> When:
        return when(self.as_of or None, self.known_at or None, datetime.now(UTC))

    @property
    def query(self) -> str:
        """The same clocks for another address; empty if none was given."""
        return self._query({})

    def address(self, pathway_id: str, **other: str) -> str:
        """The pathway's page with the same clocks and span, but for some."""
        return f"/pathway/pathways/{pathway_id}{self._query(other)}"

    def _query(self, other: dict[str, str]) -> str:
        said = {name: value for name, value in {**vars(self), **other}.items() if value}
        return f"?{urlencode(said)}" if said else ""


def caseload_page(application: Application, reader: Reader, after: str | None = None) -> HTMLResponse:
    """All where they are few, what needs a look first, with counts; else a page in the order of ids, and its next."""
    found = telling.listed(application.cases(reader, after))
    rows = tables.cases(found["items"], told.today(), told.lang(), in_order=not found["whole"])
    counts = tables.attention(rows) if found["whole"] else None
    more = f"/pathway/?after={found['next']}" if found["next"] else ""
    return told.page("caseload.html", reader, rows=rows, attention=counts, more_at=more)


def pathway_page(application: Application, pathway_id: str, asked: Asked, reader: Reader) -> HTMLResponse:
    clocks, lang = asked.when, told.lang()
    before = application.before(pathway_id, reader)
    picture, views = before.picture(clocks), before.views(clocks)
    items = before.history(clocks)["items"]
    whole = before.history(Asked(known_at=asked.known_at).when)["items"] if asked.as_of else items
    history = [tables.history_row(item, lang) for item in items]
    known = {row["event_id"]: row for row in history}
    now = not asked.as_of and not asked.known_at
    tasks = application.tasks(reader, told.today(), Narrowed(pathway_id=pathway_id)) if now else []
    return told.page(
        "pathway.html",
        reader,
        pathway_id=pathway_id,
        name=pathway_id[:8],
        when=asked,
        today=(date.fromisoformat(views["as_of"]) - timedelta(days=1)).isoformat(),
        views=views,
        answers=answers(views, reader),
        **drawn(picture, SPANS[asked.span], lang),
        **neighbours(whole, views["as_of"]),
        withheld=tables.withheld({*views.get("withheld", ()), *picture.get("withheld", ())}, lang),
        continuity=tables.continuity(views, picture, lang),
        uncovered=sum(bool(each["uncovered_since"]) for each in views["continuity"].values()),
        now=now,
        tasks=[{**in_words(each), "whose": DUTIES[each["duty"]]} for each in tasks],
        steps=tables.steps(views, lang),
        plan=tables.plan(views),
        goals=tables.goals(views, lang),
        handovers=tables.handovers(views, picture),
        aside=tables.remarks(views["set_aside"], known, lang),
        warnings=tables.remarks(views["warnings"], known, lang),
        history=history,
    )


def answers(views: dict[str, Any], reader: Reader) -> bool:
    """Whether this reader's organisation answers for her: who gives her her own history."""
    return bool(views["referent"]) and views["referent"]["provider_id"] == reader.provider_id


def drawn(picture: dict[str, Any], last: int | None, lang: str) -> dict[str, Any]:
    """The picture at both widths and as a table; nothing before the first fact."""
    spans = [(code, gettext(words, lang)) for code, words in SPANS_SAID.items()]
    about = {"first": picture["from"], "tomorrow": told.today() + timedelta(days=1), "spans": spans}
    if not picture["from"]:
        return {"wide": "", "slim": "", "listing": [], **about}
    wide, slim = (svg(picture, lang, width, last) for width in (told.DESK, told.PHONE))
    return {"wide": wide, "slim": slim, "listing": listing(zoomed(picture, last), lang), **about}


def neighbours(items: list[dict[str, Any]], as_of: str) -> dict[str, str]:
    """The clocks before and after this one at which something had just happened."""
    ends = {(date.fromisoformat(item["occurred_on"]) + timedelta(days=1)).isoformat() for item in items}
    before, after = [each for each in ends if each < as_of], [each for each in ends if each > as_of]
    return {"before": max(before, default=""), "after": min(after, default="")}
