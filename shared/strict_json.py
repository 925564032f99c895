"""JSON as it is taken at the doors: one meaning, the same for every reader (RFC 8259, I-JSON of RFC 7493)."""

import json
import re
from typing import Any, NoReturn

import orjson

from shared.errors import MalformedBody

DEEPEST = 16
LOWEST, HIGHEST = -(2**63), 2**64 - 1
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
NUL_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


class Malformed(MalformedBody):
    """The body is not the strict JSON that is asked for.

    `code` is one of empty, not_json, not_utf8, byte_order_mark, too_deep, duplicate_key, nul_character and
    number_too_large; `offset` counts characters from the start of the text, where it is known.
    """

    def __init__(self, code: str, offset: int | None = None) -> None:
        super().__init__()
        self.code = code
        self.offset = offset
        if offset is not None:
            self.detail = f"at character {offset}"


def loads(raw: bytes, *, max_depth: int = DEEPEST) -> Any:
    """The value of a JSON text; raises `Malformed`. Integers fit in 64 bits, signed or unsigned; `max_depth` <= 250."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        offset, message = error.pos, error.msg
    else:
        _check(raw, value, max_depth)
        return value
    _refuse(raw, offset, message)  # out of the handler: the error there holds the text


def _check(raw: bytes, value: Any, max_depth: int) -> None:
    """Refuse what orjson takes and we don't, with a second parse only where it can't be told otherwise.

    Written out again, a value has fewer colons than its text if a key was dropped, and more only if a string
    holds an escaped colon; it has `e+` if an integer beyond 64 bits became a float. `find` is faster than `in`.
    """
    if (raw.find(b"[") >= 0 or raw.count(b"{") > max_depth) and _deeper(value, max_depth):
        raise Malformed("too_deep")
    escaped = raw.find(b"\\") >= 0
    if escaped and b"\\u0000" in raw and NUL_ESCAPE.search(raw):
        raise Malformed("nul_character")
    written = orjson.dumps(value)
    if written == raw:
        return
    if written.count(b":") < raw.count(b":"):
        raise Malformed("duplicate_key")
    if (escaped and b"\\u003" in raw) or (written.find(b"+") >= 0 and b"e+" in written):
        json.loads(raw, object_pairs_hook=_without_duplicates, parse_int=_within_64_bits)


def _deeper(value: Any, max_depth: int) -> bool:
    level = [value]
    for _ in range(max_depth):
        level = [
            child
            for holder in level
            for child in (holder.values() if type(holder) is dict else holder)
            if type(child) is dict or type(child) is list
        ]
        if not level:
            return False
    return True


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise Malformed("duplicate_key")
    return held


def _within_64_bits(digits: str) -> int:
    number = int(digits)
    if not LOWEST <= number <= HIGHEST:
        raise Malformed("number_too_large")
    return number


def _refuse(raw: bytes, offset: int, message: str) -> NoReturn:
    if raw.startswith(BYTE_ORDER_MARK):
        raise Malformed("byte_order_mark", 0)
    if not raw.strip(b" \t\r\n"):
        raise Malformed("empty", 0)
    if not _is_utf8(raw):
        raise Malformed("not_utf8")
    raise Malformed("too_deep" if "depth" in message else "not_json", offset)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
