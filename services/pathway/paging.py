"""The orders of the pathway service's lists, and their filters."""

from collections.abc import Iterable, Set
from typing import Any, NamedTuple
from uuid import UUID

from shared.errors import NotWellFormed, Problem
from shared.paging import LAST as LAST
from shared.paging import Order as Order
from shared.paging import Place as Place
from shared.paging import Row
from shared.paging import by as by
from shared.paging import ordered as ordered
from shared.paging import page as page
from shared.paging import place_in as place_in
from shared.paging import walked as walked

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


def kept(items: Iterable[Row], has: Set[str], filters: Filters) -> list[Row]:
    """The items that are asked for; a filter that a list does not have is refused by its name."""
    refuse(has, filters)
    return [item for item in items if fits(item, filters)]


def refuse(has: Set[str], filters: Filters) -> None:
    """`NotWellFormed` names the filters that a list does not have."""
    if unfit := sorted(filters.asked().keys() - has):
        raise NotWellFormed(*(Problem(each, "not_allowed", "this list has no such filter") for each in unfit))


def fits(item: Row, filters: Filters) -> bool:
    """Whether an item is asked for."""
    return all(_fits(item, each, value) for each, value in filters.asked().items())


def _fits(item: Row, name: str, value: Any) -> bool:
    if name == "min_days":
        return bool(item["days"] >= value)
    if name == "provider":
        return value in (item.get("provider_id"), item.get("referent"), *item.get("providers", ()))
    return bool(item[name] == value)


def stream_of(pathway_id: str) -> bytes:
    """A pathway's stream; for any other text, what stands before all of these."""
    try:
        stream = UUID(pathway_id)
    except ValueError:
        return b""
    return stream.bytes if str(stream) == pathway_id else b""
