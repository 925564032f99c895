"""Each row of a sheet as a form of the desk filled in, or what is wrong in which of its cells."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.intake.web import words
from services.intake.web.sheets import columns
from services.intake.web.sheets.columns import HOW, KINDS
from services.intake.web.sheets.table import Line, Table
from shared.languages import sentence
from shared.store.entries import Draft
from shared.web import posting
from shared.web.posting import Kept

DAYS: Final = ("-", "/", ".")
NOT_HERE: Final = sentence("This says nothing for such an entry. Leave it empty.")
TOO_WIDE: Final = sentence("This row has more cells than there are columns.")
SESSIONS_ALONE: Final = ("minutes", "format")
MINUTES: Final = range(5, 481)
BATCH: Final = "batch_entry"


@dataclass
class Row:
    """One entry to be: `cells` by column as they were given, `fields` as a form has them, `wrong` by column.

    `state` is empty until it is known what becomes of it: ready, there, stored or refused. `aside` says why it does not
    count, or would not, `note` what is worth a look before it is stored.
    """

    number: int
    cells: Mapping[str, str]
    fields: dict[str, str] = field(default_factory=Kept)
    wrong: dict[str, str] = field(default_factory=dict)
    state: str = ""
    pathway_id: str = ""
    event_id: str = ""
    draft: Draft | None = None
    aside: str = ""
    note: str = ""

    @property
    def on(self) -> date | None:
        return date.fromisoformat(self.fields["occurred_on"]) if self.fields["occurred_on"] else None

    @property
    def type(self) -> str:
        return self.fields["type"]

    @property
    def said(self) -> str:
        """How, or why, in the desk's words; still to be translated."""
        name, codes = HOW.get(self.type, ("", {}))
        return codes.get(self.fields[name], "")

    def refuse(self, wrong: Mapping[str, str]) -> None:
        """It is not taken; fields that one column tells stand under that column."""
        name = HOW.get(self.type, ("", {}))[0]
        self.wrong |= {"how" if each == name else each: why for each, why in wrong.items()}
        self.state = "refused"


def rows(table: Table) -> list[Row]:
    """All rows; `NoTable` where the columns are not those of a sheet."""
    where = columns.named(table.header)
    return [_row(line, where, len(table.header)) for line in table.lines]


def _row(line: Line, where: Mapping[str, int], width: int) -> Row:
    row = Row(line.number, Kept({column: line.cells[at] for column, at in where.items()}))
    for name, value, why in _filled(row.cells):
        if value:
            row.fields[name] = value
        if why:
            row.refuse({name: why})
    if any(line.cells[width:]):
        row.refuse({"": TOO_WIDE})
    return row


def _filled(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each field with its value, empty for none, and with what is wrong, empty for nothing."""
    kind = columns.code(cells["type"], KINDS) or ""
    yield "label", cells["label"], "" if cells["label"] else words.PROBLEMS["missing"]
    yield "type", kind, _chosen(cells["type"], kind)
    yield "occurred_on", day(cells["occurred_on"]), _dated(cells["occurred_on"])
    yield "step_id", cells.get("step_id", ""), ""
    said = cells.get("dimension", "")
    found = columns.dimension(said) or ""
    yield "dimension", found, _chosen(said, found) if said or not cells.get("step_id") else ""
    said = cells.get("lateness_reason", "")
    found = columns.code(said, posting.LATE) or ""
    yield "lateness_reason", found, _chosen(said, found) if said else ""
    yield from _of_kind(kind, cells)


def _of_kind(kind: str, cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    said = cells.get("how", "")
    if kind in HOW:
        name, codes = HOW[kind]
        found = columns.code(said, codes) or ""
        yield name, found, _chosen(said, found)
    elif said and kind:
        yield "how", "", NOT_HERE
    if kind == "SessionRecorded":
        said = cells.get("format", "")
        found = columns.code(said or "individual", words.FORMATS) or ""
        yield "format", found, _chosen(said, found) if said else ""
        said = cells.get("minutes", "")
        yield "minutes", said, "" if not said or _fits(said) else words.PROBLEMS["minutes"]
    elif kind:
        yield from ((each, "", NOT_HERE) for each in SESSIONS_ALONE if cells.get(each))


def _fits(minutes: str) -> bool:
    return minutes.isascii() and minutes.isdigit() and int(minutes[:6]) in MINUTES


def _chosen(said: str, found: str) -> str:
    return "" if found else words.PROBLEMS["not_in_list" if said else "missing"]


def _dated(said: str) -> str:
    return "" if day(said) else words.PROBLEMS["not_a_date" if said else "missing"]


def day(said: str) -> str:
    """A day as spreadsheets here write it, day before month, in its one form; empty for what is none."""
    for sign in DAYS:
        parts = said.partition(" ")[0].split(sign)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            return _day(parts if len(parts[0]) == 4 else parts[::-1])
    return ""


def _day(parts: Sequence[str]) -> str:
    year, month, of_month = (int(part) for part in parts)
    try:
        return date(year, month, of_month).isoformat() if len(parts[0]) == 4 else ""
    except ValueError:
        return ""
