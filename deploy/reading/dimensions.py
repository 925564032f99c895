"""The dimension of a step, for files whose later step events leave it out."""

from collections.abc import Collection, Iterable
from typing import Any

from shared.contracts import STEP_TYPES

DECLARES = frozenset({"StepPlanned", "StepStarted"})


class StepDimensions:
    """What the plans and starts of a file say of their steps; `events` are learned before any is filled."""

    def __init__(self, events: Iterable[Any] = ()) -> None:
        self._known: dict[tuple[str, str], str] = {}
        for event in events:
            self.learn(event)

    def learn(self, event: Any) -> None:
        """Keep the dimension that a plan or a start gives its step; the first one stands."""
        if step := _step(event, DECLARES):
            dimension = event["data"].get("dimension")
            if isinstance(dimension, str):
                self._known.setdefault(step, dimension)

    def filled(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event with the dimension of its step, if it lacks it and the step is known."""
        step = _step(event, STEP_TYPES)
        if step in self._known and "dimension" not in event["data"]:
            return event | {"data": event["data"] | {"dimension": self._known[step]}}
        return event


def _step(event: Any, types: Collection[str]) -> tuple[str, str] | None:
    """Which step an event of one of these types is about, as far as it can be told of what anyone may have written."""
    if not isinstance(event, dict) or not isinstance(event.get("type"), str) or event["type"] not in types:
        return None
    data = event.get("data")
    step_id = data.get("step_id") if isinstance(data, dict) else None
    pathway_id = event.get("pathway_id")
    return (pathway_id, step_id) if isinstance(pathway_id, str) and isinstance(step_id, str) else None
