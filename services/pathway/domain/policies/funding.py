"""P-1: a window ends. Warned of while there is time, asked about once it has, never answered by a machine."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from services.pathway.domain.choices import choices, next_choice
from services.pathway.domain.funding import handover_of, pacts_of
from services.pathway.domain.policies.ask import Ask, Known, To, answering, each_to, shifted
from services.pathway.domain.state import Pathway
from services.pathway.domain.windows import Window, Windows
from services.pathway.domain.workdays import workdays_after
from shared.contracts import StepStarted
from shared.folding.things import Step

WARNED = (60, 30, 14)
ANSWERED_WITHIN = 3
AT_ONCE = frozenset({"housing", "health", "economic_support", "protection"})
NOT_COVERED = date.max


def windows_ending(windows: Windows) -> Iterator[Ask]:
    """Of each window, at 60, 30 and 14 days before its last day, and on the day after it."""
    for provider_id, own in sorted(windows.items()):
        for window in sorted(own.values(), key=lambda each: each.window_id):
            yield from _window(provider_id, window)


def _window(provider_id: str, window: Window) -> Iterator[Ask]:
    subject, to = f"{provider_id}/{window.window_id}", To("coordinator", provider_id)
    about: dict[str, Any] = {"funding_window_id": window.window_id}
    for left in WARNED:
        on = shifted(window.last_day, -left)
        data = about | {"last_day": window.last_day.isoformat(), "days_left": left}
        yield _known("window_ending", subject, on, to, "FundingWindowEnding", data)
    yield _known("window_ended", subject, shifted(window.last_day, 1), to, "FundingWindowEnded", about)


def _known(what: str, subject: str, on: date, to: To, event: str, data: dict[str, Any]) -> Ask:
    return Ask("P-1", what, subject, on, to, shifted(on, 1), own=True, kind="notice", type=event, data=data)


def steps_ending(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """What each step that is under a window asks of its provider and of those who answer for her."""
    for step in pathway.steps.values():
        for last_day, again in unpaid(pathway, step):
            yield from _ending(pathway, step, last_day)
            if step.state == "active":
                yield from _lapsed(pathway, step, max(shifted(last_day, 1), step.first_on), again, known)
        if not step.ended:
            yield from _next(pathway, step)


def unpaid(pathway: Pathway, step: Step) -> Iterator[tuple[date, date]]:
    """The last paid days of a step that has not ended, each with the first day that is paid again (`date.max`: none).

    Its own window counts, and after that every window of its provider that includes its dimension.
    """
    own = pathway.windows.get(step.provider_id, {})
    named = own.get(step.window_id or "")
    if named is None or step.ended:
        return
    last_day = named.last_day
    for window in sorted(own.values(), key=lambda each: (each.first_day, each.last_day)):
        if step.dimension not in window.dimensions or window.last_day <= last_day:
            continue
        if window.first_day > shifted(last_day, 1):
            yield last_day, window.first_day
        last_day = window.last_day
    yield last_day, NOT_COVERED


def _ending(pathway: Pathway, step: Step, last_day: date) -> Iterator[Ask]:
    since, *again = (shifted(last_day, -left) for left in WARNED)
    urgent, ended = step.dimension in AT_ONCE, shifted(last_day, 1)
    for to in (To("coordinator", step.provider_id), *answering(pathway)):
        own = to.duty == "coordinator"
        yield Ask("P-1", "funding_ending", step.step_id, since, to, ended, last_day, urgent, own, again=tuple(again))
    if not pacts_of(pathway, step.key):
        for to in answering(pathway):
            yield Ask("P-1", "fallback_wanted", step.step_id, since, to, ended, last_day, urgent, again=tuple(again))


def _lapsed(pathway: Pathway, step: Step, on: date, again: date, known: Known) -> Iterator[Ask]:
    """Does it go on unpaid, stop, or go to another provider? Any word of the provider's, or a handover, answers."""
    if _answered(pathway, step, on):
        return
    due, urgent = workdays_after(known.workday, step.provider_id, on, ANSWERED_WITHIN), step.dimension in AT_ONCE
    provider = To("coordinator", step.provider_id)
    yield Ask("P-1", "funding_lapsed", step.step_id, on, provider, again, due, urgent, own=True)
    yield Ask("P-1", "funding_unanswered", step.step_id, due, To("supervisor"), again, urgent=urgent)


def _answered(pathway: Pathway, step: Step, since: date) -> bool:
    resolve = pathway.steps.resolve
    return handover_of(pathway, step) is not None or any(
        event.occurred_on >= since
        and event.provider_id == step.provider_id
        and not isinstance(event.fact, StepStarted)
        and resolve(event.pathway_id, getattr(event.fact, "step_id", "")) == step.key
        for event in reversed(pathway.facts)
        if (event.provider_id, event.event_id) not in pathway.set_aside
    )


def _next(pathway: Pathway, step: Step) -> Iterator[Ask]:
    """Suspended for want of money: the next provider of her own ranked list, and no other, is to be asked."""
    stopped_on, state, reason = step.moves[-1]
    if (state, reason) != ("suspended", "funding_ended") or handover_of(pathway, step):
        return
    listed = choices(pathway, step.key)
    if choice := next_choice(listed):
        since = max(stopped_on, choice.agreed_on, *(each.answered_on or date.min for each in listed))
        urgent = step.dimension in AT_ONCE
        yield from each_to(
            answering(pathway),
            lambda to: Ask("P-1", "ask_next_provider", f"{step.step_id}/{choice.pact_id}", since, to, urgent=urgent),
        )
