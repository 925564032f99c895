"""Facts that refer to a step, judged at the end of their day against all states that it had on that day."""

from datetime import date
from typing import Any

from services.pathway.domain.rules import Rules
from services.pathway.domain.state import Pathway
from services.pathway.domain.things import Step
from shared.contracts import (
    CertificateAwarded,
    EconomicSupportChanged,
    LabourRightsConcernRaised,
    PlacementReviewed,
    PlacementTermsRecorded,
    SessionRecorded,
)
from shared.facts import Event


def session(pathway: Pathway, event: Event, fact: SessionRecorded) -> str | None:
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is None:
        return "step_unknown"
    if step.started_on is not None and step.provider_id != event.provider_id:
        return "not_delivering_provider"
    paid = _was_active(step, event.occurred_on)
    if not paid and not _was_unfunded(step, event.occurred_on):
        return "step_not_active"
    step.last_fact_on = event.occurred_on
    _engage(step, fact.outcome)
    pathway.unfunded += not paid
    pathway.without_interpreter += fact.interpreter_missing is True
    return None


def known_step(pathway: Pathway, event: Event, fact: Any) -> str | None:
    step = pathway.steps.find(event.pathway_id, fact.step_id)
    if step is None:
        return "step_unknown"
    step.last_fact_on = event.occurred_on
    return None


def _engage(step: Step, outcome: str) -> None:
    match outcome:
        case "attended" | "attended_partly":
            step.attended += 1
        case "missed" | "missed_informed":
            step.missed += 1
        case "cancelled_by_provider":
            step.cancelled += 1


def _was_active(step: Step, day: date) -> bool:
    """Whether at any moment of the day, from the state it began with, the step was active."""
    for on, state, _ in reversed(step.moves):
        if state == "active":
            return True
        if on < day:
            return False
    return False


def _was_unfunded(step: Step, day: date) -> bool:
    """Whether at any moment of the day the step was suspended because its funding had ended."""
    for on, state, reason in reversed(step.moves):
        if state == "suspended" and reason == "funding_ended":
            return True
        if on < day:
            return False
    return False


JUDGE: Rules = {
    SessionRecorded: session,
    **dict.fromkeys(
        (
            CertificateAwarded,
            EconomicSupportChanged,
            LabourRightsConcernRaised,
            PlacementReviewed,
            PlacementTermsRecorded,
        ),
        known_step,
    ),
}
