"""The pages of a sheet: given, looked through, stored, and what was not taken given back."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from services.intake.application import Desk
from services.intake.web.sheets import becoming, columns, workbooks
from services.intake.web.sheets.columns import COLUMNS, HOW, KINDS, NEEDED, REASON
from services.intake.web.sheets.rows import Row, rows
from services.intake.web.sheets.table import NoTable, Table, narrowed, written
from services.intake.web.showing import TEMPLATES, ReaderOf, page
from shared.access import Reader
from shared.door.routes import DoorRoutes
from shared.languages import ENGLISH, sentence
from shared.web import shown
from shared.web.frame import HEADERS
from shared.web.posting import NOTHING, Fields
from shared.web.said import Words, catalogue
from shared.web.uploads import UploadPage

AT: Final = "/intake/import"
NOTHING_GIVEN: Final = sentence("Choose a file, or paste rows.")
MARKS: Final = {
    "ready": ("green", sentence("will be recorded")),
    "stored": ("green", sentence("recorded")),
    "there": ("plain", sentence("is there already")),
    "refused": ("red", sentence("not taken")),
}
SHEET: Final[dict[str, Any]] = {"titles": COLUMNS, "kinds": KINDS, "marks": MARKS, "needed": NEEDED, "ways": HOW}


def routes(desk: Desk, door: DoorRoutes, reader_of: ReaderOf) -> APIRouter:
    """Nothing of a sheet is kept between two of them: its rows stand in the form that goes on from one to the next."""
    found = APIRouter(prefix=AT, route_class=UploadPage, include_in_schema=False)
    who = Depends(reader_of)

    @found.get("")
    def start(reader: Annotated[Reader, who]) -> Response:
        return start_page(reader)

    @found.get("/sheet.csv")
    def sheet(reader: Annotated[Reader, who]) -> Response:
        return file("sheet", written([[_words().gettext(names[0]) for names in COLUMNS.values()]], _separator()))

    @found.post("")
    async def given(request: Request, reader: Annotated[Reader, who]) -> Response:
        fields, way = request.state.fields, request.state.fields.get("way", "")
        try:
            table, lines = await run_in_threadpool(planned, of(fields, request.state.file), reader)
        except NoTable as refusal:
            return start_page(reader, fields, refusal)
        if way == "back":
            return file("rows", given_back(table, lines))
        if way == "store":
            await store(door, lines, reader)
            await run_in_threadpool(becoming.look, lines, desk, reader)
        return sheet_page(reader, table, lines, done=way == "store")

    def planned(raw: bytes, reader: Reader) -> tuple[Table, list[Row]]:
        table = workbooks.read(raw, _separator())
        lines = rows(table)
        becoming.plan(lines, desk, reader, door.log.keys.index_key(), datetime.now(UTC))
        return table, lines

    return found


async def store(door: DoorRoutes, lines: Sequence[Row], reader: Reader) -> None:
    """Have the rows that are ready stored as if they had come to the door in one list."""
    drafts = [row.draft for row in lines if row.draft and row.state == "ready"]
    if drafts:
        door.setting.may_post()
        door.setting.take_events(reader.provider_id, len(drafts))
        becoming.settle(lines, await door.store(drafts))


def of(fields: Fields, file: bytes) -> bytes:
    """What was given: a file, what was pasted, or the rows of the page before."""
    if not (raw := file or (fields.get("sheet") or fields.get("pasted", "")).encode()).strip():
        raise NoTable(NOTHING_GIVEN)
    return raw


def start_page(reader: Reader, kept: Fields = NOTHING, refused: NoTable | None = None) -> HTMLResponse:
    """Where a sheet is given; `refused` says why the last one could not be read."""
    said = {"why": refused.why if refused else "", "names": refused.names if refused else [], **SHEET}
    return page("import.html", reader, kept, status=422 if refused else 200, **said)


def sheet_page(reader: Reader, table: Table, lines: Sequence[Row], *, done: bool) -> HTMLResponse:
    """What each row becomes, or became; the page carries those columns alone that are read."""
    count = {state: sum(row.state == state for row in lines) for state in MARKS}
    carried = narrowed(table, sorted(columns.named(table.header).values()))
    aside = sum(bool(row.aside) and row.state != "there" for row in lines)
    said: dict[str, Any] = {"rows": lines, "count": count, "aside": aside, "carried": carried, "done": done}
    said |= {"unread": columns.unread(table.header), "sheet": table.sheet, "left": table.left}
    return page("sheet.html", reader, **said, **SHEET)


def given_back(table: Table, lines: Sequence[Row]) -> str:
    """The rows that were not taken, each with the reason."""
    gettext = _words().gettext
    where = columns.named(table.header)
    kept = [[*(row.cells[column] for column in where), " ".join(_why(row))] for row in lines if row.state == "refused"]
    return written([[*(table.header[at] for at in where.values()), gettext(REASON)], *kept], table.separator)


def _why(row: Row) -> Sequence[str]:
    gettext = _words().gettext
    return [
        f"{gettext(COLUMNS[name][0])}: {gettext(why)}" if name in COLUMNS else gettext(why)
        for name, why in row.wrong.items()
    ]


def file(name: str, text: str) -> Response:
    """A table to be saved, with the mark by which spreadsheets know its letters."""
    told = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers={**HEADERS, **told})


def _separator() -> str:
    """What separates cells where a spreadsheet of the page's language saves them."""
    return "," if _lang() == ENGLISH else ";"


def _lang() -> str:
    return shown.current.get().lang


def _words() -> Words:
    return Words(catalogue(TEMPLATES), _lang())
