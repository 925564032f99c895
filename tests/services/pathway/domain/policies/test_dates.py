"""P-8 and P-14: days that must not be missed, as written on an act or as a rule would have them."""

from datetime import date

import pytest

from services.pathway.domain import DeadlineRule, Known
from shared import contracts
from tests.services.pathway.domain.facts import closed, opened, referent, reopened
from tests.services.pathway.domain.given import day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told

OPEN = (opened(1), referent(1))


def put(on: int, due: int, rule: str = "IT-ART13-3M", name: str = "d1"):
    return said(contracts.DeadlineSet(deadline_id=name, rule=rule, due_on=day(due)), on)


def test_a_deadline_is_recalled_at_60_30_14_7_and_1_days_and_said_to_be_missed():
    history = given(*OPEN, put(1, 70))
    assert told(history, "deadline_near") == [10, 40, 56, 63, 69]
    assert told(history, "deadline_missed") == [71]
    missed = only(history, 71, "deadline_missed")
    assert (missed.type, missed.data, missed.urgent) == ("DeadlineMissed", {"deadline_id": "d1"}, True)
    assert asked_of(history, 40, "deadline_near") == [REFERENT]


def test_what_was_met_or_moved_is_asked_no_more():
    met = said(contracts.DeadlineMet(deadline_id="d1"), 50)
    moved = said(contracts.DeadlineExtended(deadline_id="d1", due_on=day(140)), 65)
    assert told(given(*OPEN, put(1, 70), met), "deadline_near") == [10, 40]
    assert told(given(*OPEN, put(1, 70), moved), "deadline_near", until=141) == [10, 40, 56, 63, 80, 110, 126, 133, 139]
    assert told(given(*OPEN, put(1, 70), moved), "deadline_missed") == []


def started_procedure(on: int, lodged: int | None = None):
    fact = contracts.LegalProcedureStarted(procedure="it_asylum", lodged_on=day(lodged) if lodged else None)
    return said(fact, on)


def decided(on: int, decision: str = "granted", until: int | None = 200):
    fact = contracts.LegalDecisionRecorded(
        procedure="it_asylum", decision=decision, valid_until=day(until) if until else None
    )
    return said(fact, on)


def by(event, **counted):
    return Known(rules=[DeadlineRule("R-1", "it_asylum", event, answered_by=frozenset({"R-1", "R-2"}), **counted)])


@pytest.mark.parametrize(
    ("known", "fact", "expected"),
    [
        (by("started", days=60), started_procedure(10), day(70)),
        (by("started", months=1, days=1), started_procedure(10, lodged=4), date(2026, 2, 11)),
        (by("lodged", days=60), started_procedure(10, lodged=4), day(64)),
        (by("lodged", days=60), started_procedure(10), day(70)),
        (by("granted", days=5, working=True), decided(9), day(16)),
        (by("valid_until"), decided(10), day(200)),
    ],
)
def test_a_rule_asks_for_the_date_on_the_act_and_says_which_one_it_would_expect(known, fact, expected):
    history = given(*OPEN, fact)
    ask = only(history, 10, "date_from_the_act", known)
    assert (ask.suggested, ask.subject, ask.type) == (expected, f"R-1/{fact.event_id}", None)
    assert told(history, "date_from_the_act", known=known) == [fact.occurred_on.timetuple().tm_yday]
    assert history.views(20)["deadlines"] == []


@pytest.mark.parametrize(
    ("known", "fact"),
    [
        (by("granted"), decided(10, "refused")),
        (by("valid_until"), decided(10, until=None)),
        (by("granted"), started_procedure(10)),
        (by("started"), said(contracts.LegalProcedureStarted(procedure="es_asylum"), 10)),
        (Known(), started_procedure(10)),
    ],
)
def test_what_a_rule_does_not_count_from_asks_nothing(known, fact):
    assert told(given(*OPEN, fact), "date_from_the_act", known=known) == []


@pytest.mark.parametrize(("rule", "still"), [("R-1", False), ("R-2", False), ("R-3", True)])
def test_the_date_from_the_act_whatever_it_is_closes_the_task(rule, still):
    history = given(*OPEN, started_procedure(10), put(12, 33, rule))
    opened_on = open_on(history, "date_from_the_act", known=by("started", days=60), until=20)
    assert opened_on == (list(range(10, 20)) if still else [10, 11])
    assert history.views(20)["deadlines"][0]["due_on"] == day(33).isoformat()


def test_a_date_that_was_set_before_or_a_closing_is_looked_at():
    known = by("started", days=60)
    assert told(given(*OPEN, put(5, 33, "R-1"), started_procedure(10)), "date_from_the_act", known=known) == [10]
    assert open_on(given(*OPEN, started_procedure(10), closed(12)), "date_from_the_act", known=known) == [10, 11]


KEPT = Known(kept_months=3)


def test_60_days_before_a_closed_history_is_to_be_erased_a_privacy_officer_is_told():
    history = given(*OPEN, closed(10))
    assert told(history, "retention_near", known=KEPT) == [40]
    ask = only(history, 40, "retention_near", KEPT)
    assert (ask.due, ask.to.duty) == (date(2026, 4, 10), "privacy_officer")


def test_a_pathway_closed_on_the_day_of_its_opening_is_kept_from_that_day():
    assert told(given(opened(10), closed(10)), "retention_near", known=KEPT) == [40]


def test_of_an_open_history_or_without_an_agreed_time_nobody_is():
    assert told(given(*OPEN, closed(10), reopened(20)), "retention_near", known=KEPT) == []
    assert told(given(*OPEN, closed(10)), "retention_near") == []
