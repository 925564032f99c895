"""Events out of a table (CSV), one a row, through a mapping."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from deploy.reading.cells import Unfit
from deploy.reading.dimensions import StepDimensions
from deploy.reading.lines import Row, as_text, lines
from deploy.reading.mapping import FaultyMapping, Mapping


class UnreadableTable(ValueError):
    """The first line of a table does not name its columns."""


class _Lines:
    """Decoded lines, with the bytes and the number of those taken since they were last asked for."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._lines = lines(stream)
        self._encoding = encoding
        self._taken: list[bytes] = []
        self._number = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = next(self._lines)
        if not self._number and self._encoding == "utf-8":
            raw = raw.removeprefix(codecs.BOM_UTF8)
        self._number += 1
        self._taken.append(raw)
        return raw.decode(self._encoding)

    def taken(self) -> tuple[int, str]:
        """The number of the first of them, and their text as far as it can be read."""
        first = self._number - len(self._taken) + 1
        raw, self._taken = b"".join(self._taken), []
        return first, as_text(raw, self._encoding)


def rows(stream: BinaryIO, name: str, mapping: Mapping) -> Iterator[Row]:
    """The rows of a table; `line` is the line on which the row begins."""
    source = _Lines(stream, mapping.encoding)
    read = csv.reader(source, delimiter=mapping.delimiter, strict=True)
    header = _header(read, source, name, mapping)
    dimensions = StepDimensions()
    while True:
        try:
            cells = next(read)
            line, raw = source.taken()
            if cells:
                event = mapping.event(_named(header, cells))
                dimensions.learn(event)
                yield Row(line, dimensions.filled(event), None, raw)
        except StopIteration:
            return
        except UnicodeDecodeError:
            line, raw = source.taken()
            yield Row(line, None, f"{name}, line {line}: not in {mapping.encoding}", raw)
        except csv.Error:
            line, raw = source.taken()
            yield Row(line, None, f"{name}, line {line}: a quote is out of place, or a cell is too long", raw)
        except Unfit as unfit:
            yield Row(line, None, f"{name}, line {line}: {unfit}", raw)


def _header(read: Iterator[list[str]], source: _Lines, name: str, mapping: Mapping) -> Sequence[str]:
    try:
        header = next(read, [])
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableTable(f"{name}, line 1: not a line of column names in {mapping.encoding}") from None
    source.taken()
    absent = [f"no column {column}, named by {key}" for key, column in mapping.columns() if column not in header]
    if absent:
        raise FaultyMapping(name, absent)
    if len(set(header)) < len(header):
        raise UnreadableTable(f"{name}, line 1: two columns have one name")
    return header


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise Unfit(f"{len(cells)} cells where there are {len(header)} columns")
    return dict(zip(header, cells, strict=True))
