"""The places that others hold for her, in the order of her own choice."""

from collections.abc import Iterator

from services.pathway.domain.choices import choices
from services.pathway.domain.decisions.asking import TO, going_on
from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.standing import answers, by, by_referent, lets_in
from shared.contracts import FallbackAgreed, FallbackEnded
from shared.errors import Problem


def agreed(case: Case, fact: FallbackAgreed) -> Iterator[Problem]:
    yield from by_referent(case)
    step = case.step(fact.step_id)
    yield from going_on(step, "data.step_id")
    if step and step.provider_id == fact.to_provider:
        yield so("providers_same", TO)
    yield from lets_in(case, fact.to_provider, TO)
    for other in choices(case.pathway, case.pathway.steps.resolve(case.event.pathway_id, fact.step_id)):
        if other.to_provider == fact.to_provider:
            yield so("fallback_already_agreed", TO)
        if other.rank == fact.rank:
            yield so("rank_taken", "data.rank")
    if fact.place_held_until and fact.place_held_until < case.event.occurred_on:
        yield wrong("data.place_held_until", "out_of_range", "not before the day on which it was agreed")


def ended(case: Case, fact: FallbackEnded) -> Iterator[Problem]:
    pact = case.pathway.fallbacks.find(case.event.pathway_id, fact.pact_id)
    yield from by(answers(case) or (pact is not None and case.provider_id == pact.fact.to_provider))
