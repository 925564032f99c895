"""One provider asks another: referrals and handovers, each step of the way by whose turn it is."""

from collections.abc import Iterator

from services.pathway.domain.choices import choices, next_choice
from services.pathway.domain.decisions.case import Case, so, wrong
from services.pathway.domain.decisions.sharing import covered
from services.pathway.domain.decisions.standing import SUPERVISOR, answers, by, is_welcome, lets_in
from shared.contracts import (
    HandoverAccepted,
    HandoverCancelled,
    HandoverCompleted,
    HandoverDeclined,
    HandoverProposed,
    ReferralAnswered,
    ReferralSent,
)
from shared.errors import Problem
from shared.folding.things import Handover, Step

TO = "data.to_provider"
REFERRED = frozenset({"coordination", "handover", "share_with_lawyer"})
HANDED_OVER = frozenset({"handover"})


def referral_sent(case: Case, fact: ReferralSent) -> Iterator[Problem]:
    yield from by(case.event.role == SUPERVISOR or is_welcome(case, case.provider_id))
    if fact.to_provider == case.provider_id:
        yield wrong(TO, "providers_same", "nobody refers to oneself")
    yield from lets_in(case, fact.to_provider, TO)
    yield from covered(case, fact.consent_id, fact.to_provider, REFERRED, fact.dimension)
    for sent in case.pathway.referrals.values():
        asked = (sent.fact.to_provider, sent.fact.dimension)
        if sent.ended_on is None and asked == (fact.to_provider, fact.dimension):
            yield so("referral_already_sent")


def referral_answered(case: Case, fact: ReferralAnswered) -> Iterator[Problem]:
    referral = case.pathway.referrals.find(case.event.pathway_id, fact.referral_id)
    yield from by(referral is not None and case.provider_id == referral.fact.to_provider)


def proposed(case: Case, fact: HandoverProposed) -> Iterator[Problem]:
    yield from by(case.provider_id == fact.from_provider or answers(case))
    if fact.to_provider == fact.from_provider:
        yield wrong(TO, "providers_same", "a handover goes to another provider")
    for step_id in sorted(fact.step_ids):
        yield from going_on(case.step(step_id), "data.step_ids", fact.from_provider)
    yield from lets_in(case, fact.to_provider, TO)
    for other in case.pathway.handovers.values():
        if other.outcome == "open" and other.fact.to_provider == fact.to_provider and _same_step(case, other, fact):
            yield so("handover_already_proposed")
    yield from _her_choice(case, fact)


def accepted(case: Case, fact: HandoverAccepted) -> Iterator[Problem]:
    handover = _handover(case, fact)
    to_provider = handover.fact.to_provider if handover else ""
    yield from by(case.provider_id == to_provider)
    yield from lets_in(case, to_provider, "data.handover_id")
    yield from covered(case, fact.consent_id, to_provider, HANDED_OVER)


def declined(case: Case, fact: HandoverDeclined) -> Iterator[Problem]:
    handover = _handover(case, fact)
    yield from by(answers(case) or (handover is not None and case.provider_id == handover.fact.to_provider))


def cancelled(case: Case, fact: HandoverCancelled) -> Iterator[Problem]:
    handover = _handover(case, fact)
    yield from by(answers(case) or (handover is not None and case.provider_id == handover.fact.from_provider))


def completed(case: Case, fact: HandoverCompleted) -> Iterator[Problem]:
    handover = _handover(case, fact)
    if handover is None or case.provider_id != handover.fact.to_provider:
        yield so("not_yours_to_decide")
    elif handover.accepted_on is None:
        yield so("handover_not_accepted")
    elif not all(_handed_over(case, handover, step_id) for step_id in handover.fact.step_ids):
        yield so("step_not_handed_over")


def going_on(step: Step | None, path: str, provider_id: str | None = None) -> Iterator[Problem]:
    """Nothing if the step is known, has not ended, and is delivered by this provider, if one is meant."""
    if step is None:
        yield so("step_unknown", path)
    elif step.ended:
        yield so("step_ended", path)
    elif provider_id and step.provider_id != provider_id:
        yield so("not_delivering_provider", path)


def _handover(
    case: Case, fact: HandoverAccepted | HandoverDeclined | HandoverCancelled | HandoverCompleted
) -> Handover | None:
    return case.pathway.handovers.find(case.event.pathway_id, fact.handover_id)


def _same_step(case: Case, other: Handover, fact: HandoverProposed) -> bool:
    hers = case.pathway.steps.resolve_all(case.event.pathway_id, fact.step_ids)
    return bool(case.pathway.steps_in(other) & hers)


def _her_choice(case: Case, fact: HandoverProposed) -> Iterator[Problem]:
    """A rank must be that of her list; and whom she did not choose with us is the next of that list, if she has one."""
    for step_id in sorted(fact.step_ids):
        listed = choices(case.pathway, case.pathway.steps.resolve(case.event.pathway_id, step_id))
        if (
            listed
            and fact.rank
            and (fact.rank, fact.to_provider) not in {(one.rank, one.to_provider) for one in listed}
        ):
            yield so("rank_not_hers", "data.rank")
        following = next_choice(listed)
        if listed and not fact.proposed_with_her and (following is None or following.to_provider != fact.to_provider):
            yield so("not_her_next_choice", TO)


def _handed_over(case: Case, handover: Handover, step_id: str) -> bool:
    steps = case.pathway.steps
    key = steps.resolve(handover.event.pathway_id, step_id)
    step = steps.get(key)
    if step is None:
        return False
    if step.state == "transferred":
        return any(
            each.started_on and each.continues and steps.resolve(each.pathway_id, each.continues) == key
            for each in steps.values()
        )
    return step.state == "dropped" and step.moves[-1][2] == "her_choice"
