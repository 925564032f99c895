"""The page that shows which days without support go back to the end of which funding window."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Query, Request, Response
from markupsafe import Markup

from services.pathway.funding import Period
from services.pathway.web import told
from services.pathway.web.marks import fitting, plated, tag, text
from services.pathway.web.said import days, gettext
from services.pathway.web.told import PHONE
from shared.access import Reader
from shared.clocks import civil_day, day_of
from shared.languages import ENGLISH, sentence
from shared.web.frame import Page
from shared.web.labels import label

WIDE, ROW, HIGH = 720, 44, 20
BRIDGE = 30
PALE = sentence("The pale part of a bar is what a bridge of %(days)s would have saved.")
Item = dict[str, Any]
Bridge = Annotated[int, Query(ge=0, le=366)]


class Impact(Protocol):
    """What the page asks of the service."""

    def funding_impact(self, period: Period, reader: Reader) -> Item: ...


def impact_page(application: Impact, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route; a period that is left out is this year up to today."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/funding-impact")
    def funding_impact(
        reader: Annotated[Reader, Depends(reader_of)],
        first: Annotated[str, Query(alias="from")] = "",
        last: Annotated[str, Query(alias="to")] = "",
        bridge: Bridge = BRIDGE,
    ) -> Response:
        found = application.funding_impact(period_of(first.strip(), last.strip(), bridge), reader)
        lang = told.lang()
        rows = bars_of(found, lang)
        return told.page(
            "funding_impact.html",
            reader,
            found=found,
            rows=rows,
            wide=bars(rows, WIDE, found["bridge"], lang),
            slim=bars(rows, PHONE, found["bridge"], lang),
        )

    return routes


def period_of(first: str, last: str, bridge: int) -> Period:
    today = civil_day(datetime.now(UTC))
    start = day_of(first, "from") if first else date(today.year, 1, 1)
    return Period(start, day_of(last, "to") if last else max(today, start), bridge)


def bars_of(found: Item, lang: str = ENGLISH) -> list[Item]:
    """A row for each window, and one for the days that no known window accounts for."""
    rows = [
        {**each, "name": f"{each['provider_id']} {each['funding_window_id']}", "said": spread(each, lang)}
        for each in found["windows"]
    ]
    unattributed = found["unattributed"]
    if unattributed["days"]:
        rows.append(
            {
                **unattributed,
                "name": gettext("No window told", lang),
                "last_day": None,
                "overlaps": [],
                "said": spread(unattributed, lang),
            }
        )
    return rows


def spread(each: Item, lang: str) -> str:
    """The dimensions of a row, each with its days."""
    return ", ".join(f"{label(dimension, lang).lower()} {n}" for dimension, n in each["dimensions"].items())


def bars(rows: list[Item], wide: int, bridge: int, lang: str) -> Markup:
    """A bar for each row, as long as its days; the pale part is what a bridge would have saved."""
    if not rows:
        return Markup("")
    most = max(row["days"] for row in rows)
    drawn = [bar(row, n * ROW, wide, most, lang) for n, row in enumerate(rows)]
    return tag(
        "svg",
        tag("title", gettext("Days without support by funding window", lang)),
        tag("desc", gettext(PALE, lang, days=days(bridge, lang))),
        *drawn,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide} {len(rows) * ROW}",
        role="img",
        font_family="system-ui, sans-serif",
        class_="picture",
    )


def bar(row: Item, top: int, wide: int, most: int, lang: str) -> Markup:
    room = wide - 90
    whole = max(row["days"] / most * room, 2.0)
    saved = row["bridged_days"] / row["days"] * whole
    y = top + 18
    said = gettext("%(num)s saved", lang, num=row["bridged_days"])
    shape = {"y": y, "height": HIGH, "class_": "shade-gap"}
    return tag(
        "g",
        tag("title", f"{row['name']}: {days(row['days'], lang)}, {said}"),
        text(0, top + 13, row["name"], size=13, font_weight=600),
        tag("rect", x=0, width=saved, fill_opacity=".35", **shape),
        tag("rect", x=saved, width=whole - saved, **shape),
        text(whole + 6, y + 15, days(row["days"], lang), size=13),
        plated(4, y + 14, fitting([said], saved - 8, 11)),
    )
