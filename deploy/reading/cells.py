"""What a mapping may take from one row of a table: a value, an id, a moment."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Literal, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field, model_validator

Cells = dict[str, str]
Plain = str | int | float | bool
Columns = Iterator[tuple[str, str]]


class Unfit(ValueError):
    """A row can't be an event; the column is named, what stands in it is not."""


class Part(BaseModel):
    """A part of a mapping, in which a key that isn't known is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Cell(Part):
    """A constant, or what stands in a column: by codes if there are any, cleaned, with a prefix."""

    value: Plain | list[Plain] | None = None
    column: str | None = None
    codes: dict[str, Plain | list[Plain]] | None = None
    default: Plain | list[Plain] | None = None
    as_: Literal["text", "upper", "slug", "integer", "list"] = Field(default="text", alias="as")
    prefix: str = ""

    @model_validator(mode="before")
    @classmethod
    def _constant(cls, given: Any) -> Any:
        return given if isinstance(given, dict) else {"value": given}

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.value is None) == (self.column is None):
            raise ValueError("give a constant, or a `column`")
        return self

    def of(self, cells: Cells) -> Any:
        """The value for a row, None if the cell is empty and has no default."""
        if self.column is None:
            return self.value
        text = cells[self.column].strip()
        if not text:
            return self.default
        if self.codes is None:
            return _cleaned(text, self.as_, self.prefix, self.column)
        if text not in self.codes and self.default is None:
            raise Unfit(f"column {self.column}: not among the codes")
        return self.codes.get(text, self.default)

    def columns(self, key: str) -> Columns:
        if self.column is not None:
            yield f"{key}.column", self.column


class Identity(Part):
    """An id: that of a column, or one made of columns, always the same for the same cells."""

    uuid5: list[str] | None = Field(default=None, min_length=2)
    column: str | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.uuid5 is None) == (self.column is None):
            raise ValueError("give `uuid5` or `column`")
        return self

    @cached_property
    def _space(self) -> UUID:
        return uuid5(NAMESPACE_URL, self.uuid5[0] if self.uuid5 else "")

    def of(self, cells: Cells) -> str:
        """Raises `Unfit` if any of its columns is empty."""
        parts = [_filled(cells, column) for _, column in self.columns("")]
        return parts[0] if self.column else str(uuid5(self._space, "\x1f".join(parts)))

    def columns(self, key: str) -> Columns:
        if self.column is not None:
            yield f"{key}.column", self.column
        for column in (self.uuid5 or [])[1:]:
            yield f"{key}.uuid5", column


class Clock(Part):
    """A column with a date or a moment, in ISO 8601 or by a pattern such as %d/%m/%Y."""

    column: str
    format: str = "iso"

    def day(self, cells: Cells) -> str:
        return self._read(cells).date().isoformat()

    def moment(self, cells: Cells) -> datetime:
        moment = self._read(cells)
        if moment.tzinfo is None:
            raise Unfit(f"column {self.column}: a moment without its zone")
        return moment

    def utc(self, cells: Cells) -> str:
        try:
            return self.moment(cells).astimezone(UTC).isoformat().replace("+00:00", "Z")
        except OverflowError:
            raise Unfit(f"column {self.column}: out of the range of dates") from None

    def _read(self, cells: Cells) -> datetime:
        text = _filled(cells, self.column)
        try:
            return datetime.fromisoformat(text) if self.format == "iso" else datetime.strptime(text, self.format)
        except ValueError:
            raise Unfit(f"column {self.column}: not a date or moment in the format {self.format}") from None


def _cleaned(text: str, form: str, prefix: str, column: str) -> Any:
    match form:
        case "upper":
            text = text.upper()
        case "slug":
            plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
            text = re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")
            if not text:
                raise Unfit(f"column {column}: neither letter nor digit")
        case "integer":
            if not re.fullmatch(r"[+-]?\d{1,18}", text, re.ASCII):
                raise Unfit(f"column {column}: not a whole number")
            return int(text)
        case "list":
            return [prefix + part.strip() for part in text.split(";") if part.strip()]
    return prefix + text


def _filled(cells: Cells, column: str) -> str:
    text = cells[column].strip()
    if not text:
        raise Unfit(f"column {column}: empty")
    return text
