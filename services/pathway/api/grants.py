"""The grant report over HTTP: JSON, CSV or PDF, as is asked for."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Response

from services.pathway.api.answers import stable
from services.pathway.api.parameters import Asked, Clocks, Who, seen
from services.pathway.grants import ACCOUNTING
from services.pathway.shapes import GrantReport, answering
from services.pathway.web.grants import MEDIA, paper, sheet

Window = Annotated[
    str, Path(max_length=64, description="A funding window of the coordinator's own provider.", examples=["fwA"])
]
Accept = Annotated[str, Header(description="JSON unless CSV or PDF is asked for.", examples=["text/csv"])]
accounts = APIRouter(prefix="/pathway/v1/grants", tags=["funding"], dependencies=[Depends(seen)])


def _answers() -> dict[str, Any]:
    told = answering(GrantReport)
    content = told["responses"][200]["content"]
    content["text/csv"] = {"schema": {"type": "string"}}
    content["application/pdf"] = {"schema": {"type": "string", "contentMediaType": "application/pdf"}}
    return told


@accounts.get(
    "/{funding_window_id}/report",
    operation_id="grant_report",
    openapi_extra={"x-roles": sorted(ACCOUNTING)},
    **_answers(),
)
def grant_report(
    funding_window_id: Window, when: Clocks, pathways: Asked, reader: Who, accept: Accept = "application/json"
) -> Response:
    """A coordinator's own grant for the funder: women, sessions, hours, steps, interruptions; nobody is named."""
    report = pathways.grant_report(funding_window_id, when, reader)
    wanted = next((kind for kind in MEDIA if kind in accept.lower()), None)
    if wanted is None:
        return stable(report)
    return paper(report) if wanted == "application/pdf" else sheet(report)
