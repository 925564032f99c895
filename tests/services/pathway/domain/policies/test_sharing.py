"""P-2: what she shares ends. Whoever may read no more is told to stop; services go on."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    accepted,
    closed,
    consent,
    handed_over,
    handover,
    opened,
    referent,
    withdrawn,
)
from tests.services.pathway.domain.given import FAR, PONT, PSI, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told


def cancelled_by_policy(on: int):
    fact = contracts.HandoverCancelled(handover_id="ho1", reason="consent_withdrawn")
    return said(fact, on, "ARIADNA", role="policy")


ENDING = (opened(1), referent(1), consent(1, PSI, PONT, until=50))


def test_it_is_recalled_30_14_and_7_days_before_it_ends_and_said_to_have_expired():
    history = given(*ENDING)
    assert told(history, "consent_ending") == [20, 36, 43]
    assert open_on(history, "consent_ending") == list(range(20, 51))
    assert told(history, "consent_expired") == [51]
    ask = only(history, 51, "consent_expired")
    assert (ask.type, ask.data) == ("ConsentExpired", {"consent_id": "c1"})
    assert asked_of(history, 20, "consent_ending") == [REFERENT]


@pytest.mark.parametrize(
    "renewal",
    [consent(30, PSI, PONT, consent_id="c2"), consent(30, PSI, PONT, until=300), withdrawn(30), closed(30)],
    ids=["another", "the same for longer", "taken back", "closed"],
)
def test_a_renewal_or_an_end_closes_the_reminder(renewal):
    history = given(*ENDING, renewal)
    assert open_on(history, "consent_ending") == list(range(20, 30))
    assert told(history, "consent_expired") == []


@pytest.mark.parametrize(
    "other", [consent(30, PSI, consent_id="c2"), consent(30, PSI, PONT, consent_id="c2", purpose="group")]
)
def test_what_names_fewer_or_serves_another_purpose_renews_nothing(other):
    assert told(given(*ENDING, other), "consent_ending") == [20, 36, 43]


def test_a_consent_without_a_last_day_is_never_recalled():
    assert told(given(opened(1), consent(1, PSI)), "consent_ending") == []


def test_each_provider_that_may_read_no_more_is_told_once():
    history = given(*ENDING, withdrawn(9, PONT))
    assert told(history, "sharing_ended") == [9, 51]
    assert asked_of(history, 9, "sharing_ended")[0] == ("coordinator", PONT)
    assert told(given(*ENDING, consent(2, PONT, consent_id="c2"), withdrawn(9, PONT)), "sharing_ended") == [51]


ASKED = (opened(1), referent(1), consent(2, PONT, purpose="handover"), handover(3, "A1"))


@pytest.mark.parametrize("answered", [(), (accepted(5),)])
def test_her_open_handovers_to_it_are_cancelled_the_day_she_takes_her_consent_back(answered):
    history = given(*ASKED, *answered, withdrawn(9))
    assert told(history, "handover_cancelled") == [9]
    ask = only(history, 9, "handover_cancelled")
    assert (ask.type, ask.data) == ("HandoverCancelled", {"handover_id": "ho1", "reason": "consent_withdrawn"})


def test_once_it_is_cancelled_the_day_says_the_same_when_it_is_run_again():
    before, after = given(*ASKED, withdrawn(9)), given(*ASKED, withdrawn(9), cancelled_by_policy(9))
    one, other = (only(each, 9, "handover_cancelled") for each in (before, after))
    assert other.told_on(day(9))
    assert (one.id_on(day(9)), one.data) == (other.id_on(day(9)), other.data)
    after.then(20, handovers={"ho1": {"outcome": "cancelled"}})


@pytest.mark.parametrize(
    "events",
    [
        (*ASKED, withdrawn(9, PSI)),
        (*ASKED, consent(4, PONT, consent_id="c2"), withdrawn(9)),
        (*ASKED, accepted(5), handed_over(8), withdrawn(9)),
        (opened(1), consent(1, PONT), withdrawn(2), handover(3, "A1")),
        (opened(1), handover(3, "A1"), consent(4, PONT, until=9)),
        (opened(1), handover(3, "A1")),
        (*ASKED, withdrawn(9), said(contracts.HandoverCancelled(handover_id="ho1", reason="her_choice"), 9, FAR)),
    ],
    ids=["another's", "another consent", "completed", "asked after", "expired", "never consented", "by a person"],
)
def test_no_handover_is_cancelled_for_another_reason(events):
    assert told(given(*events), "handover_cancelled") == []


def test_of_a_closed_pathway_no_consent_is_recalled():
    assert told(given(*ENDING, closed(5)), "consent_ending") == []
