"""P-6 and P-7: how soon there is to be an answer to danger."""

from collections.abc import Iterator
from datetime import timedelta

from services.pathway.domain.policies.ask import DAY, Ask, Known, To, answering, over
from services.pathway.domain.risk import DANGER
from services.pathway.domain.state import Pathway
from services.pathway.domain.workdays import workdays_after
from shared.contracts import LabourRightsConcernRaised, RiskActionDone
from shared.facts import Event
from shared.folding.order import in_order

ACT_WITHIN = {"high": DAY, "extreme": timedelta(0)}
REVIEW_EVERY = {"medium": 14, "high": 3, "extreme": 1}
PLAN_WITHIN = 3
LABOUR_REVIEW_WITHIN = 1


def assessed(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-6: act or plan by the level of the last assessment, then look again and again until there is a newer one."""
    last = pathway.last_assessment
    if last is None or over(pathway) or pathway.risk_level not in REVIEW_EVERY:
        return
    for to in answering(pathway):
        if pathway.risk_level in DANGER:
            yield from _in_danger(pathway, last, to)
        elif not _procedure(pathway):
            due = workdays_after(known.workday, to.provider_id, last.occurred_on, PLAN_WITHIN)
            yield Ask("P-6", "risk_plan", last.event_id, last.occurred_on, to, due=due)
        yield _review(pathway, last, to)


def _in_danger(pathway: Pathway, last: Event, to: To) -> Iterator[Ask]:
    since = pathway.in_danger.run_since()
    if since:
        yield Ask("P-6", "quiet_mode", since.isoformat(), since, to, urgent=True, kind="notice")
    if not _acted(pathway, last):
        due = last.occurred_on + ACT_WITHIN[str(pathway.risk_level)]
        yield Ask("P-6", "risk_act", last.event_id, last.occurred_on, to, due=due, urgent=True)


def _review(pathway: Pathway, last: Event, to: To) -> Ask:
    every = REVIEW_EVERY[str(pathway.risk_level)]
    due = last.occurred_on + timedelta(days=every)
    urgent = pathway.risk_level in DANGER
    return Ask("P-6", "risk_review", last.event_id, due, to, due=due, urgent=urgent, every=every)


def _acted(pathway: Pathway, last: Event) -> bool:
    """Whether anything was done for her safety since: on the day itself whatever the order."""
    return any(
        isinstance(event.fact, RiskActionDone)
        and event.occurred_on >= last.occurred_on
        and (event.provider_id, event.event_id) not in pathway.set_aside
        for event in pathway.facts
    )


def _procedure(pathway: Pathway) -> bool:
    """Whether a procedure is open: that is the plan."""
    return any(each.ended_on is None for each in pathway.procedures.values())


def at_work(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-7: a concern about her rights at work asks for a new assessment within one working day."""
    if over(pathway):
        return
    last = pathway.last_assessment
    for event in pathway.facts:
        if not isinstance(event.fact, LabourRightsConcernRaised) or _reviewed(event, last):
            continue
        if (event.provider_id, event.event_id) not in pathway.set_aside:
            for to in answering(pathway):
                due = workdays_after(known.workday, to.provider_id, event.occurred_on, LABOUR_REVIEW_WITHIN)
                yield Ask("P-7", "labour_review", event.event_id, event.occurred_on, to, due=due, urgent=True)


def _reviewed(concern: Event, last: Event | None) -> bool:
    return last is not None and in_order(last) > in_order(concern)
