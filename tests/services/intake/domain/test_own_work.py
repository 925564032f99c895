"""What an organisation does with her, told from its own facts."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from services.intake.domain.own_work import fold
from shared import contracts
from shared.facts import Event

FAR, PSI = "BCN-FAR", "BCN-PSI"
HER = str(uuid4())
ART = {"step_id": "A1", "dimension": "artistic_therapy"}
BEGIN = date(2026, 5, 1)


def day(n):
    return BEGIN + timedelta(n)


def said(fact, n, provider=FAR, event_id=None, role="worker"):
    noon = datetime(2026, 5, 1, 12, tzinfo=UTC) + timedelta(n)
    on, known = day(n), event_id or str(uuid4())
    return Event(known, type(fact).__name__, HER, provider, "st_1", role, on, noon, fact)


def met(n, outcome="attended", provider=FAR, event_id=None):
    return said(contracts.SessionRecorded(**ART, outcome=outcome, format="group"), n, provider, event_id)


STARTED = said(contracts.StepStarted(**ART), 0)


def of(*events):
    return fold(HER, events, FAR, day(100))


def test_what_goes_on_is_told_with_its_last_session():
    work = of(met(5, "missed"), STARTED, met(3))
    (step,) = work.going_on
    assert (step.step_id, step.state, work.last_meeting(step).outcome) == ("A1", "active", "missed")


def test_what_others_do_is_nobody_elses_work():
    others = said(contracts.StepStarted(step_id="L1", dimension="language_training"), 0, PSI)
    assert [step.step_id for step in of(STARTED, others).going_on] == ["A1"]


@pytest.mark.parametrize(("n", "reason"), [(5, None), (15, "step_not_active")])
def test_a_session_counts_if_its_step_went_on_that_day(n, reason):
    paused = said(contracts.StepSuspended(**ART, reason="venue"), 10)
    session = met(n)
    assert of(STARTED, paused, session).why_aside(session) == reason


def test_a_late_start_makes_an_early_session_fit():
    session = met(3)
    assert of(session).why_aside(session) == "step_unknown"
    assert of(session, STARTED).why_aside(session) is None


def test_what_was_voided_counts_no_longer_and_what_was_corrected_is_told_as_corrected():
    twice, wrong = met(3), met(4)
    void = said(contracts.EventVoided(target_event_id=twice.event_id, reason="posted_twice"), 5)
    changes = {"outcome": "missed"}
    mended = said(contracts.EventCorrected(target_event_id=wrong.event_id, changes=changes, reason="wrong_code"), 5)
    work = of(STARTED, twice, wrong, void, mended)
    assert work.voided == {twice.event_id}
    assert work.as_corrected(wrong).fact.outcome == "missed"


def test_a_supervisor_may_void_what_an_organisation_recorded():
    twice = met(3)
    void = contracts.EventVoided(target_event_id=twice.event_id, reason="posted_twice")
    assert of(STARTED, twice, said(void, 5, PSI, role="supervisor")).voided == {twice.event_id}
    assert of(STARTED, twice, said(void, 5, PSI)).voided == frozenset()


def test_a_need_of_others_is_not_judged():
    need = contracts.NeedIdentified(need_id="n1", dimension="housing", voiced_by="her")
    over = said(contracts.NeedMet(need_id="n1", confirmed_by_her=True), 5)
    assert of(over).why_aside(over) is None
    assert of(said(need, 1), over).open_needs == []
    assert len(of(said(need, 1)).open_needs) == 1
