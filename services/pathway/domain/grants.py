"""Grant report: what one provider did under one funding window, and what its steps left (docs/definitions.md 3.15)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from services.pathway.domain.state import Pathway
from services.pathway.domain.views import iso
from services.pathway.domain.windows import Window
from shared.contracts import SessionRecorded
from shared.facts import Event
from shared.folding.amendments import key_of
from shared.folding.sessions import states_on, was_active
from shared.folding.state import DAY
from shared.folding.things import Lane, Step

HELD = frozenset({"attended", "attended_partly"})


@dataclass(slots=True)
class Figures:
    """The figures of a dimension, or of all; `interrupted` and `not_told` are women, as `women` are."""

    women: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    interrupted: set[str] = field(default_factory=set)
    not_told: set[str] = field(default_factory=set)
    causes: Counter[str] = field(default_factory=Counter)

    def told(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "women": len(self.women),
            "steps": counts["steps"],
            "steps_started": counts["steps_started"],
            "steps_ended": {state: self.ended[state] for state in ("completed", "dropped", "transferred")},
            "steps_active_at_end": counts["steps_active_at_end"],
            "sessions": counts["sessions"],
            "minutes": counts["minutes"],
            "hours": round(counts["minutes"] / 60, 2),
            "sessions_without_minutes": counts["sessions_without_minutes"],
            "sessions_outside_window": counts["sessions_outside_window"],
            "unfunded_sessions": counts["unfunded_sessions"],
            "interruptions": {
                "women": len(self.interrupted),
                "days": self.causes.total(),
                "causes": dict(sorted(self.causes.items())),
                "bridged_days": counts["bridged_days"],
                "going_on_days": counts["going_on_days"],
                "women_not_told": len(self.not_told),
            },
        }


class Grant:
    """The account of one window of a provider, up to and without the day `as_of`; pathways are added one by one."""

    def __init__(self, provider_id: str, window: Window, as_of: date) -> None:
        self.provider_id = provider_id
        self.window = window
        self.as_of = as_of
        self.last = min(window.last_day, as_of - DAY)
        self.total = Figures()
        self.dimensions: dict[str, Figures] = {name: Figures() for name in window.dimensions}

    def told(self) -> dict[str, Any]:
        """The report as JSON, without any pathway's id."""
        return {
            "funding_window_id": self.window.window_id,
            "provider_id": self.provider_id,
            "first_day": self.window.first_day.isoformat(),
            "last_day": self.window.last_day.isoformat(),
            "counted_to": iso(self.last) if self.last >= self.window.first_day else None,
            "total": self.total.told(),
            "dimensions": {name: self.dimensions[name].told() for name in sorted(self.dimensions)},
        }

    def add(self, pathway: Pathway, *, tells: bool) -> None:
        """Count one woman; `tells`: whether the provider may read her figures, which say what others did."""
        for step in pathway.steps.values():
            if step.provider_id == self.provider_id and step.named:
                self._step(pathway.pathway_id, step)
        for event in pathway.facts:
            if isinstance(event.fact, SessionRecorded) and event.provider_id == self.provider_id:
                self._session(pathway, event, event.fact)
        for lane in pathway.lanes.values():
            self._interruptions(pathway, lane, tells=tells)

    def _of(self, dimension: str) -> tuple[Figures, Figures]:
        return self.total, self.dimensions.setdefault(dimension, Figures())

    def _count(self, dimension: str, name: str, number: int = 1) -> None:
        for figures in self._of(dimension):
            figures.counts[name] += number

    def _within(self, day: date | None) -> bool:
        return day is not None and self.window.first_day <= day <= self.last

    def _under(self, step: Step, day: date) -> bool:
        """Whether the step names this window on a day: in its start, or the latest resumption that names one."""
        named = [name for on, name in step.named if on <= day]
        return bool(named) and named[-1] == self.window.window_id

    def _step(self, woman: str, step: Step) -> None:
        dimension = step.dimension
        if self._worked(step):
            self._count(dimension, "steps")
            for figures in self._of(dimension):
                figures.women.add(woman)
        if step.started_on and self._within(step.started_on) and self._under(step, step.started_on):
            self._count(dimension, "steps_started")
        if step.ended_on and self._within(step.ended_on) and self._under(step, step.ended_on):
            for figures in self._of(dimension):
                figures.ended[step.state] += 1
        if self._within(self.last) and self._under(step, self.last) and _active_at_end(step, self.last):
            self._count(dimension, "steps_active_at_end")

    def _worked(self, step: Step) -> bool:
        """Whether it was active at any moment of a day of the window on which it names it."""
        ends = [on for on, _, _ in step.moves[1:]] + [self.last]
        names = [*step.named[1:], (self.as_of, "")]
        return any(
            max(since, named_on, self.window.first_day) <= min(until, named_to - DAY, self.last)
            for (since, state, _), until in zip(step.moves, ends, strict=True)
            if state == "active"
            for (named_on, name), (named_to, _) in zip(step.named, names, strict=True)
            if name == self.window.window_id
        )

    def _session(self, pathway: Pathway, event: Event, fact: SessionRecorded) -> None:
        step = pathway.steps.find(event.pathway_id, fact.step_id)
        on = event.occurred_on
        kept = fact.outcome in HELD and key_of(event) not in pathway.set_aside
        if step is None or not kept or not self._under(step, on):
            return
        if not was_active(step, on):
            self._count(step.dimension, "unfunded_sessions")
        elif not self._within(on):
            self._count(step.dimension, "sessions_outside_window")
        else:
            self._count(step.dimension, "sessions")
            self._count(step.dimension, "minutes", fact.minutes or 0)
            self._count(step.dimension, "sessions_without_minutes", fact.minutes is None)

    def _interruptions(self, pathway: Pathway, lane: Lane, *, tells: bool) -> None:
        for since, to, (provider_id, window_id, cause) in lane.broken.spans:
            if (provider_id, window_id) != (self.provider_id, self.window.window_id):
                continue
            for figures in self._of(lane.dimension):
                if not tells:
                    figures.not_told.add(pathway.pathway_id)
                    continue
                figures.interrupted.add(pathway.pathway_id)
                figures.causes[cause or ""] += (to - since).days
                if to == self.as_of:
                    figures.counts["going_on_days"] += (to - since).days
                elif self._bridged(_going_on(pathway, lane.dimension, to)):
                    figures.counts["bridged_days"] += (to - since).days

    def _bridged(self, providers: set[str]) -> bool:
        """Whether others went on, and not the provider itself."""
        return bool(providers) and self.provider_id not in providers


def _going_on(pathway: Pathway, dimension: str, day: date) -> set[str]:
    """Whose steps of a dimension are active at the end of a day."""
    steps: Iterable[Step] = pathway.steps.values()
    return {step.provider_id for step in steps if step.dimension == dimension and _active_at_end(step, day)}


def _active_at_end(step: Step, day: date) -> bool:
    return next(states_on(step, day), ("", None))[0] == "active"
