"""One woman's plan over HTTP, and its history."""

from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Response

from services.employment.application import Plans
from services.employment.shapes import Plan, PlanHistory, answering
from shared.parameters import Clocks, Positions, Who, Why
from shared.reads import telling
from shared.seen import positions, wait


def plans_router(plans: Plans) -> APIRouter:
    """The routes over plans."""

    def seen(after: Positions = None, purpose: Why = None) -> None:
        """Wait until what `Ariadna-After` names was taken in, at most two seconds; take down why it is read."""
        telling.why(purpose)
        if after:
            wait(positions(after), plans.reached)

    router = APIRouter(
        prefix="/employment/v1/pathways/{pathway_id}", tags=["one pathway"], dependencies=[Depends(seen)]
    )

    @router.get("/plan", operation_id="plan", **answering(Plan))
    def plan(pathway_id: UUID, when: Clocks, reader: Who) -> Response:
        """Her way to work as of a day and as known at a moment: entitlement, skills, languages, courses, placements."""
        return _stable(plans.plan(pathway_id, when, reader))

    @router.get("/history", operation_id="plan_history", **answering(PlanHistory))
    def history(pathway_id: UUID, when: Clocks, reader: Who) -> Response:
        """The events of her plan in fold order, set-aside ones marked, what is withheld named."""
        return _stable(plans.history(pathway_id, when, reader))

    return router


def _stable(value: object) -> Response:
    """JSON with sorted keys: the same bytes for the same facts and clocks."""
    return Response(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), media_type="application/json")
