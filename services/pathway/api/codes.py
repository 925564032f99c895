"""Continuity codes over HTTP: made with her, and what is asked by them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from msgspec import to_builtins
from starlette.concurrency import run_in_threadpool

from services.pathway import paging
from services.pathway.api.answers import stable
from services.pathway.api.parameters import After, Limit, Who, seen
from services.pathway.domain import grouped
from services.pathway.issuing import Issuing
from services.pathway.shapes import ContinuityCode, PresentedCodes, SafetyCheck, answering
from services.pathway.web.card import card
from shared.body import json_of, read_as
from shared.openapi import PROBLEM, REF

LONGEST = 4096
EXAMPLE = {"safe_to_carry_paper": "yes", "things_looked_through": "no", "she_wants_it": "yes"}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": SafetyCheck.model_json_schema(), "example": EXAMPLE}},
    }
}


ANSWERS: dict[str, Any] = answering(ContinuityCode)
ANSWERS["responses"][409] = {
    "description": "The pathway is closed.",
    "content": {PROBLEM: {"schema": {"$ref": REF.format(model="ProblemDetails")}}},
}


def issuing_of(request: Request) -> Issuing:
    """What makes codes, put on the application by what builds it."""
    found = request.app.state.issuing
    assert isinstance(found, Issuing)
    return found


async def check_of(request: Request) -> SafetyCheck:
    """The three answers of the body."""
    return read_as(SafetyCheck, await json_of(request, LONGEST))


Codes = Annotated[Issuing, Depends(issuing_of)]
codes = APIRouter(prefix="/pathway/v1", dependencies=[Depends(seen)])


@codes.post(
    "/pathways/{pathway_id}/continuity-code",
    operation_id="issue_continuity_code",
    tags=["one pathway"],
    openapi_extra=BODY,
    **ANSWERS,
)
async def issue(
    pathway_id: UUID, made: Codes, reader: Who, check: Annotated[SafetyCheck, Depends(check_of)]
) -> Response:
    """Make her a code to carry, in place of the one before; by the referent with her, after three questions."""
    found = await run_in_threadpool(made.issue, str(pathway_id), reader, carries=carries(check))
    if found is None:
        return stable({"carry": "none", "code": None, "card": None, "receipt": None})
    code, receipt = found
    told = {"code": grouped(code), "card": card(code), "receipt": to_builtins(receipt)}
    return stable({"carry": "paper", **told})


@codes.get("/presented-codes", operation_id="presented_codes", tags=["lists"], **answering(PresentedCodes))
def presented(made: Codes, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """Pathways that one's own provider asks for by her code: she consents, or nothing opens."""
    return stable(paging.page(made.presented(reader), paging.BY_CODE, after, limit))


def carries(check: SafetyCheck) -> bool:
    """Whether a card with the code on it puts her in no danger, and she wants one; what is unsure is not safe."""
    return (check.safe_to_carry_paper, check.things_looked_through, check.she_wants_it) == ("yes", "no", "yes")
