"""Care that stopped, and care of which nothing is heard: interruptions (3.2), P-9 silence."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.pathway.domain.policies.ask import Ask, Known, To, answering
from services.pathway.domain.policies.funding import AT_ONCE
from services.pathway.domain.state import Pathway
from shared.contracts import SessionRecorded, StepDropped, StepStarted
from shared.folding.keyed import Key
from shared.folding.things import Lane, Step

INTERRUPTED_AFTER = 7
REACH_OUT, UNCONFIRMED, REVIEW = (timedelta(days=each) for each in (14, 30, 45))


def interrupted(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """On the seventh day of interruption, on the first where her safety or bread is at stake."""
    for lane in pathway.lanes.values():
        since = _interrupted_since(lane, pathway.as_of)
        if since:
            urgent = lane.dimension in AT_ONCE
            told_on = since + timedelta(days=(1 if urgent else INTERRUPTED_AFTER) - 1)
            subject = _stopped(pathway, lane.dimension)
            for to in answering(pathway):
                yield Ask("P-1", "interrupted", subject, told_on, to, urgent=urgent)


def _interrupted_since(lane: Lane, as_of: date) -> date | None:
    """The first of the days of interruption, one after another and of whatever causes, up to the last one."""
    since, edge = None, as_of
    for first, last, (kind, _) in reversed(lane.gap.spans):
        if last != edge or kind != "interruption":
            break
        since = edge = first
    return since


def _stopped(pathway: Pathway, dimension: str) -> str:
    """The step of this dimension that moved last."""
    steps = [step for step in pathway.steps.values() if step.dimension == dimension and step.started_on]
    return max(steps, key=lambda step: (step.moves[-1][0], step.step_id)).step_id


def silent(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """A gentle prompt to the worker, then unconfirmed, then a review; nothing is ever closed by it."""
    sessions = _last_sessions(pathway)
    for step in pathway.steps.values():
        if step.state == "active":
            yield from _silence(pathway, step, sessions.get(step.key, step.first_on))
    yield from _out_of_sight(pathway)


def _silence(pathway: Pathway, step: Step, session_on: date) -> Iterator[Ask]:
    name, last = step.step_id, step.last_fact_on
    heard_on = max(session_on, step.moves[-1][0])
    unconfirmed, review = last + UNCONFIRMED, last + REVIEW
    yield Ask(
        "P-9", "reach_out", name, heard_on + REACH_OUT, To("worker", step.provider_id), heard_on + UNCONFIRMED, own=True
    )
    yield Ask("P-9", "unconfirmed", name, unconfirmed, To("coordinator", step.provider_id), own=True)
    for to in answering(pathway):
        yield Ask("P-9", "review", name, review, to)


def _last_sessions(pathway: Pathway) -> dict[Key, date]:
    resolve = pathway.steps.resolve
    return {
        resolve(event.pathway_id, event.fact.step_id): event.occurred_on
        for event in pathway.facts
        if isinstance(event.fact, SessionRecorded) and (event.provider_id, event.event_id) not in pathway.set_aside
    }


def _out_of_sight(pathway: Pathway) -> Iterator[Ask]:
    """A step was dropped because contact was lost: somebody tries to find her, until there is a sign of her again."""
    last = None
    for event in pathway.facts if pathway.open else ():
        match event.fact:
            case StepDropped(reason="lost_contact", step_id=name):
                last = name, event.occurred_on
            case StepStarted() | SessionRecorded():
                last = None
    if last:
        name, lost_on = last
        for to in answering(pathway):
            yield Ask("P-9", "lost_contact", name, lost_on, to)
