"""Pages of a list by the place of its last item, so that a list which changes neither repeats nor skips what stays."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice
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
    start = bisect_right(found, place_in(after, order), key=lambda item: place_of(item, order)) if after else 0
    return first(found[start : start + limit + 1], order, limit)


def first(items: Iterable[Row], order: Order, limit: int) -> Row:
    """The page that begins a list in order, of which no more is read than tells whether there is another."""
    found = list(islice(items, limit + 1))
    more = found[limit:] and _written(place_of(found[limit - 1], order))
    return {"items": found[:limit], "next": more or None}


def ordered(items: Iterable[Row], order: Order) -> list[Row]:
    """The items in the order of a list."""
    return sorted(items, key=lambda item: place_of(item, order))


def place_of(item: Row, order: Order) -> Place:
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


def place_in(cursor: str, order: Order) -> Place:
    """The place that a cursor holds; `NotWellFormed` for what is none of this list."""
    try:
        place = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = None
    if isinstance(place, list) and len(place) == len(order) and all(isinstance(each, str) for each in place):
        return place
    raise NotWellFormed(Problem("after", "malformed", "must be the `next` of a page of this list"))
