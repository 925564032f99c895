"""The report that she can ask for: all that is kept about her, in plain words, and everybody who looked at it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

from services.pathway.web import told
from services.pathway.web.subject_words import RIGHT_TO_LEFT, about, said
from services.pathway.web.tables import details
from services.pathway.web.words import spoken
from shared.languages import ENGLISH, STAFF
from shared.web.frame import templates
from shared.web.paper import pdf

FIGURES: Final = ("open_days", "initial_wait_days", "interruption_days", "pause_days", "days_without_referent")
Row = dict[str, Any]
Lines = list[tuple[str, str]]


class Report(NamedTuple):
    """Headings with their lines, each of a left and a right part, in one language."""

    lang: str
    title: str
    made: str
    parts: list[tuple[str, Lines]]
    note: str


def report(views: Row, history: list[Row], readers: list[Row], lang: str, on: date) -> Report:
    """What is kept, as of the history and figures given; dates stand as 2026-10-31, which reads alike everywhere."""
    parts = [
        (said("figures", lang), [(said(name, lang), str(views[name])) for name in FIGURES]),
        (said("history", lang), [_event(row, lang) for row in history]),
        (said("readers", lang), [_look(row, lang) for row in readers]),
    ]
    return Report(lang, said("title", lang), f"{said('made', lang)} {on.isoformat()}", parts, said("not_told", lang))


def plain(found: Report) -> str:
    """The report as text."""
    return "\n".join(_lines(found)) + "\n"


def paper(found: Report) -> bytes:
    """The report as PDF; the same bytes for the same report."""
    direction = "rtl" if found.lang in RIGHT_TO_LEFT else "ltr"
    nothing = said("nothing", found.lang)
    html = templates(told.TEMPLATES).get_template("subject.html")
    return pdf(html.render(report=found, direction=direction, nothing=nothing))


def _lines(found: Report) -> Iterator[str]:
    yield from (found.title, found.made)
    for heading, lines in found.parts:
        yield from ("", heading, "-" * len(heading))
        yield from (f"{left}  {right}" for left, right in lines)
        if not lines:
            yield said("nothing", found.lang)
    yield from ("", found.note)


def _event(row: Row, lang: str) -> tuple[str, str]:
    """Its day and provider; what it is about, in English what it says exactly, and every field that is kept."""
    data = dict(row["data"] or {})
    what = spoken(row["type"]) if lang == "en" else about(row["type"], lang)
    if lang != "en" and "dimension" in data:
        what = f"{what}, {said(data.pop('dimension'), lang)}"
    aside = f" ({said('not_counted', lang)})" if row["set_aside"] else ""
    fields = details(data, lang if lang in STAFF else ENGLISH)
    return f"{row['occurred_on']}  {row['provider_id']}", f"{what}{aside}{f': {fields}' if fields else ''}"


def _look(row: Row, lang: str) -> tuple[str, str]:
    """When and who; why, and whether she only stood in a list or it was refused."""
    more = [said(row["purpose"], lang)]
    more += [said("in_a_list", lang)] if not row["by_id"] else []
    more += [said("refused", lang)] if row["outcome"] != "shown" else []
    more += [row["basis"].replace("_", " ")] if row["basis"] else []
    return f"{row['at'][:16].replace('T', ' ')}  {row['provider_id']} {row['actor']}", ", ".join(more)
