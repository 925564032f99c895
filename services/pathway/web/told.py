"""A page of the pathway service, in the language of whoever reads it: what all of them say is within its reach."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse

from services.pathway.web.said import day, days, moment
from services.pathway.web.tables import due, left
from services.pathway.web.words import cause, reason
from shared.access import Reader
from shared.clocks import civil_day
from shared.web import shown
from shared.web.frame import render

TEMPLATES: Final = Path(__file__).parent / "templates"
SPOKEN: Final[Mapping[str, Callable[..., str]]] = {
    "day": day,
    "days": days,
    "left": left,
    "moment": moment,
    "cause": cause,
    "reason": reason,
}
PHONE, DESK = 360, 1120
"""The widths at which a picture is drawn."""


def page(template: str, reader: Reader, **said: Any) -> HTMLResponse:
    """`said` is what this page alone tells."""
    spoken = {name: partial(how, lang=lang()) for name, how in SPOKEN.items()}
    return render(template, folder=TEMPLATES, reader=reader, **{"due": due, **spoken, **said})


def lang() -> str:
    """The language of the page."""
    return shown.current.get().lang


def today() -> date:
    """The civil day now."""
    return civil_day(datetime.now(UTC))
