"""What every page of the desk shows alike: days and moments as people write them, fresh ids."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.intake.domain.own_work import OwnWork
from services.intake.web import words
from shared import languages
from shared.access import Reader
from shared.errors import NotAllowed
from shared.facts import Event
from shared.folding.amendments import key_of
from shared.web import posting, shown
from shared.web.frame import render
from shared.web.posting import NOTHING, Fields
from shared.web.sections import RECORDS

TEMPLATES: Final = Path(__file__).parent / "templates"
HOME: Final = "/intake/"
LISTS: Final = {
    "outcomes": words.OUTCOMES,
    "formats": words.FORMATS,
    "pauses": words.PAUSES,
    "ends": words.ENDS,
    "drops": words.DROPS,
    "voices": words.VOICES,
    "arrangers": words.ARRANGERS,
    "late": posting.LATE,
    "voids": words.VOIDS,
    "sources": words.SOURCES,
    "channels": words.CHANNELS,
    "states": words.STATES,
    "dimensions": words.DIMENSIONS,
}
ReaderOf = Callable[[Request], Reader]
Row = dict[str, Any]


def at_desk(reader_of: ReaderOf) -> ReaderOf:
    """Who records, or `NotAllowed`."""

    def read(request: Request) -> Reader:
        reader = reader_of(request)
        if reader.role not in RECORDS:
            raise NotAllowed()
        return reader

    return read


def page(template: str, reader: Reader, kept: Fields = NOTHING, *, status: int = 200, **said: Any) -> HTMLResponse:
    """A page of the desk; `kept` is what was typed into a form that was not taken."""
    tools = {"day": day, "moment": moment, **posting.within_reach(kept), **LISTS}
    return render(template, folder=TEMPLATES, status=status, reader=reader, **{"wrong": {}, **tools, **said})


def row(event: Event, work: OwnWork) -> Row:
    """One fact in words, with what became of it."""
    aside, corrected = work.why_aside(event), work.corrections.get(key_of(event))
    now = work.as_corrected(event)
    return {
        "event_id": event.event_id,
        "pathway_id": event.pathway_id,
        "type": event.type,
        "what": words.what(event),
        "detail": words.detail(now),
        "dimension": getattr(event.fact, "dimension", ""),
        "occurred_on": now.occurred_on,
        "recorded_at": event.recorded_at,
        "aside": words.why(aside) if aside else "",
        "voided": event.event_id in work.voided,
        "corrected": bool(corrected),
        "fact": now.fact,
    }


def day(on: date | None) -> str:
    """A civil day as people of the page's language write it; nothing for None."""
    return languages.day(on, shown.current.get().lang) if on else ""


def moment(at: datetime) -> str:
    """A moment by the clock of Madrid and Rome."""
    return languages.moment(at, shown.current.get().lang)
