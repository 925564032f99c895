"""What if funding windows ended on other days: what is lost before and after, drawn and told; nothing is stored."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Final, NamedTuple, Protocol

from fastapi import APIRouter, Depends, Query, Request, Response

from services.pathway.funding import Question
from services.pathway.web import told
from services.pathway.web.columns import Column, columns
from services.pathway.web.said import gettext, short
from services.pathway.web.told import DESK, PHONE
from shared.access import Reader
from shared.clocks import day_of
from shared.reads import telling
from shared.web.frame import Page

ROWS: Final = 3
"""Windows that can be asked about at once."""
MOST: Final = 50
Row = dict[str, Any]
Windows = Annotated[Sequence[str], Query(alias="window", max_length=ROWS)]
Days = Annotated[Sequence[str], Query(alias="last_day", max_length=ROWS)]


class Asking(Protocol):
    """What the page asks of the service."""

    def windows(self, reader: Reader, today: date) -> list[Row]: ...

    def what_if(self, question: Question, reader: Reader) -> tuple[Row, Row]: ...


class Line(NamedTuple):
    """One line of the form as it was sent; `missing` says that a day is wanted."""

    window: str = ""
    last_day: str = ""

    @property
    def missing(self) -> bool:
        return bool(self.window) and not self.last_day


def what_if_page(application: Asking, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route. A question changes nothing, so it stands in the address: windows and days, nothing of anybody."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/funding-impact/what-if")
    def what_if(
        reader: Annotated[Reader, Depends(reader_of)],
        window: Windows = (),
        last_day: Days = (),
    ) -> Response:
        lines = [Line(name.strip(), day.strip()) for name, day in zip(window, last_day, strict=False)]
        known = application.windows(reader, told.today())
        form = {"lines": [*lines, *[Line()] * (ROWS - len(lines))], "windows": known}
        asked = {each.window: day_of(each.last_day, "last_day") for each in lines if each.window and each.last_day}
        if not asked or any(each.missing for each in lines):
            return told.page("what_if.html", reader, found=None, **form)
        before, after = application.what_if(Question(asked, told.today()), reader)
        telling.of(each["pathway_id"] for each in after["items"][:MOST])
        pictures = {"wide": drawn(before, after, DESK), "slim": drawn(before, after, PHONE)}
        return told.page("what_if.html", reader, found=after, before=before, most=MOST, pictures=pictures, **form)

    return routes


def drawn(before: Row, after: Row, wide: int) -> tuple[str, str]:
    """Steps that nothing pays for, by week, as it is confirmed and as it is asked; both by one scale."""
    weeks = starts(date.fromisoformat(after["on"]), date.fromisoformat(after["until"]), 6 if wide <= PHONE else 14)
    found = [[*unpaid(weeks, each["items"])] for each in (before, after)]
    most = max((column.all for each in found for column in each), default=0)
    lang = told.lang()
    names = (gettext("As it is confirmed now", lang), gettext("As you ask", lang))
    told_of = gettext(
        "Steps that nothing pays for, on the first day of each span; the pale part has a place held.", lang
    )
    now, then = (columns(each, name, told_of, wide, most) for each, name in zip(found, names, strict=True))
    return now, then


def starts(first: date, last: date, most: int) -> list[date]:
    """So many days, evenly apart by whole weeks, from the day after the first."""
    apart = max(1, -(-((last - first).days + 1) // (7 * most)))
    return [first + timedelta(days=1 + 7 * apart * n) for n in range(((last - first).days - 1) // (7 * apart) + 1)]


def unpaid(days: Iterable[date], items: Iterable[Row]) -> Iterable[Column]:
    for day in days:
        lost = [each for each in items if each["lost_on"] <= day.isoformat()]
        yield Column(short(day.isoformat(), told.lang()), len(lost), sum(each["pact"] is not None for each in lost))
