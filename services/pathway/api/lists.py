"""The lists over pathways, over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.pathway import paging
from services.pathway.api.answers import stable
from services.pathway.api.parameters import After, Asked, Limit, Who, seen, today
from services.pathway.asking import Narrowed
from services.pathway.lists import LISTS, List
from services.pathway.shapes import PAGES, Grievances, OpenTasks, Policy, Proposals, answering
from services.pathway.shapes.base import Cause
from shared.contracts.codes import Dimension
from shared.facts import ProviderId

PolicyCode = Annotated[Policy | None, Query(description="Of this policy alone.", examples=["P-1"])]
Urgent = Annotated[bool | None, Query(description="Only what is urgent, or only what is not.", examples=[True])]
OfHer = Annotated[
    UUID | None,
    Query(description="About her alone, all her registrations.", examples=["5b7c1f3e-2d0a-4c39-9a52-0f6f6d8e1a11"]),
]
OfProvider = Annotated[ProviderId | None, Query(description="Asked of this provider's staff.", examples=["BCN-FAR"])]

listings = APIRouter(prefix="/pathway/v1", tags=["lists"], dependencies=[Depends(seen)])


@listings.get("/proposals", operation_id="proposals", **answering(Proposals))
def proposals(pathways: Asked, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """What was proposed to one's own provider and waits for its answer: dimensions and city, nothing else of her."""
    return stable(paging.page(pathways.proposals(reader), paging.BY_ANSWER, after, limit))


def filters(
    dimension: Annotated[Dimension | None, Query(description="Only of it.", examples=["housing"])] = None,
    provider: Annotated[ProviderId | None, Query(description="Only where it is the one.", examples=["BCN-FAR"])] = None,
    cause: Annotated[Cause | None, Query(description="Only for it.", examples=["funding_ended"])] = None,
    urgency: Annotated[
        Literal["overdue", "red", "amber", "green"] | None, Query(description="Only so.", examples=["red"])
    ] = None,
    min_days: Annotated[int | None, Query(ge=0, le=36525, description="Only as long, or longer.", examples=[7])] = None,
) -> paging.Filters:
    """What of a list is asked for, where it has such."""
    return paging.Filters(dimension, provider, cause, urgency, min_days)


@listings.get("/tasks", operation_id="tasks", **answering(OpenTasks))
def tasks(
    pathways: Asked,
    reader: Who,
    policy: PolicyCode = None,
    urgent: Urgent = None,
    provider: OfProvider = None,
    pathway_id: OfHer = None,
    after: After = None,
    limit: Limit = 100,
) -> Response:
    """What the policies ask of the reader today, what is urgent first; open as long as the history asks for it."""
    wanted = Narrowed(policy, urgent, provider, str(pathway_id) if pathway_id else None)
    return stable(pathways.tasks_page(reader, today(), wanted, after, limit))


@listings.get("/grievances", operation_id="grievances", **answering(Grievances))
def grievances(pathways: Asked, reader: Who, after: After = None, limit: Limit = 100) -> Response:
    """Grievances addressed to one's own role that wait for an answer; for anybody else there is none."""
    return stable(paging.page(pathways.grievances(reader, today()), paging.BY_GRIEVANCE, after, limit))


def _add(name: str, asked: List) -> None:
    def listed(
        pathways: Asked,
        reader: Who,
        wanted: Annotated[paging.Filters, Depends(filters)],
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        return stable(pathways.page(name, reader, today(), wanted, after, limit))

    listed.__doc__ = asked.make.__doc__
    told = answering(PAGES[name])
    listings.add_api_route(f"/{name}", listed, operation_id=name.replace("-", "_"), name=name, **told)


for _name, _list in LISTS.items():
    _add(_name, _list)
