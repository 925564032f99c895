"""A whole group's attendance on one page: for each woman of it one choice, sent together, stored once."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.intake.application import Desk, Hers
from services.intake.attendance import Attendance, sessions
from services.intake.web import words
from services.intake.web.showing import HOME, ReaderOf, page
from shared.access import Reader
from shared.body import read_as
from shared.door.routes import DoorRoutes
from shared.errors import NotWellFormed, Problem
from shared.store.entries import Receipt
from shared.web.frame import Page, onward
from shared.web.posting import Fields

MOST: Final = 80
CHOICES: Final = ("attended", "missed", "missed_informed")
Row = dict[str, Any]


def routes(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """The page, and what is posted from it."""
    found = APIRouter(prefix="/intake/group", route_class=Page, include_in_schema=False)
    who = Depends(reader_of)

    @found.get("")
    def group(reader: Annotated[Reader, who]) -> Response:
        return group_page(reader, desk.together(reader), {})

    @found.post("")
    async def attended(request: Request, reader: Annotated[Reader, who]) -> Response:
        fields = request.state.fields
        hers = await run_in_threadpool(desk.together, reader)
        if "store" not in fields:
            return group_page(reader, hers, fields)
        try:
            problems = [each for receipt in await stored(door, fields, reader) for each in receipt.errors]
        except NotWellFormed as refusal:
            problems = list(refusal.errors)
        if problems:
            return group_page(reader, hers, fields, words.wrong(problems))
        return onward(f"{HOME}receipts")

    return found


async def stored(door: DoorRoutes, fields: Fields, reader: Reader) -> Sequence[Receipt]:
    """A receipt for each woman for whom something was chosen."""
    door.setting.may_post()
    posted = read_as(Attendance, orjson.dumps(attendance(fields)))
    name = "-".join(fields.get("group", "").split())
    drafts = sessions(name, posted, reader, door.log.keys, datetime.now(UTC))
    return await door.store(drafts)


def attendance(fields: Fields) -> Row:
    """The form as the API takes it; `NotWellFormed` where nobody was chosen."""
    chosen = [
        {"pathway_id": name[:36], "step_id": name[37:], "outcome": outcome}
        for name, outcome in fields.items()
        if name[36:37] == "." and outcome
    ]
    if not chosen:
        raise NotWellFormed(Problem("attendance", "missing", "for nobody anything was chosen"))
    late, meeting = fields.get("lateness_reason", ""), fields.get("meeting", "")
    return {
        "occurred_on": fields.get("occurred_on", ""),
        "meeting": int(meeting) if meeting.isascii() and meeting.isdigit() else 1,
        "dimension": fields.get("dimension", ""),
        **({"lateness_reason": late} if late else {}),
        "attendance": chosen,
    }


def group_page(reader: Reader, hers: Sequence[Hers], kept: Fields, wrong: dict[str, str] | None = None) -> HTMLResponse:
    """`kept` is what was chosen so far; of one dimension only, there is nothing to choose."""
    steps = list(running(hers))
    offered = [each for each in words.DIMENSIONS if any(step["dimension"] == each for step in steps)]
    wanted = kept.get("dimension", "") if kept.get("dimension") in offered else ""
    dimension = wanted or (offered[0] if len(offered) == 1 else "")
    rows = [step for step in steps if step["dimension"] == dimension]
    said = {"offered": offered, "dimension_code": dimension, "choices": CHOICES, "left_out": max(len(rows) - MOST, 0)}
    status = 422 if wrong else 200
    return page("group.html", reader, kept, status=status, rows=rows[:MOST], wrong=wrong or {}, **said)


def running(hers: Sequence[Hers]) -> Iterator[Row]:
    """The steps that go on, each with her label, by label."""
    for each in sorted(hers, key=lambda one: (not one.label, one.label.casefold(), one.pathway_id)):
        for step in each.work.going_on:
            if step.state == "active":
                said = {"label": each.label, "pathway_id": each.pathway_id, "dimension": step.dimension}
                yield {**said, "step_id": step.step_id, "field": f"{each.pathway_id}.{step.step_id}"}
