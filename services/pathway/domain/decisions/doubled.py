"""Two providers in one dimension: an agreement to go on together, or an end to it."""

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.standing import by_referent
from shared.contracts import CooperationAgreed, DuplicateResolved
from shared.errors import Problem
from shared.folding.things import Step

STEPS = "data.step_ids"
Span = tuple[date, date]


def cooperation(case: Case, fact: CooperationAgreed) -> Iterator[Problem]:
    yield from by_referent(case)
    found = [case.step(step_id) for step_id in fact.step_ids]
    steps = [step for step in found if step]
    if len(steps) < len(found):
        yield so("step_unknown", STEPS)
    if any(step.dimension != fact.dimension for step in steps):
        yield so("step_of_another_dimension", STEPS)
    if len({step.provider_id for step in steps}) < 2:
        yield wrong(STEPS, "providers_same", "different providers agree")
    resolve = case.pathway.steps.resolve
    keys = {step.key for step in steps}
    if any(keys <= {resolve(home, each) for each in agreed} for home, agreed in case.pathway.agreements):
        yield so("cooperation_already_agreed")


def resolved(case: Case, fact: DuplicateResolved) -> Iterator[Problem]:
    """An id may be that of several merged registrations, whose steps may be the very ones that overlap."""
    yield from by_referent(case)
    steps = [step for step in case.pathway.steps.values() if step.step_id in fact.step_ids]
    steps = [step for step in steps if step.dimension == fact.dimension]
    begun = [
        on for one, other in combinations(steps, 2) if one.provider_id != other.provider_id for on in _met(one, other)
    ]
    if not begun:
        yield so("duplicate_not_flagged", STEPS)
    elif max(begun) <= _last_resolved(case, fact):
        yield so("duplicate_already_resolved", STEPS)


def _met(one: Step, other: Step) -> Iterator[date]:
    """The days from which both were active."""
    for first, last in _active(one):
        for begin, end in _active(other):
            if max(first, begin) < min(last, end):
                yield max(first, begin)


def _active(step: Step) -> Iterator[Span]:
    """From each start of activity to its end, or for ever."""
    turns = [(on, state == "active") for on, state, _ in step.moves]
    for (on, is_active), (until, _) in zip(turns, [*turns[1:], (date.max, False)], strict=True):
        if is_active:
            yield on, until


def _last_resolved(case: Case, fact: DuplicateResolved) -> date:
    return max(
        (
            event.occurred_on
            for event in case.pathway.facts
            if isinstance(event.fact, DuplicateResolved)
            and (event.fact.dimension, event.fact.step_ids) == (fact.dimension, fact.step_ids)
        ),
        default=date.min,
    )
