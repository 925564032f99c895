"""One pathway read over HTTP, and where an event of one's own stands."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.pathway.api.answers import stable, versioned
from services.pathway.api.parameters import Asked, Clocks, Match, Who, seen
from services.pathway.shapes import Choices, History, Picture, Standing, Views, answering

own_event = APIRouter(prefix="/pathway/v1/events", tags=["door"], dependencies=[Depends(seen)])
readings = APIRouter(prefix="/pathway/v1/pathways/{pathway_id}", tags=["one pathway"], dependencies=[Depends(seen)])


@own_event.get("/{event_id}", operation_id="standing", **answering(Standing))
def standing(event_id: UUID, pathways: Asked, reader: Who) -> Response:
    """Whether an event of one's own is folded, or set aside and why."""
    return stable(pathways.standing(str(event_id), reader))


@readings.get("/views", operation_id="views", **answering(Views))
def views(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """The derived figures of one pathway, as of a day and as known at a moment."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.views(str(pathway_id), when, reader), version, match)


@readings.get("/history", operation_id="history", **answering(History))
def history(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """Her events in fold order, set-aside ones marked, what is withheld named."""
    version = pathways.version_for(pathway_id.bytes, reader)
    return versioned(pathways.history(str(pathway_id), when, reader), version, match)


@readings.get("/picture", operation_id="picture", **answering(Picture))
def picture(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """What the swim-lane picture of one pathway shows."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.picture(str(pathway_id), when, reader), version, match)


@readings.get("/choices", operation_id="choices", **answering(Choices))
def choices(pathway_id: UUID, when: Clocks, pathways: Asked, reader: Who, match: Match = None) -> Response:
    """Her own ranked lists of who goes on with a step, and whom of each to ask now."""
    version = pathways.version(str(pathway_id))
    return versioned(pathways.choices(str(pathway_id), when, reader), version, match)
