"""The register of openings over HTTP, by itself and beside one woman's profile."""

from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Query, Response

from services.employment.domain.openings import Wanted
from services.employment.register import BY_LAST_DAY, ProfileFor, Register
from services.employment.shapes import Openings, OpeningsForHer, answering
from shared.contracts.codes import IscoGroup, OpeningKind
from shared.facts import ProviderId
from shared.paging import Row, page
from shared.parameters import After, Clocks, Limit, Positions, Who
from shared.seen import positions, wait

Kind = Annotated[OpeningKind | None, Query(description="Only these.", examples=["course"])]
City = Annotated[str | None, Query(max_length=60, description="Only there, capitals or not.", examples=["Milano"])]
Group = Annotated[IscoGroup | None, Query(description="Only of this group of ISCO-08, or below it.", examples=["91"])]
Of = Annotated[ProviderId | None, Query(description="Only what it lists.", examples=["BCN-OFICI"])]
Hours = Annotated[int | None, Query(ge=1, le=40, description="Only what says so many hours or fewer.", examples=[20])]
Funded = Annotated[bool, Query(description="Leave out what says no place that is paid for.", examples=[True])]
Met = Annotated[bool, Query(description="Leave out what asks anything not known to be met.", examples=[True])]


def wanted(
    kind: Kind = None,
    city: City = None,
    occupation_group: Group = None,
    provider: Of = None,
    hours_at_most: Hours = None,
    funded: Funded = False,
) -> Wanted:
    """What is looked for."""
    return Wanted(kind, city, occupation_group, provider, hours_at_most, funded)


Filters = Annotated[Wanted, Depends(wanted)]


def register_router(register: Register, profile_for: ProfileFor | None) -> APIRouter:
    """The routes over a register; those of one woman where something tells of her."""

    def seen(after: Positions = None) -> None:
        """Wait until what `Ariadna-After` names was taken in, at most two seconds."""
        if after:
            wait(positions(after), register.reached)

    router = APIRouter(prefix="/employment/v1", tags=["openings"], dependencies=[Depends(seen)])

    @router.get("/openings", operation_id="openings", **answering(Openings))
    def listed(reader: Who, when: Clocks, wanted: Filters, after: After = None, limit: Limit = 100) -> Response:
        """What organisations list as open, with what it asks; nothing of any woman is in it."""
        found = page(register.listed(reader, when, wanted), BY_LAST_DAY, after, limit)
        return _stable({**found, "set_aside": register.set_aside(reader, when)})

    if profile_for:
        _add_hers(router, register, profile_for)
    return router


def _add_hers(router: APIRouter, register: Register, profile_for: ProfileFor) -> None:
    @router.get("/pathways/{pathway_id}/openings", operation_id="openings_for_her", **answering(OpeningsForHer))
    def hers(
        pathway_id: UUID,
        reader: Who,
        when: Clocks,
        wanted: Filters,
        only_met: Met = False,
        after: After = None,
        limit: Limit = 100,
    ) -> Response:
        """What is open, and of each thing that it asks whether she meets it, misses it, or nobody knows."""

        found = register.beside(lambda: profile_for(pathway_id, reader, when), reader, when, wanted, only_met=only_met)
        return _stable({**page(found, BY_LAST_DAY, after, limit), "pathway_id": str(pathway_id)})


def _stable(value: Row) -> Response:
    """JSON with sorted keys: the same bytes for the same facts and clocks."""
    return Response(orjson.dumps(value, option=orjson.OPT_SORT_KEYS), media_type="application/json")
