"""The directory of providers over HTTP."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response

from services.pathway.api.answers import stable
from services.pathway.api.parameters import Asked, Clocks, Who, seen
from services.pathway.domain import Wanted
from services.pathway.shapes import Directory, answering
from shared.contracts.codes import Dimension

City = Annotated[str | None, Query(max_length=60, description="Only there, capitals or not.", examples=["Milano"])]
Of = Annotated[Dimension | None, Query(description="Only services of it.", examples=["psychological_therapy"])]
Spoken = Annotated[str | None, Query(pattern="^[a-z]{2,3}$", description="Only services in it.", examples=["en"])]
Places = Annotated[Literal["free"] | None, Query(description="Leave out services that are full.", examples=["free"])]
directory = APIRouter(prefix="/pathway/v1", tags=["directory"], dependencies=[Depends(seen)])


@directory.get("/providers", operation_id="providers", **answering(Directory))
def providers(
    when: Clocks,
    pathways: Asked,
    reader: Who,
    city: City = None,
    dimension: Of = None,
    language: Spoken = None,
    places: Places = None,
) -> Response:
    """Providers with city, kind and the services that they offer: who signs in may read it, nothing of her is in it."""
    wanted = Wanted(city, dimension, language, places == "free")
    return stable({"items": pathways.directory(when, wanted)})
