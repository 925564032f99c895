"""Who read what: who looked at one woman, what somebody looked at, who asked for too many; where an audit begins."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Final, NamedTuple, Protocol
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import TypeAdapter, ValidationError

from services.pathway.auditing import VERIFYING
from services.pathway.looking import civil
from services.pathway.web import told
from services.pathway.web.asked_words import READS, words
from shared.access import Reader
from shared.clocks import day_of
from shared.errors import NotAllowed, NotWellFormed
from shared.facts import ProviderId, Ref
from shared.grants import OVERSEEING
from shared.languages import sentence
from shared.parameters import id_in
from shared.reads import Span, Staff, telling
from shared.web.frame import Page, onward

AT_ONCE: Final = 50
AUDITING: Final = VERIFYING | OVERSEEING
WRONG: Final = {
    "pathway": sentence("Write the whole id, as it stands on her page."),
    "provider": sentence("Write the short name of an organisation, such as BCN-FAR."),
    "actor": sentence("Write the reference of one person, or leave it empty."),
    "from": sentence("Write a date such as 2026-10-31, or leave it empty."),
    "to": sentence("Write a date such as 2026-10-31, or leave it empty."),
}
Row = dict[str, Any]
After = Annotated[str | None, Query(max_length=18)]


class Read(Protocol):
    """What the pages ask of the service."""

    def readers(self, pathway_id: str, reader: Reader, after: str | None = None, limit: int = 100) -> Row: ...

    def reads(self, reader: Reader, staff: Staff, within: Span, after: str | None = None, limit: int = 100) -> Row: ...

    def alarms(self, reader: Reader, after: str | None = None, limit: int = 100) -> Row: ...


class Wanted(NamedTuple):
    """Whose reads are asked for."""

    staff: Staff
    within: Span


def reader_pages(application: Read, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The routes. Whom somebody asks about is posted, so that no address tells of it."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)
    signed_in = Depends(reader_of)

    @routes.get("/pathways/{pathway_id}/readers")
    def readers_of_one(pathway_id: str, reader: Annotated[Reader, signed_in], after: After = None) -> Response:
        her = str(id_in(pathway_id))
        found = application.readers(her, reader, after, AT_ONCE)
        rows = [in_words(each) for each in found["items"]]
        return told.page("readers.html", reader, pathway_id=her, rows=rows, next=found["next"], first=not after)

    @routes.get("/audit")
    def audit(reader: Annotated[Reader, signed_in]) -> Response:
        return begin(application, reader)

    @routes.post("/audit")
    def audit_of(request: Request, reader: Annotated[Reader, signed_in]) -> Response:
        said = request.state.fields.get("pathway", "").strip()
        try:
            return onward(f"/pathway/pathways/{UUID(said)}/audit")
        except ValueError:
            return begin(application, reader, {"pathway": said}, ["pathway"])

    @routes.post("/audit/reads")
    def reads(request: Request, reader: Annotated[Reader, signed_in]) -> Response:
        return looked_at(application, reader, request.state.fields)

    return routes


def begin(application: Read, reader: Reader, said: Row | None = None, wrong: list[str] | None = None) -> HTMLResponse:
    """Where an audit begins, with what was typed and what of it can't be read."""
    if reader.role not in AUDITING:
        raise NotAllowed()
    oversees = reader.role in OVERSEEING
    alarms = telling.listed(application.alarms(reader, None, AT_ONCE)) if oversees else {"items": []}
    rows = [in_words(each) for each in alarms["items"]]
    shown = {"alarms": rows, "may_verify": reader.role in VERIFYING, "oversees": oversees}
    page = told.page("audit.html", reader, said=said or {}, wrong={each: WRONG[each] for each in wrong or ()}, **shown)
    page.status_code = 422 if wrong else 200
    return page


def looked_at(application: Read, reader: Reader, fields: dict[str, str]) -> HTMLResponse:
    """What somebody looked at, or the form once more."""
    if reader.role not in OVERSEEING:
        raise NotAllowed()
    said = {name: fields.get(name, "").strip() for name in ("provider", "actor", "from", "to")}
    wanted, wrong = understood(said)
    if wanted is None:
        return begin(application, reader, said, wrong)
    found = telling.listed(application.reads(reader, *wanted, fields.get("after") or None, AT_ONCE))
    rows = [in_words(each) for each in found["items"]]
    return told.page("reads.html", reader, said=said, rows=rows, next=found["next"])


def understood(said: dict[str, str]) -> tuple[Wanted | None, list[str]]:
    """Whose reads of which days; or the names of the fields that can't be read."""
    fits = {"provider": _fits(ProviderId, said["provider"]), "actor": not said["actor"] or _fits(Ref, said["actor"])}
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        try:
            days[name] = day_of(said[name], name) if said[name] else None
        except NotWellFormed:
            fits[name] = False
    if wrong := [name for name, fit in fits.items() if not fit]:
        return None, wrong
    return Wanted(Staff(said["provider"], said["actor"] or None), civil(days["from"], days["to"])), []


def in_words(look: Row) -> Row:
    """One read as it is told."""
    named = {name: words(READS, look[name] or "") for name in ("operation", "form", "purpose", "outcome", "basis")}
    return {**look, "said": named}


def _fits(kind: Any, value: str) -> bool:
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True
