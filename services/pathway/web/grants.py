"""The grant report for people: a page, a paper for the funder, a sheet for a spreadsheet. No pathway is named."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from io import StringIO
from typing import Any, Final

from fastapi import Response
from fastapi.responses import HTMLResponse

from services.pathway.web import told
from services.pathway.web.said import day, days, gettext, number
from services.pathway.web.words import cause, dimension_rank
from shared.access import Reader
from shared.languages import ENGLISH, sentence
from shared.web.frame import HEADERS, templates
from shared.web.labels import label
from shared.web.paper import pdf

Row = dict[str, Any]
MEDIA: Final = ("text/csv", "application/pdf")
COUNTS: Final = (
    ("women", sentence("Women")),
    ("steps", sentence("Steps")),
    ("steps_started", sentence("started in the window")),
    ("steps_ended", sentence("ended in the window")),
    ("steps_active_at_end", sentence("active at its end")),
    ("sessions", sentence("Sessions held")),
    ("hours", sentence("Hours")),
    ("sessions_without_minutes", sentence("sessions whose length is not told")),
    ("sessions_outside_window", sentence("Sessions outside the window")),
    ("unfunded_sessions", sentence("Unfunded sessions")),
)
LEFT: Final = (
    ("women", sentence("Women interrupted")),
    ("days", sentence("Days of interruption")),
    ("bridged_days", sentence("bridged by others")),
    ("going_on_days", sentence("going on")),
)
BENEATH: Final = frozenset(
    {"steps_started", "steps_ended", "steps_active_at_end", "sessions_without_minutes", "bridged_days", "going_on_days"}
)


def page(report: Row, reader: Reader, query: str) -> HTMLResponse:
    """The report in the frame of all pages; `query` are the clocks asked for, for the links to paper and sheet."""
    return told.page("grant.html", reader, query=query, **_shown(report, told.lang()))


def paper(report: Row, lang: str = ENGLISH) -> Response:
    """The same bytes for the same report in the same language."""
    html = templates(told.TEMPLATES, lang).get_template("grant_paper.html").render(**_shown(report, lang))
    return _file(pdf(html), "application/pdf", report)


def sheet(report: Row) -> Response:
    """One row for all and one for each dimension; of the causes a column for each that occurs."""
    return _file(csv_of(report).encode(), "text/csv; charset=utf-8", report)


def csv_of(report: Row) -> str:
    """The report as CSV (RFC 4180), its columns named as its fields are."""
    about = {name: report[name] for name in ("provider_id", "funding_window_id", "first_day", "last_day", "as_of")}
    causes = report["total"]["interruptions"]["causes"]
    rows = [
        {**about, "dimension": name, **_flat(figures, causes)}
        for name, figures in [("all", report["total"]), *_ranked(report["dimensions"])]
    ]
    out = StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def lines(report: Row, lang: str = ENGLISH) -> Iterator[tuple[str, bool, list[Any]]]:
    """The report as a table: what, whether it is a part of the line above, then the figure of all and of each."""
    columns = [report["total"], *(figures for _, figures in _ranked(report["dimensions"]))]
    for name, what in COUNTS:
        yield gettext(what, lang), name in BENEATH, [_figure(figures[name], lang) for figures in columns]
    left = [figures["interruptions"] for figures in columns]
    for name, what in LEFT:
        yield gettext(what, lang), name in BENEATH, [each[name] for each in left]
    for code in report["total"]["interruptions"]["causes"]:
        yield cause(code, lang), True, [each["causes"].get(code, 0) for each in left]


def file_name(report: Row, ending: str) -> str:
    return f"grant-{report['provider_id']}-{report['funding_window_id']}-{last_looked_at(report)}.{ending}"


def last_looked_at(report: Row) -> str:
    return (date.fromisoformat(report["as_of"]) - timedelta(days=1)).isoformat()


def _shown(report: Row, lang: str) -> Row:
    return {
        "report": report,
        "columns": [label(name, lang) for name, _ in _ranked(report["dimensions"])],
        "lines": list(lines(report, lang)),
        "today": last_looked_at(report),
        "day": partial(day, lang=lang),
        "days": partial(days, lang=lang),
        "number": partial(number, lang=lang),
    }


def _ranked(dimensions: Row) -> list[tuple[str, Row]]:
    return sorted(dimensions.items(), key=lambda each: dimension_rank(each[0]))


def _figure(figure: Any, lang: str) -> Any:
    if isinstance(figure, dict):
        return sum(figure.values())
    return number(figure, lang) if isinstance(figure, float) else figure


def _flat(figures: Row, causes: Row) -> Row:
    """The figures of one row, those inside of others named `outer_inner`."""
    left = figures["interruptions"]
    counted = {name: value for name, value in figures.items() if not isinstance(value, dict)}
    ended = {f"steps_{state}": number for state, number in figures["steps_ended"].items()}
    interrupted = {f"interruption_{name}": value for name, value in left.items() if name != "causes"}
    by_cause = {f"interruption_days_{code}": left["causes"].get(code, 0) for code in causes}
    return {**counted, **ended, **interrupted, **by_cause}


def _file(content: bytes, media_type: str, report: Row) -> Response:
    ending = "pdf" if media_type.endswith("pdf") else "csv"
    told = {"Content-Disposition": f'attachment; filename="{file_name(report, ending)}"'}
    return Response(content, media_type=media_type, headers={**HEADERS, **told})
