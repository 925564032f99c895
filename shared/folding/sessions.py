"""Facts that refer to a step, judged at the end of their day against all states that it had on that day."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from shared.contracts import (
    CertificateAwarded,
    EconomicSupportChanged,
    LabourRightsConcernRaised,
    PlacementReviewed,
    PlacementTermsRecorded,
    SessionRecorded,
)
from shared.facts import Event
from shared.folding.rules import Rules
from shared.folding.state import Folded
from shared.folding.things import State, Step

UNFUNDED: tuple[State, str | None] = ("suspended", "funding_ended")


def session(pathway: Folded, event: Event, fact: SessionRecorded) -> str | None:
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is None:
        return "step_unknown"
    if step.started_on is not None and step.provider_id != event.provider_id:
        return "not_delivering_provider"
    paid = step.state == "active" or was_active(step, event.occurred_on)
    if not paid and UNFUNDED not in states_on(step, event.occurred_on):
        return "step_not_active"
    step.last_fact_on = event.occurred_on
    _engage(step, fact.outcome)
    pathway.unfunded += not paid
    pathway.without_interpreter += fact.interpreter_missing is True
    return None


def known_step(pathway: Folded, event: Event, fact: Any) -> str | None:
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is None:
        return "step_unknown"
    step.last_fact_on = event.occurred_on
    return None


def begun_step(pathway: Folded, event: Event, fact: Any) -> str | None:
    """What never began can't be looked back on."""
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is not None and step.started_on is None:
        return "step_not_started"
    return known_step(pathway, event, fact)


def _engage(step: Step, outcome: str) -> None:
    match outcome:
        case "attended" | "attended_partly":
            step.attended += 1
        case "missed" | "missed_informed":
            step.missed += 1
        case "cancelled_by_provider":
            step.cancelled += 1


def states_on(step: Step, day: date) -> Iterator[tuple[State, str | None]]:
    """The states that it had on this day, from that of its end to that of its beginning; the reason if suspended."""
    for on, state, reason in reversed(step.moves):
        if on > day:
            continue
        yield state, reason
        if on < day:
            break


def was_active(step: Step, day: date) -> bool:
    """At any moment of this day."""
    return any(state == "active" for state, _ in states_on(step, day))


JUDGE: Rules = {
    SessionRecorded: session,
    PlacementReviewed: begun_step,
    **dict.fromkeys(
        (
            CertificateAwarded,
            EconomicSupportChanged,
            LabourRightsConcernRaised,
            PlacementTermsRecorded,
        ),
        known_step,
    ),
}
