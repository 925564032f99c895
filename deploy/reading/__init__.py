"""Events out of files: scenario documents, JSON lists, NDJSON, and tables (CSV) through a mapping.

A reader never stops at a line that it can't read: it says what is wrong there and goes on. Whether an event is
well formed is for the doors to say.
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, BinaryIO

from deploy.reading import documents, table
from deploy.reading.lines import Row as Row
from deploy.reading.mapping import FaultyMapping as FaultyMapping
from deploy.reading.mapping import Mapping
from deploy.reading.table import UnreadableTable as UnreadableTable

STANDARD_INPUT = "-"
BY_LINE = {".ndjson", ".jsonl"}


def read(path: Path | str, mapping_path: Path | None = None) -> Iterator[Row]:
    """The rows of a file, or of standard input (`-`); a mapping makes it a table.

    Raises `FaultyMapping` at once, `UnreadableTable` and OSError at the first row.
    """
    mapping = Mapping.load(mapping_path) if mapping_path else None
    if mapping is None and Path(path).suffix.lower() == ".csv":
        raise FaultyMapping(Path(path).name, ["a table needs a mapping that says what its rows are"])
    return _rows(path, mapping)


def providers(path: Path | str) -> list[dict[str, Any]]:
    """The providers that a scenario file names, as events of the directory; none for any other file."""
    if str(path) == STANDARD_INPUT or Path(path).suffix.lower() in {*BY_LINE, ".csv"}:
        return []
    with _opened(path) as stream:
        return documents.providers(stream)


def _rows(path: Path | str, mapping: Mapping | None) -> Iterator[Row]:
    name = "standard input" if str(path) == STANDARD_INPUT else Path(path).name
    with _opened(path) as stream:
        if mapping:
            yield from table.rows(stream, name, mapping)
        else:
            yield from documents.rows(stream, name, by_line=Path(path).suffix.lower() in BY_LINE)


def _opened(path: Path | str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if str(path) == STANDARD_INPUT else Path(path).open("rb")
