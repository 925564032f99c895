"""Handover, referral and consent as short pages: how things stand, and forms that go through the pathway door."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from services.pathway.deciding import Deciding
from services.pathway.web import told
from services.pathway.web.decided import DATA, event, store
from services.pathway.web.decision_words import LISTS, wrong
from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.errors import NotWellFormed, Problem
from shared.parameters import id_in
from shared.web.frame import Page, onward
from shared.web.labels import DIMENSIONS
from shared.web.posting import NOTHING, Fields, within_reach

HOME: Final = "/pathway/"
ASKED: Final = ("occurred_on", "lateness_reason", "whom", "providers", "dimensions")
"""Fields of forms beside those of an event's data."""
HIDDEN: Final = frozenset({"handover_id", "referral_id", "consent_id", "restriction_id", "from_provider"})
"""Fields that nobody types: what is wrong with them is said of the whole form."""
ReaderOf = Callable[[Request], Reader]
Row = dict[str, Any]


class Leaf(NamedTuple):
    """One page: the end of its address, what it shows, and the types that its forms post."""

    name: str
    shows: Callable[[str, Reader], Row]
    types: Sequence[str]


def decision_pages(deciding: Deciding, door: DoorRoutes, reader_of: ReaderOf) -> list[APIRouter]:
    """Routes under a pathway; each shows what this reader may see of it and decide now."""
    handovers = [each for each in DATA if each.startswith("Handover")]
    consents = [each for each in DATA if each.startswith(("Consent", "Restriction"))]
    return [
        _routes(Leaf("handover", deciding.handovers, handovers), deciding, door, reader_of),
        _routes(Leaf("referral", deciding.referrals, ["ReferralSent"]), deciding, door, reader_of),
        _routes(Leaf("consent", deciding.consents, consents), deciding, door, reader_of),
    ]


def _routes(leaf: Leaf, deciding: Deciding, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    routes = APIRouter(
        prefix=f"/pathway/pathways/{{pathway_id}}/{leaf.name}", route_class=Page, include_in_schema=False
    )
    who = Depends(reader_of)

    @routes.get("", name=leaf.name)
    def standing(pathway_id: str, reader: Annotated[Reader, who]) -> Response:
        her = str(id_in(pathway_id))
        return decision_page(f"{leaf.name}.html", reader, pathway_id=her, **leaf.shows(her, reader))

    @routes.post("", name=f"{leaf.name}_decided")
    async def decided(pathway_id: str, request: Request, reader: Annotated[Reader, who]) -> Response:
        her, fields = str(id_in(pathway_id)), dict(request.state.fields)
        found = await run_in_threadpool(leaf.shows, her, reader)
        if fields.get("type") == "ReferralSent":
            fields["consent_id"] = await run_in_threadpool(by_her_consent, deciding, her, reader, fields)
        meant = fields.get("registration") if fields.get("registration") in found.get("group", ()) else her
        if problems := await decide(door, fields, str(meant), leaf.types, reader):
            return decision_page(f"{leaf.name}.html", reader, fields, problems, pathway_id=her, **found)
        return onward(await run_in_threadpool(next_page, leaf, deciding, her, reader))

    return routes


def by_her_consent(deciding: Deciding, pathway_id: str, reader: Reader, fields: Fields) -> str:
    """The consent that covers a referral; a name that no consent has where none does, which the door then says."""
    to_provider, dimension = fields.get("to_provider", ""), fields.get("dimension", "")
    return deciding.consent_to_refer(pathway_id, reader, to_provider, dimension) or "none"


async def decide(
    door: DoorRoutes, fields: Fields, pathway_id: str | None, types: Sequence[str], reader: Reader
) -> Sequence[Problem]:
    """What stands against what a form asks for; nothing if it is stored."""
    try:
        return await store(door, event(fields, pathway_id, types), reader)
    except NotWellFormed as refusal:
        return refusal.errors


def next_page(leaf: Leaf, deciding: Deciding, pathway_id: str, reader: Reader) -> str:
    """The same page; the first one for whom she shut out just now."""
    return f"{HOME}pathways/{pathway_id}/{leaf.name}" if deciding.read_by(pathway_id, reader) else HOME


def decision_page(
    template: str, reader: Reader, kept: Fields = NOTHING, problems: Sequence[Problem] = (), **said: Any
) -> Response:
    """`kept` is what was typed into a form that was not taken, `problems` why."""
    names = (*ASKED, *DATA.get(kept.get("type", ""), ()))
    beside = wrong(problems, (each for each in names if each not in HIDDEN))
    tools = {"wrong": beside, "dimensions": DIMENSIONS, **within_reach(kept), **LISTS}
    page = told.page(template, reader, **tools, **said)
    page.status_code = _status(problems[0]) if problems else 200
    return page


def _status(problem: Problem) -> int:
    return 409 if problem.code == "other_content" else problem.status
