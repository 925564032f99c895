"""A program of its own: a workbook on its standard input, the texts of its sheets' cells as JSON on its output.

Never imported by a service: two cells far from each other make any reader of workbooks ask for 500 GB, which ends the
process that reads. This one has bounds set by the system, and knows no key and no history. It takes how many rows,
columns and letters are of use; what is beyond them is cut, so that whoever started it can say that it is too much.
"""

import io
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

MOST_MEMORY: Final = 256 * 1024 * 1024
MOST_SECONDS: Final = 5
MOST_UNPACKED: Final = 16 * 1024 * 1024
MOST_PARTS: Final = 1000
MOST_SHEETS: Final = 20
WHOLE_BELOW: Final = 10**15
"""From here on a cell's number has no last digit."""
PACKED: Final = b"PK"
READ: Final = re.compile(r"mimetype|.*\.(xml|rels)")
"""What of a packed workbook is looked at: no macro, picture or thing within it."""
KINDS: Final = {"xl/workbook.xml", "content.xml", "encrypted-package"}
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
SEALED_PART: Final = b"<manifest:encryption-data"
SEALED_FILE: Final = re.compile(
    "EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08(?:\x10\0.{16}|\x08\0.{8})\x2f\0", re.DOTALL
)
"""How a password shows itself: a stream's name in newer files, in older ones what follows the workbook's beginning."""


class NotRead(Exception):
    """Holds one word for why; whatever else ends this process says that the workbook can't be read."""


def main() -> None:
    """Each visible sheet with its name and rows; or one word for why there is none."""
    within_bounds()
    rows, columns, letters = (int(each) for each in sys.argv[1:])
    try:
        found: object = list(sheets(sys.stdin.buffer.read(), rows, columns, letters))
    except NotRead as why:
        found = str(why)
    sys.stdout.write(json.dumps(found))


def within_bounds() -> None:
    """The system ends this process where it takes more."""
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        resource.setrlimit(what, (most, most))
    for what in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(what, (0, 0))


def sheets(raw: bytes, rows: int, columns: int, letters: int) -> Iterator[tuple[str, list[list[str]]]]:
    """As many rows of each, from the workbook's first on, as hold so many letters together."""
    if not raw.startswith(PACKED) and SEALED_FILE.search(raw):
        raise NotRead("protected")
    book = CalamineWorkbook.from_filelike(io.BytesIO(repacked(raw) if raw.startswith(PACKED) else raw))
    shown = (SheetVisibleEnum.Visible, SheetTypeEnum.WorkSheet)
    for sheet in [each.name for each in book.sheets_metadata if (each.visible, each.typ) == shown][:MOST_SHEETS]:
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False, nrows=rows)
        yield sheet, list(cut([narrowed([said(each) for each in row], columns) for row in cells], letters))


def repacked(raw: bytes) -> bytes:
    """The same workbook packed anew, out of those parts alone that are read: what a size said of itself is gone."""
    with zipfile.ZipFile(io.BytesIO(raw)) as given:
        parts = {each.filename: each for each in given.infolist()}
        if len(parts) > MOST_PARTS:
            raise NotRead("large")
        if not {name.lower() for name in parts} & KINDS:
            raise NotRead("kind")
        found = packed(given, [each for name, each in parts.items() if READ.fullmatch(name.lower())])
    if SEALED_PART in found:
        raise NotRead("protected")
    return found


def packed(given: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> bytes:
    """These parts one after another, unpacked; bytes are counted as they come, whatever was said of them."""
    out, left = io.BytesIO(), MOST_UNPACKED
    if sum(part.file_size for part in parts) > left:
        raise NotRead("large")
    with zipfile.ZipFile(out, "w") as anew:
        for part in parts:
            if part.compress_type not in METHODS:
                raise NotRead("kind")
            with given.open(part) as source, anew.open(part.filename, "w") as sink:
                while piece := source.read(min(left + 1, 1 << 16)):
                    left -= len(piece)
                    if left < 0:
                        raise NotRead("large")
                    sink.write(piece)
    return out.getvalue()


def said(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    """What is in a cell, as text: what a formula gave last, days and times in their one form."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < WHOLE_BELOW:
        return str(int(cell))
    return str(cell)


def narrowed(cells: list[str], columns: int) -> list[str]:
    """Without what is empty at the end; where there are more cells than columns, the last stands for all of them."""
    while cells and not cells[-1].strip():
        cells.pop()
    return cells if len(cells) <= columns else [*cells[:columns], cells[-1]]


def cut(rows: Iterable[list[str]], letters: int) -> Iterator[list[str]]:
    """Rows until they hold so many letters."""
    for row in rows:
        yield [cell[:letters] for cell in row]
        letters -= sum(map(len, row))
        if letters < 0:
            return


if __name__ == "__main__":
    main()
