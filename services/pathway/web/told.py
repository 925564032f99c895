"""How the pages over many pathways say a thing: in the page's language, its dates, the codes by their names."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from babel.dates import format_datetime, format_skeleton
from fastapi.responses import HTMLResponse

from shared import languages
from shared.access import Reader
from shared.clocks import CIVIL, civil_day
from shared.web import labels, shown
from shared.web.frame import render
from shared.web.said import Words, catalogue

TEMPLATES: Final = Path(__file__).parent / "templates"
Row = dict[str, Any]


def page(template: str, reader: Reader, **said: Any) -> HTMLResponse:
    """A page with what all of these say alike within reach."""
    spoken: Row = {"day": day, "days": days, "left": left, "moment": moment, "named": named}
    return render(template, folder=TEMPLATES, reader=reader, **spoken, **said)


def today() -> date:
    """The civil day now."""
    return civil_day(datetime.now(UTC))


def words() -> Words:
    """The sentences of the catalogue in the page's language."""
    return Words(catalogue(TEMPLATES), lang())


def lang() -> str:
    return shown.current.get().lang


def day(iso: str | None) -> str:
    """A civil day as people of the page's language write it; nothing for None."""
    return languages.day(date.fromisoformat(iso[:10]), lang()) if iso else ""


def short(iso: str) -> str:
    """A day and its month, as short as the page's language has it."""
    return format_skeleton("MMMd", date.fromisoformat(iso), locale=lang())


def moment(iso: str | None) -> str:
    """A moment by the clocks of Madrid and Rome; nothing for None."""
    at = datetime.fromisoformat(iso).astimezone(CIVIL) if iso else None
    return format_datetime(at, format="medium", locale=lang()) if at else ""


def days(n: int) -> str:
    return words().ngettext("%(num)s day", "%(num)s days", n) % {"num": n}


def left(n: int) -> str:
    """How far off a day is."""
    if n < 0:
        return words().ngettext("%(num)s day overdue", "%(num)s days overdue", -n) % {"num": -n}
    return words().ngettext("%(num)s day left", "%(num)s days left", n) % {"num": n} if n else words().gettext("today")


def named(code: str) -> str:
    """A dimension, state or such by its name in the page's language."""
    return labels.label(code, lang())
