"""P-8 and P-14: days that must not be missed, as written on an act or as a rule would have them."""

from collections.abc import Iterator
from datetime import date

from services.pathway.domain.policies.ask import (
    Ask,
    DeadlineRule,
    Known,
    To,
    answering,
    months_after,
    over,
    shifted,
)
from services.pathway.domain.state import Pathway
from services.pathway.domain.workdays import workdays_after
from shared.contracts import DeadlineSet, LegalDecisionRecorded, LegalProcedureStarted, PathwayClosed
from shared.facts import Event

REMINDED = (60, 30, 14, 7, 1)
RETENTION_NEAR = 60


def due(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-8: reminders before a deadline, and the day after it was missed."""
    for deadline in pathway.open_deadlines():
        name, missed_on = deadline.deadline_id, shifted(deadline.due_on, 1)
        since, *again = (shifted(deadline.due_on, -left) for left in REMINDED)
        for to in answering(pathway):
            yield Ask("P-8", "deadline_near", name, since, to, missed_on, deadline.due_on, again=tuple(again))
            yield Ask(
                "P-8",
                "deadline_missed",
                name,
                missed_on,
                to,
                due=deadline.due_on,
                urgent=True,
                type="DeadlineMissed",
                data={"deadline_id": name},
            )


def by_rule(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-8: a rule of law sets no deadline; it asks for the date on the act, and says which one it would expect."""
    if over(pathway):
        return
    for rule in known.rules:
        for event in pathway.facts:
            start = _counted_from(rule, event)
            if start and not _written(pathway, rule, event):
                for to in answering(pathway):
                    day = _expected(rule, known, to, start)
                    subject = f"{rule.rule}/{event.event_id}"
                    yield Ask("P-8", "date_from_the_act", subject, event.occurred_on, to, suggested=day)


def _counted_from(rule: DeadlineRule, event: Event) -> date | None:
    match event.fact, rule.event:
        case LegalProcedureStarted(procedure=rule.procedure), "started":
            return event.occurred_on
        case LegalProcedureStarted(procedure=rule.procedure, lodged_on=lodged_on), "lodged":
            return lodged_on or event.occurred_on
        case LegalDecisionRecorded(procedure=rule.procedure, decision="granted"), "granted":
            return event.occurred_on
        case LegalDecisionRecorded(procedure=rule.procedure, decision="granted", valid_until=until), "valid_until":
            return until
    return None


def _expected(rule: DeadlineRule, known: Known, to: To, start: date) -> date:
    if rule.working:
        return workdays_after(known.workday, to.provider_id, start, rule.days)
    return shifted(months_after(start, rule.months), rule.days)


def _written(pathway: Pathway, rule: DeadlineRule, event: Event) -> bool:
    """Whether a deadline of this rule was set on or after the day of the fact."""
    return any(
        isinstance(later.fact, DeadlineSet)
        and later.fact.rule in rule.answered_by
        and later.occurred_on >= event.occurred_on
        for later in pathway.facts
    )


def kept_long_enough(pathway: Pathway, known: Known) -> Iterator[Ask]:
    """P-14: so long after closing her history is to be erased; a privacy officer is told in time."""
    if known.kept_months is not None and over(pathway):
        until = months_after(_closed_on(pathway), known.kept_months)
        yield Ask(
            "P-14",
            "retention_near",
            until.isoformat(),
            shifted(until, -RETENTION_NEAR),
            To("privacy_officer"),
            due=until,
        )


def _closed_on(pathway: Pathway) -> date:
    return max(
        event.occurred_on
        for event in pathway.facts
        if isinstance(event.fact, PathwayClosed) and (event.provider_id, event.event_id) not in pathway.set_aside
    )
