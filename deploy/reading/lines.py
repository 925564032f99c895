"""What a reader yields, and the lines that it reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

LONGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file, or one element of a list: an event in its JSON form, or what keeps it from being one.

    `line` counts from 1; `raw` is the text as it stood, for the file of refused rows. A problem names the
    file and the line, never what stands there.
    """

    line: int
    event: dict[str, Any] | None
    problem: str | None
    raw: str


def lines(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream with their ends; of one longer than a mebibyte, which is no event, only so much."""
    begins = True
    while piece := stream.readline(LONGEST):
        if begins:
            yield piece
        begins = piece.endswith(b"\n")


def as_text(raw: bytes, encoding: str = "utf-8") -> str:
    """What can be read of a line, for showing it again."""
    return raw.decode(encoding, errors="replace").rstrip("\r\n")
