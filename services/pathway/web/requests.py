"""What waits for an answer of the reader's organisation, of women whose history it does not read yet."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from services.pathway.deciding import Deciding
from services.pathway.issuing import Issuing
from services.pathway.web import told
from services.pathway.web.decisions import ReaderOf, decide, decision_page
from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.errors import Problem
from shared.parameters import id_in
from shared.reads import telling
from shared.web.frame import Page, onward
from shared.web.posting import NOTHING, Fields

HERE: Final = "/pathway/requests"
BY_CODE: Final = "ContinuityCodePresented"
TYPES: Final = ("HandoverAccepted", "HandoverDeclined", "ReferralAnswered", "ConsentGiven", BY_CODE)
LEADS_TO: Final = {"HandoverAccepted": "/pathway/pathways/{}/handover", "ConsentGiven": "/pathway/pathways/{}"}
"""Where her history can be read from now on."""
Row = dict[str, Any]


def request_page(deciding: Deciding, issuing: Issuing, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """The page, and the answers that are posted from it; which pathway it is stands in the form."""
    routes = APIRouter(prefix=HERE, route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @routes.get("")
    def requests(reader: Annotated[Reader, who]) -> Response:
        return shown(asked(reader), reader)

    @routes.post("")
    async def request_answered(request: Request, reader: Annotated[Reader, who]) -> Response:
        fields = request.state.fields
        found = await run_in_threadpool(asked, reader)
        kind = fields.get("type", "")
        her = None if kind == BY_CODE else str(id_in(fields.get("pathway_id", "")))
        if problems := await decide(door, fields, her, TYPES, reader):
            return shown(found, reader, fields, problems)
        return onward(LEADS_TO.get(kind, HERE).format(her))

    def asked(reader: Reader) -> Row:
        return {"rows": deciding.waiting(reader), "cards": telling.listed(issuing.presented(reader))}

    return routes


def shown(found: Row, reader: Reader, kept: Fields = NOTHING, problems: Sequence[Problem] = ()) -> Response:
    """What is due first stands first, what asks for no answer last."""
    rows = [{**each, "days_left": left(each["answer_due"])} for each in found["rows"]]
    rows.sort(key=lambda each: (each["answer_due"] or "9", each["proposed_on"], each["id"]))
    return decision_page("requests.html", reader, kept, problems, rows=rows, cards=found["cards"])


def left(due: str | None) -> int | None:
    return (date.fromisoformat(due) - told.today()).days if due else None
