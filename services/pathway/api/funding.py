"""What is asked about money over HTTP: what-if, impact, missing fallbacks, and her next choice."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ValidationError

from services.pathway import domain, paging
from services.pathway.api.answers import stable
from services.pathway.api.parameters import After, Asked, Horizon, Limit, On, Who, seen, today
from services.pathway.funding import ASKING, ENDS, Period, Question
from services.pathway.shapes import (
    FallbacksMissing,
    FundingAtRisk,
    FundingImpact,
    FundingQuestion,
    NextChoice,
    WhatIf,
    answering,
)
from shared.body import json_of
from shared.clocks import day_of
from shared.contracts.problems import problems
from shared.errors import NotWellFormed, Problem

LONGEST = 64 * 1024
ROLES = {"x-roles": sorted(ASKING)}
First = Annotated[str, Query(alias="from", description="The first day counted.", examples=["2026-01-01"])]
Last = Annotated[str, Query(alias="to", description="The last day counted.", examples=["2026-06-30"])]
Bridge = Annotated[int, Query(ge=0, le=366, description="Days of a bridge to reckon with.", examples=[30])]
StepId = Annotated[
    str, Query(pattern="^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$", description="The step that is to go on.", examples=["T1"])
]

questions = APIRouter(prefix="/pathway/v1", tags=["funding"], dependencies=[Depends(seen)])


async def asked_in(request: Request) -> bytes:
    """The body of a question."""
    return await json_of(request, LONGEST)


ASKED: dict[str, Any] = ROLES | {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": FundingQuestion.model_json_schema(),
                "example": {"funding_window_ends": {"lletra-2026": "2026-12-31"}, "on": "2026-08-01"},
            }
        },
    }
}


@questions.post("/what-if", operation_id="what_if", openapi_extra=ASKED, **answering(WhatIf))
def what_if(
    pathways: Asked,
    reader: Who,
    raw: Annotated[bytes, Depends(asked_in)],
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """Who would lose which step on which day if funding windows ended on other days. Nothing is stored."""
    found = pathways.what_if(question(raw), reader)
    return stable({**found, **paging.page(found["items"], paging.BY_LOSS, after, limit)})


@questions.get("/funding-impact", operation_id="funding_impact", openapi_extra=ROLES, **answering(FundingImpact))
def funding_impact(pathways: Asked, reader: Who, first: First, last: Last, bridge: Bridge = 30) -> Response:
    """The days without support in a period that go back to each window's end, and what a bridge would have saved."""
    period = Period(day_of(first, "from"), day_of(last, "to"), bridge)
    return stable(pathways.funding_impact(period, reader))


@questions.get("/funding-at-risk", operation_id="funding_at_risk", **answering(FundingAtRisk))
def funding_at_risk(
    pathways: Asked, reader: Who, on: On, horizon: Horizon = 60, after: After = None, limit: Limit = 100
) -> Response:
    """Steps whose confirmed funding ends within the horizon and is carried by no other window."""
    if on == today():
        return stable(pathways.lapsing(reader, on, horizon).page(domain.at_risk, after, limit))
    return stable(paging.page(pathways.funding_at_risk(on, horizon, reader), paging.BY_LAST_DAY, after, limit))


@questions.get("/fallbacks-missing", operation_id="fallbacks_missing", **answering(FallbacksMissing))
def fallbacks_missing(
    pathways: Asked, reader: Who, on: On, horizon: Horizon = 60, after: After = None, limit: Limit = 100
) -> Response:
    """Steps whose funding ends within the horizon and for which nobody holds a place on the day after."""
    if on == today():
        return stable(pathways.lapsing(reader, on, horizon).page(domain.fallbacks_missing, after, limit))
    return stable(paging.page(pathways.fallbacks_missing(on, horizon, reader), paging.BY_LAST_DAY, after, limit))


@questions.get("/pathways/{pathway_id}/next-choice", operation_id="next_choice", **answering(NextChoice))
def next_choice(pathway_id: UUID, step_id: StepId, pathways: Asked, reader: Who) -> Response:
    """The handover to propose by her own ranked list, ready to be posted at the pathway door in one act."""
    return stable(pathways.next_choice(str(pathway_id), step_id, reader))


def question(raw: bytes) -> Question:
    """The question of a body; a problem names the field and repeats nothing of what it held."""
    try:
        asked = FundingQuestion.model_validate_json(raw)
    except ValidationError as error:
        found = dict.fromkeys(Problem(p.path.partition(".")[0], p.code, p.message) for p in problems(error))
        raise NotWellFormed(*found) from None
    ends = [(ENDS, day) for day in asked.funding_window_ends.values()]
    for path, day in [("on", asked.on), ("until", asked.until), *ends]:
        if day is not None:
            day_of(day.isoformat(), path)
    return Question(asked.funding_window_ends, asked.on or today(), asked.until)
