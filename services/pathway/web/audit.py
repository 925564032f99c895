"""The audit of one pathway: each event with both clocks, its author and its place in the chain."""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, Protocol

from fastapi import APIRouter, Depends, Query, Request, Response

from services.pathway.auditing import VERIFYING
from services.pathway.web import told
from shared.access import Reader
from shared.parameters import id_in
from shared.web.frame import Page

AT_ONCE: Final = 200
"""Events on one page."""
Row = dict[str, Any]


class Audited(Protocol):
    """What the page asks of the service."""

    def events(self, pathway_id: str, reader: Reader) -> list[Row]: ...

    def verified(self, pathway_id: str, reader: Reader) -> Row: ...


def audit_page(application: Audited, reader_of: Callable[[Request], Reader]) -> APIRouter:
    """The route; looking at the chain changes nothing, so its button only asks for the page once more."""
    routes = APIRouter(prefix="/pathway", route_class=Page, include_in_schema=False)

    @routes.get("/pathways/{pathway_id}/audit")
    def audit_of_one(
        pathway_id: str,
        reader: Annotated[Reader, Depends(reader_of)],
        verify: Literal["", "now"] = "",
        start: Annotated[int, Query(ge=0, le=10**6)] = 0,
    ) -> Response:
        her = str(id_in(pathway_id))
        events = application.events(her, reader)
        verified = application.verified(her, reader) if verify else None
        shown = {"events": events[start : start + AT_ONCE], "start": start, "most": AT_ONCE, "all": len(events)}
        may = reader.role in VERIFYING
        return told.page("audit_of_one.html", reader, pathway_id=her, verified=verified, may_verify=may, **shown)

    return routes
