"""The lists over pathways as pages: what is amiss, with whom, and since when; each leads to the pathway."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple, Protocol

from fastapi import APIRouter, Depends, Query, Request, Response

from services.pathway.paging import Filters
from services.pathway.web import told
from services.pathway.web.week import in_words
from shared.access import Reader
from shared.languages import sentence
from shared.reads import telling
from shared.web.frame import Page

AT_ONCE: Final = 50
Row = dict[str, Any]
After = Annotated[str | None, Query(max_length=2000)]
Band = Annotated[str | None, Query(pattern="^(overdue|red|amber|green)$")]


class Listing(Protocol):
    """What the pages ask of the service."""

    def page(self, name: str, reader: Reader, today: date, wanted: Filters, after: str | None, limit: int) -> Row: ...


class Shown(NamedTuple):
    """How a list is shown: its heading, what its emptiness means, and which columns it has."""

    heading: str
    nothing: str
    columns: frozenset[str]


SHOWN: Final = {
    "gaps": Shown(
        sentence("Needs without support now"),
        sentence("Every open need is covered today."),
        frozenset({"dimension", "cause", "provider", "since"}),
    ),
    "deadlines": Shown(
        sentence("Deadlines"), sentence("No deadline of this kind is open."), frozenset({"rule", "due_on"})
    ),
    "without-referent": Shown(
        sentence("Without a referent"), sentence("Somebody answers for every open pathway."), frozenset({"since"})
    ),
    "duplicates": Shown(
        sentence("Served twice at once"),
        sentence("Nowhere do two providers do the same without an agreement."),
        frozenset({"dimension", "steps", "since"}),
    ),
    "silent": Shown(
        sentence("Steps not confirmed"),
        sentence("Every active step was heard of within the last 30 days."),
        frozenset({"dimension", "step", "provider", "heard"}),
    ),
    "set-aside": Shown(
        sentence("Entries set aside"),
        sentence("Every entry fits its history."),
        frozenset({"reason", "provider", "since"}),
    ),
    "funding-at-risk": Shown(
        sentence("Funding that ends within 60 days"),
        sentence("No step loses its funding within 60 days."),
        frozenset({"dimension", "step", "provider", "window", "last_day", "place"}),
    ),
    "fallbacks-missing": Shown(
        sentence("No place held"),
        sentence("For every step whose funding ends, a place is held."),
        frozenset({"dimension", "step", "provider", "window", "last_day"}),
    ),
    "tasks": Shown(
        sentence("Tasks"), sentence("Nothing is asked of you today."), frozenset({"task", "provider", "task_due"})
    ),
}


def list_pages(application: Listing, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """A route for each list."""
    routes = APIRouter(prefix="/pathway/lists", route_class=Page, include_in_schema=False)
    for name in SHOWN:
        _add(routes, name, application, reader_of)
    return routes


def _add(routes: APIRouter, name: str, application: Listing, reader_of: Callable[[Request], Reader]) -> None:
    def listed(reader: Annotated[Reader, Depends(reader_of)], urgency: Band = None, after: After = None) -> Response:
        wanted = Filters(urgency=urgency) if name == "deadlines" else Filters()
        found = telling.listed(application.page(name, reader, told.today(), wanted, after, AT_ONCE))
        rows = [in_words(each) if name == "tasks" else each for each in found["items"]]
        kept = f"urgency={urgency}&" if wanted.urgency else ""
        more = f"/pathway/lists/{name}?{kept}after={found['next']}" if found["next"] else ""
        return told.page("list.html", reader, shown=SHOWN[name], rows=rows, more_at=more, first=not after)

    routes.add_api_route(f"/{name}", listed, name=name.replace("-", "_"))
