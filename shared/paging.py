"""Pages of a list by the place of its last item, so that a list which changes neither repeats nor skips what stays."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import orjson

from shared.errors import NotWellFormed, Problem

Row = dict[str, Any]
Order = tuple[str, ...]
"""The fields by which a list is in order; together they tell its items apart."""
Place = list[str]
LAST = "~"


def page(items: Iterable[Row], order: Order, after: str | None, limit: int) -> Row:
    """A page of a list; `next` is the cursor of the one after it, None at the end."""
    found = ordered(items, order)
    start = bisect_right(found, _read(after, order), key=lambda item: _place(item, order)) if after else 0
    shown = found[start : start + limit]
    more = start + limit < len(found)
    return {"items": shown, "next": _written(_place(shown[-1], order)) if more else None}


def ordered(items: Iterable[Row], order: Order) -> list[Row]:
    """The items in the order of a list."""
    return sorted(items, key=lambda item: _place(item, order))


def _place(item: Row, order: Order) -> Place:
    return [_spelled(item[name]) for name in order]


def _spelled(said: Any) -> str:
    """What is so comes before what is not, what is not said last."""
    if said is None:
        return LAST
    if isinstance(said, bool):
        return "0" if said else "1"
    return ",".join(said) if isinstance(said, list) else str(said)


def _written(place: Place) -> str:
    return urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def _read(cursor: str, order: Order) -> Place:
    try:
        place = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = None
    if isinstance(place, list) and len(place) == len(order) and all(isinstance(each, str) for each in place):
        return place
    raise NotWellFormed(Problem("after", "malformed", "must be the `next` of a page of this list"))
