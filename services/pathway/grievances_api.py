"""Grievances over HTTP."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Response

from services.pathway import paging
from services.pathway.api import After, Asked, Limit, Who, seen, stable
from services.pathway.grievances import grievances as waiting
from services.pathway.shapes import Grievances, answering
from shared.clocks import civil_day

voices = APIRouter(prefix="/pathway/v1", tags=["lists"], dependencies=[Depends(seen)])


@voices.get("/grievances", operation_id="grievances", **answering(Grievances))
def grievances(pathways: Asked, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """Grievances addressed to one's own role that wait for an answer; for anybody else there is none."""
    rows = pathways.overview.rows() if reader.role in ("supervisor", "privacy_officer") else ()
    found = waiting(rows, reader, civil_day(datetime.now(UTC)))
    return stable(paging.page(found, paging.BY_GRIEVANCE, after, limit))
