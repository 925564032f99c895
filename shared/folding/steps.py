"""Steps: planned, active, suspended, and one of three ends; only the delivering provider moves its step."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple

from shared.contracts import (
    StepCompleted,
    StepDropped,
    StepPlanned,
    StepResumed,
    StepStarted,
    StepSuspended,
    StepTransferred,
)
from shared.facts import Event, Fact
from shared.folding.rules import Evolve, Rules
from shared.folding.state import Folded
from shared.folding.things import ENDED, State, Step


class Move(NamedTuple):
    """From which states a fact leads to which, why it does not from others, and what it leaves as a cause."""

    allowed: frozenset[State]
    otherwise: str
    to: State
    cause: Callable[[Any], str | None] = lambda fact: None


MOVES: dict[type[Fact], Move] = {
    StepSuspended: Move(frozenset({"active"}), "step_not_active", "suspended", attrgetter("reason")),
    StepResumed: Move(frozenset({"suspended"}), "step_not_suspended", "active"),
    StepTransferred: Move(
        frozenset({"active", "suspended"}), "step_not_active", "transferred", lambda fact: "transfer"
    ),
    StepCompleted: Move(
        frozenset({"active"}), "step_not_active", "completed", lambda fact: fact.next or "need_still_open"
    ),
    StepDropped: Move(frozenset({"planned", "active", "suspended"}), "step_ended", "dropped", attrgetter("reason")),
}


def planned(pathway: Folded, event: Event, fact: StepPlanned) -> str | None:
    if (event.pathway_id, fact.step_id) in pathway.steps:
        return "step_already_known"
    step = _known(pathway, event, fact)
    _put(pathway, step, "planned", event.occurred_on)
    pathway.arranged_by_her += fact.arranged_by == "her"
    return None


def started(pathway: Folded, event: Event, fact: StepStarted) -> str | None:
    on = event.occurred_on
    step = pathway.steps.get((event.pathway_id, fact.step_id))
    if step is None:
        step = _known(pathway, event, fact)
    elif step.state != "planned":
        return "step_already_started"
    step.dimension = fact.dimension
    step.provider_id = event.provider_id
    step.started_on = on
    _name(step, fact.funding_window_id, on)
    step.continues = fact.continues_step_id
    _put(pathway, step, "active", on)
    return None


def moving(move: Move) -> Evolve:
    """What a fact of a known step does, by its row of the table."""

    def moved(pathway: Folded, event: Event, fact: Any) -> str | None:
        step = pathway.steps.find(event.pathway_id, fact.step_id)
        if step is None:
            return "step_unknown"
        if barred := _barred(step, event.provider_id, move):
            return barred
        _put(pathway, step, move.to, event.occurred_on, move.cause(fact))
        if step.ended:
            step.ended_on = event.occurred_on
        elif isinstance(fact, StepResumed):
            _name(step, fact.funding_window_id, event.occurred_on)
        return None

    return moved


def _name(step: Step, window_id: str | None, on: date) -> None:
    """From this day on the work is said to be paid by that window, if one is named."""
    if window_id is not None:
        step.window_id = window_id
        step.named.append((on, window_id))


def _known(pathway: Folded, event: Event, fact: StepPlanned | StepStarted) -> Step:
    """A step that was not known before; where registrations share an id, a reference may mean it from now on."""
    if len(pathway.group) > 1:
        pathway.touched.update(pathway.lanes.values())
    key = (event.pathway_id, fact.step_id)
    return pathway.steps.setdefault(key, Step(key, fact.dimension, event.provider_id, event.occurred_on))


def _barred(step: Step, provider_id: str, move: Move) -> str | None:
    is_known_work = step.state != "planned" or "planned" in move.allowed
    if is_known_work and step.provider_id != provider_id:
        return "not_delivering_provider"
    if step.state in move.allowed:
        return None
    return "step_ended" if step.state in ENDED else move.otherwise


def _put(pathway: Folded, step: Step, state: State, on: date, cause: str | None = None) -> None:
    """Move a step, and remember in its lane why activity ended, if it did."""
    lane = pathway.lane(step.dimension)
    if state == "active":
        lane.active[step.key] = step
    elif step.state == "active":
        del lane.active[step.key]
        lane.absence = ("pause" if cause == "her_request" else "interruption", cause)
        lane.left = step
    step.state = state
    step.last_fact_on = on
    step.moves.append((on, state, cause))


EVOLVE: Rules = {StepPlanned: planned, StepStarted: started, **{fact: moving(move) for fact, move in MOVES.items()}}
