"""Pages of a list by the place of its last item, so that a list which changes neither repeats nor skips what stays."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from bisect import bisect_right
from collections.abc import Iterable, Set
from typing import Any, NamedTuple

import orjson

from shared.errors import NotWellFormed, Problem

Row = dict[str, Any]
Order = tuple[str, ...]
"""The fields by which a list is in order; together they tell its items apart."""
Place = list[str]
LAST = "~"

BY_LAST_DAY: Order = ("last_day", "pathway_id", "step_id")
BY_URGENCY: Order = ("urgent", "due", "since", "pathway_id", "policy", "what", "task_id")
BY_ANSWER: Order = ("answer_due", "pathway_id", "kind", "id")
BY_GRIEVANCE: Order = ("answer_due", "pathway_id", "event_id")
BY_CODE: Order = ("pathway_id", "event_id")
BY_LOSS: Order = ("lost_on", "pathway_id", "step_id")


class Filters(NamedTuple):
    """What of a list is asked for; None asks for all."""

    dimension: str | None = None
    provider: str | None = None
    cause: str | None = None
    urgency: str | None = None
    min_days: int | None = None

    def asked(self) -> Row:
        return {name: value for name, value in self._asdict().items() if value is not None}


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


def kept(items: Iterable[Row], has: Set[str], filters: Filters) -> list[Row]:
    """The items that are asked for; a filter that a list does not have is refused by its name."""
    asked = filters.asked()
    if unfit := sorted(asked.keys() - has):
        raise NotWellFormed(*(Problem(each, "not_allowed", "this list has no such filter") for each in unfit))
    return [item for item in items if all(_fits(item, each, value) for each, value in asked.items())]


def _fits(item: Row, name: str, value: Any) -> bool:
    if name == "min_days":
        return bool(item["days"] >= value)
    if name == "provider":
        return value in (item.get("provider_id"), item.get("referent"), *item.get("providers", ()))
    return bool(item[name] == value)


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
