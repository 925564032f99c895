"""A table as spreadsheets save it: separators, quotes and letters told by looking; bounded; never a formula."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from shared.languages import sentence

MOST_BYTES: Final = 256 * 1024
MOST_ROWS: Final = 500
MOST_WITH_EMPTY: Final = 5000
MOST_COLUMNS: Final = 30
LONGEST_CELL: Final = 200
SEPARATORS: Final = (",", ";", "\t")
TOO_MANY: Final = sentence("These are more than 500 rows. Give them in parts.")
TOO_LARGE: Final = sentence("This file is too large. Save less than 256 kB of rows at a time.")
NO_ROW: Final = sentence("There is no row in it. The first row holds the names of the columns, each other an entry.")
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
NO_TEXT: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class NoTable(ValueError):
    """What was given can't be read as a table; `why` is a sentence to translate, `names` are columns that it is of."""

    def __init__(self, why: str, names: Sequence[str] = ()) -> None:
        super().__init__(why)
        self.why = why
        self.names = list(names)


class Line(NamedTuple):
    """The cells of a row, and its number as a spreadsheet counts it."""

    number: int
    cells: list[str]


class Table(NamedTuple):
    """Rows that are not empty, each with at least a cell for every column; `number` is that of the header's row.

    Of a workbook `sheet` is the name of what was read, and `left` how many other sheets of it hold something.
    """

    number: int
    header: list[str]
    lines: list[Line]
    separator: str
    sheet: str = ""
    left: int = 0


def read(raw: bytes) -> Table:
    """The table in a file of text; `NoTable` says what keeps it from being one."""
    if len(raw) > MOST_BYTES:
        raise NoTable(TOO_LARGE)
    return parsed(decoded(raw))


def parsed(text: str, separator: str = "") -> Table:
    """The table in a text; what separates its cells is told by looking unless it is known."""
    if NO_TEXT.search(text):
        raise NoTable(sentence("This file holds no text. Save the sheet as CSV."))
    separator = separator or max(SEPARATORS, key=lambda one: len(_first(text, one)))
    numbered = [Line(at, cells) for at, cells in enumerate(_records(text, separator), 1) if any(cells)]
    if len(numbered) < 2:
        raise NoTable(NO_ROW)
    header, *lines = numbered
    if len(lines) > MOST_ROWS:
        raise NoTable(TOO_MANY)
    if any(len(line.cells) > MOST_COLUMNS for line in numbered):
        raise NoTable(sentence("These are more than 30 columns. Give only those that are read here."))
    width = len(header.cells)
    return Table(
        header.number, header.cells, [Line(at, cells + [""] * (width - len(cells))) for at, cells in lines], separator
    )


def decoded(raw: bytes) -> str:
    """UTF-8 or what Windows saves else; `NoTable` for what is neither."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def written(rows: Iterable[Sequence[str]], separator: str) -> str:
    """Rows as a file: no spreadsheet takes a cell of it for a formula."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([harmless(each) for each in row] for row in rows)
    return out.getvalue()


def narrowed(table: Table, columns: Collection[int]) -> str:
    """The same rows under the same numbers, with these columns alone; what is beyond all columns stays beyond them."""
    width = len(table.header)
    kept = {line.number: [line.cells[at] for at in columns] + line.cells[width:] for line in table.lines}
    header = [table.header[at] for at in columns]
    before: list[Sequence[str]] = [[]] * (table.number - 1)
    rows = [kept.get(number, []) for number in range(table.number + 1, table.lines[-1].number + 1)]
    return written([*before, header, *rows], table.separator)


def harmless(cell: str) -> str:
    """A cell that begins as a formula does is marked as text, as a spreadsheet would itself."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.lstrip("'").startswith(FORMULA) else cell


def plain(cell: str) -> str:
    """A cell without the mark that makes a text of it."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell.lstrip("'").startswith(FORMULA) else cell


def _records(text: str, separator: str) -> Iterable[list[str]]:
    try:
        source = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        for number, cells in enumerate(source):
            if number > MOST_WITH_EMPTY:
                raise NoTable(TOO_MANY)
            found = [plain(each) for each in cells]
            while found and not found[-1]:
                found.pop()
            if any(len(each) > LONGEST_CELL for each in found):
                raise NoTable(
                    sentence("A cell holds more than 200 letters. Leave long texts out: no story is kept here.")
                )
            yield found
    except csv.Error:
        raise NoTable(sentence("A quotation mark is out of place, so that rows can't be told apart.")) from None


def _first(text: str, separator: str) -> list[str]:
    """The first row that is not empty, read with this separator."""
    try:
        return next((cells for cells in _records(text, separator) if cells), [])
    except NoTable:
        return []
