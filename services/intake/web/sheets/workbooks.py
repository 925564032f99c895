"""A workbook is its first sheet with the columns of a sheet, as the table that it would be if it were saved as CSV."""

import csv
import io
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from subprocess import DEVNULL, PIPE
from threading import BoundedSemaphore
from typing import Any, Final

import orjson

from services.intake.web.sheets import columns, table
from services.intake.web.sheets.table import MOST_BYTES, MOST_COLUMNS, MOST_WITH_EMPTY, NO_TEXT, NoTable, Table
from shared.languages import sentence

MOST: Final = 768 * 1024
MARKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files begin that hold a workbook, or something else of the same two ways to pack files."""
READER: Final = str(Path(__file__).with_name("apart.py"))
BOUNDS: Final = (MOST_WITH_EMPTY + 2, MOST_COLUMNS, MOST_BYTES)
"""The rows, columns and letters that are asked of a sheet: enough to see that there are too many."""
LONGEST_WAIT: Final = 60
LONGEST_NAME: Final = 60
LONGEST_TURN: Final = 20
AT_ONCE: Final = BoundedSemaphore(2)
BUSY: Final = sentence("Other workbooks are being read just now. Give this one again in a moment.")
BROKEN: Final = sentence("This workbook can't be read. Save its sheet as CSV, or copy its rows and paste them here.")
LARGE: Final = sentence("This workbook is too large. Copy the rows to a new one, or paste them here.")
WHY: Final = {
    "protected": sentence("This workbook is protected by a password. Save it without one, or paste its rows here."),
    "large": LARGE,
    "kind": sentence("This is no workbook that is read here. Save it as .xlsx, .ods or CSV."),
}
Sheet = tuple[str, list[list[str]]]


def read(raw: bytes, separator: str) -> Table:
    """The table in a file, be it a workbook or text; a workbook's rows go on with this separator.

    `NoTable` says what keeps it from being one.
    """
    if not raw.startswith(MARKS):
        return table.read(raw)
    if len(raw) > MOST:
        raise NoTable(LARGE)
    return chosen(sheets(raw), separator)


def chosen(of: Iterable[Sheet], separator: str) -> Table:
    """The first of these sheets that has the columns, else the first that has anything."""
    found = [(name, rows) for name, rows in of if any(map(any, rows))]
    if not found:
        raise NoTable(table.NO_ROW)
    name, rows = next((each for each in found if _fits(each[1])), found[0])
    return table.parsed(_as_text(rows, separator), separator)._replace(sheet=name[:LONGEST_NAME], left=len(found) - 1)


def sheets(raw: bytes) -> Sequence[Sheet]:
    """The sheets of a workbook that are not hidden, read by a process apart. Blocks."""
    if not AT_ONCE.acquire(timeout=LONGEST_TURN):
        raise NoTable(BUSY)
    try:
        said = apart(raw)
    except (OSError, subprocess.SubprocessError):
        raise NoTable(BROKEN) from None
    finally:
        AT_ONCE.release()
    found: Any = orjson.loads(said)
    if isinstance(found, str):
        raise NoTable(WHY.get(found, BROKEN))
    return [(name, rows) for name, rows in found]


def apart(raw: bytes) -> bytes:
    """What the process says that reads; `SubprocessError` where it ends otherwise."""
    command = [sys.executable, "-I", READER, *map(str, BOUNDS)]
    out = subprocess.run(command, input=raw, stdout=PIPE, stderr=DEVNULL, env={}, timeout=LONGEST_WAIT, check=True)
    return out.stdout


def _fits(rows: Sequence[Sequence[str]]) -> bool:
    header = next(row for row in rows if any(row))
    try:
        return bool(columns.named([table.plain(cell) for cell in header]))
    except NoTable:
        return False


def _as_text(rows: Sequence[Sequence[str]], separator: str) -> str:
    """As a spreadsheet saves them; the rest is what is done with any such text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    text = NO_TEXT.sub(" ", out.getvalue())
    if len(text.encode()) > MOST_BYTES:
        raise NoTable(table.TOO_LARGE)
    return text
