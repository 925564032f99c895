"""Other providers that were asked: how long they may take to answer, and to begin."""

import pytest

from services.pathway.domain import Known
from shared import contracts
from tests.services.pathway.domain.facts import accepted, closed, handed_over, handover, opened, referent, started
from tests.services.pathway.domain.given import PONT, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told

OPEN = (opened(1), referent(1))
KNOWN = Known(lambda provider, each: each.weekday() < 5 and (provider, each) != (PONT, day(6)))


def sent(on: int, urgency: str = "normal"):
    fact = contracts.ReferralSent(
        referral_id="r1", to_provider=PONT, dimension="housing", consent_id="c1", urgency=urgency
    )
    return said(fact, on)


def answered(on: int, answer: str = "declined"):
    return said(contracts.ReferralAnswered(referral_id="r1", answer=answer), on, PONT)


@pytest.mark.parametrize(("known", "fifth", "tenth"), [(Known(), 12, 19), (KNOWN, 13, 20)])
def test_a_referral_without_an_answer_goes_to_the_referent_after_five_working_days_and_up_after_ten(
    known, fifth, tenth
):
    history = given(*OPEN, sent(5))
    assert told(history, "referral_unanswered_referent", known=known) == [fifth]
    assert told(history, "referral_unanswered_supervisor", known=known) == [tenth]
    assert asked_of(history, 12, "referral_unanswered_referent") == [REFERENT]
    ask = only(history, 19, "referral_unanswered_supervisor")
    assert (ask.to.duty, ask.urgent, ask.type) == ("supervisor", True, "ReferralEscalated")
    assert ask.data == {"referral_id": "r1", "level": "supervisor"}


@pytest.mark.parametrize("end", [answered(14), answered(14, "waiting_list"), closed(14)])
def test_an_answer_whatever_it_is_closes_it(end):
    history = given(*OPEN, sent(5), end)
    assert open_on(history, "referral_unanswered_referent") == [12, 13]
    assert told(history, "referral_unanswered_supervisor") == []


@pytest.mark.parametrize(("urgency", "urgent"), [("normal", False), ("urgent", True)])
def test_an_urgent_referral_is_urgent_from_the_first(urgency, urgent):
    assert only(given(*OPEN, sent(5, urgency)), 9, "referral_unanswered_referent").urgent is urgent


@pytest.mark.parametrize(("known", "fifth"), [(Known(), 12), (KNOWN, 13)])
def test_a_handover_is_to_be_answered_in_five_working_days_of_who_was_asked(known, fifth):
    history = given(*OPEN, started("A1", 2), handover(5, "A1"))
    assert told(history, "handover_unanswered", known=known) == [fifth]
    assert open_on(given(*history.events, accepted(14)), "handover_unanswered") == [12, 13]


def test_after_it_is_accepted_the_first_activity_is_to_come_within_21_days():
    history = given(*OPEN, started("A1", 2), handover(5, "A1"), accepted(7))
    assert told(history, "handover_not_begun") == [28]
    assert open_on(given(*history.events, started("A2", 30, by=PONT, continues="A1")), "handover_not_begun") == [28, 29]
    assert told(given(*history.events, handed_over(20)), "handover_not_begun") == []
