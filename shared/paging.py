"""Pages of a list by the place of its last item, so that a list which changes neither repeats nor skips what stays."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import orjson

from shared.errors import NotWellFormed, Problem

Row = dict[str, Any]
Order = tuple[str, ...]
"""The fields by which a list is in order. Few items are alike in all of them, as two steps of one name are that an
organisation recorded in two registrations of one woman."""
Place = list[str]
"""What an item is ordered by, and last how many before it are alike in all of that."""
Placed = tuple[Place, Row]
LAST = "~"


def page(items: Iterable[Row], order: Order, after: str | None, limit: int) -> Row:
    """A page of a list; `next` is the cursor of the one after it, None at the end."""
    found = list(placed(ordered(items, order), order))
    start = bisect_right(found, place_in(after, order), key=lambda one: one[0]) if after else 0
    return _first(found[start : start + limit + 1], limit)


def walked(items: Iterable[Row], order: Order, place: Place | None, limit: int) -> Row:
    """The same of items that come in order, from some at or before a place on: no more is read than the page needs."""
    return _first((each for each in placed(items, order) if place is None or each[0] > place), limit)


def _first(items: Iterable[Placed], limit: int) -> Row:
    """The page that begins a list in order, of which no more is read than tells whether there is another."""
    found = list(islice(items, limit + 1))
    more = found[limit:] and _written(found[limit - 1][0])
    return {"items": [item for _, item in found[:limit]], "next": more or None}


def ordered(items: Iterable[Row], order: Order) -> list[Row]:
    """The items in the order of a list."""
    return sorted(items, key=lambda item: by(item, order))


def placed(items: Iterable[Row], order: Order) -> Iterator[Placed]:
    """The items of a list in order, each with its place."""
    before, alike = None, 0
    for item in items:
        fields = by(item, order)
        alike = alike + 1 if fields == before else 0
        before = fields
        yield [*fields, f"{alike:04}"], item


def by(item: Row, order: Order) -> list[str]:
    """What an item is ordered by."""
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
    if isinstance(place, list) and len(place) == len(order) + 1 and all(isinstance(each, str) for each in place):
        return place
    raise NotWellFormed(Problem("after", "malformed", "must be the `next` of a page of this list"))
