"""A pathway as a plain eventsourcing aggregate: the same facts as ours, folded into what is open and a few counts."""

from collections import Counter
from typing import Any
from uuid import UUID

from eventsourcing.domain import Aggregate

from tests.benchmarks.events import Body

STAMP = {"provider_id": "BCN-BENCH", "actor": "w1", "role": "worker"}


class Pathway(Aggregate):
    """Needs and steps by id, and sessions by outcome."""

    def __init__(self) -> None:
        self.needs: dict[str, str] = {}
        self.steps: dict[str, str] = {}
        self.sessions: Counter[str] = Counter()

    class Event(Aggregate.Event):
        """What every event carries."""

        event_id: str
        provider_id: str
        actor: str
        role: str
        occurred_on: str
        lateness_reason: str

    class PathwayOpened(Event, Aggregate.Created):
        basis: str

    class NeedIdentified(Event):
        need_id: str
        dimension: str
        voiced_by: str

        def apply(self, aggregate: Any) -> None:
            aggregate.needs[self.need_id] = self.dimension

    class StepStarted(Event):
        step_id: str
        dimension: str
        confidentiality: str
        funding_window_id: str

        def apply(self, aggregate: Any) -> None:
            aggregate.steps[self.step_id] = "active"

    class StepSuspended(Event):
        step_id: str
        dimension: str
        reason: str

        def apply(self, aggregate: Any) -> None:
            aggregate.steps[self.step_id] = "suspended"

    class StepResumed(Event):
        step_id: str
        dimension: str

        def apply(self, aggregate: Any) -> None:
            aggregate.steps[self.step_id] = "active"

    class SessionRecorded(Event):
        step_id: str
        dimension: str
        outcome: str
        format: str
        minutes: int
        interpreter_missing: bool

        def apply(self, aggregate: Any) -> None:
            aggregate.sessions[self.outcome] += 1


def pathway(history: list[Body]) -> Pathway:
    """The aggregate with all events of a history pending."""
    first, *others = history
    made = Pathway._create(Pathway.PathwayOpened, id=UUID(first["pathway_id"]), **_fields(first))
    for event in others:
        made.trigger_event(getattr(Pathway, event["type"]), **_fields(event))
    return made


def _fields(event: Body) -> Body:
    envelope = {name: event[name] for name in ("event_id", "occurred_on", "lateness_reason")}
    return {**STAMP, **envelope, **event["data"]}
