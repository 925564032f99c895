"""What is known, while a request is answered, of who reads and of whom the answer tells.

Whatever makes an answer says it here, in any thread that works for the request; outside of one it is said to nobody.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from starlette.requests import Request

from shared.access import Reader
from shared.reads.record import Purpose

Told = TypeVar("Told")


@dataclass
class Telling:
    """One read under way."""

    reader: Reader | None = None
    purpose: Purpose | None = None
    basis: str = ""
    pathways: dict[str, None] = field(default_factory=dict)


_now: ContextVar[Telling | None] = ContextVar("telling", default=None)


@contextmanager
def under_way() -> Iterator[Telling]:
    """A read from here to the end of the block."""
    telling = Telling()
    token = _now.set(telling)
    try:
        yield telling
    finally:
        _now.reset(token)


def of(pathway_ids: Iterable[str]) -> None:
    """The answer tells of these."""
    if telling := _now.get():
        telling.pathways.update(dict.fromkeys(pathway_ids))


def listed(answer: Told) -> Told:
    """The same answer, whose items tell of the pathways that they name."""
    items = answer.get("items", ()) if isinstance(answer, dict) else answer
    if isinstance(items, list):
        of(str(item["pathway_id"]) for item in items if isinstance(item, dict) and item.get("pathway_id"))
    return answer


def why(purpose: Purpose | None) -> None:
    """The reader gives a reason."""
    if telling := _now.get():
        telling.purpose = purpose


def opened_by(basis: str) -> None:
    """It is read on another ground than what the reader is to her, as `break_glass`."""
    if telling := _now.get():
        telling.basis = basis


def noting(reader_of: Callable[[Request], Reader]) -> Callable[[Request], Reader]:
    """The same, and whoever it finds is who reads."""

    def read(request: Request) -> Reader:
        reader = reader_of(request)
        if telling := _now.get():
            telling.reader = reader
        return reader

    return read
