"""The network today: counts of what is amiss, each leading to its list, and funding at risk on a calendar."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple, Protocol

from fastapi import APIRouter, Depends, Request, Response

from services.pathway.web import told
from services.pathway.web.columns import Column, columns
from services.pathway.web.said import gettext, short
from services.pathway.web.told import DESK, PHONE
from shared.access import Reader
from shared.languages import sentence
from shared.web.frame import Page

Row = dict[str, Any]


class Network(Protocol):
    """What the page asks of the service."""

    def network(self, reader: Reader, today: date) -> Row: ...


class Count(NamedTuple):
    """How many of what, and where they are listed."""

    said: str
    number: int
    address: str


COUNTED: Final = (
    ("gaps", sentence("needs without support now")),
    ("without-referent", sentence("without a referent")),
    ("duplicates", sentence("served twice at once")),
    ("silent", sentence("steps not confirmed")),
)


def today_page(application: Network, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route; it names no pathway."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/today")
    def network(reader: Annotated[Reader, Depends(reader_of)]) -> Response:
        found = application.network(reader, told.today())
        pictures = {"wide": drawn(found["weeks"], DESK), "slim": drawn(found["weeks"], PHONE)}
        return told.page(
            "today.html",
            reader,
            counts=counts(found),
            aside=found["counts"]["set-aside"],
            weeks=found["weeks"],
            **pictures,
        )

    return routes


def counts(found: Row) -> list[Count]:
    """The figures of the page, what is worst first."""
    listed = [Count(said, found["counts"][name], f"/pathway/lists/{name}") for name, said in COUNTED]
    return [
        *listed[:1],
        Count(sentence("deadlines overdue"), found["overdue"], "/pathway/lists/deadlines?urgency=overdue"),
        *listed[1:],
        Count(sentence("urgent tasks"), found["urgent"], "/pathway/lists/tasks"),
        Count(sentence("steps whose funding ends within 60 days"), found["at_risk"], "/pathway/lists/funding-at-risk"),
        Count(sentence("of these with no place held"), found["unheld"], "/pathway/lists/fallbacks-missing"),
    ]


def drawn(weeks: list[Row], wide: int) -> str:
    """The calendar as columns; nothing where no funding ends."""
    if not any(week["steps"] for week in weeks):
        return ""
    lang = told.lang()
    found = [Column(short(week["first"], lang), week["steps"], week["held"]) for week in weeks]
    title = gettext("Steps whose funding ends, by week", lang)
    return columns(found, title, gettext("The pale part has a place held.", lang), wide)
