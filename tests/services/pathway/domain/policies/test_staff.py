"""P-12: what somebody of the staff was trained in is about to end; it warns, and never bars anybody."""

from services.pathway.domain import training_ending
from shared import contracts
from tests.services.pathway.domain.facts import window
from tests.services.pathway.domain.given import FAR, day, said


def attested(until: int, on: int = 1, staff: str = "st_1"):
    fact = contracts.StaffTrainingAttested(staff_ref=staff, topic="detection", valid_until=day(until))
    return said(fact, on, home=None)


def days(*facts):
    asks = list(training_ending(facts))
    return {number: ask.what for ask in asks for number in range(1, 200) if ask.told_on(day(number))}


def test_its_coordinator_is_told_60_30_and_14_days_before_and_the_day_after():
    assert days(attested(100), window(1, 9)) == {
        40: "training_ending",
        70: "training_ending",
        86: "training_ending",
        101: "training_ended",
    }
    asks = training_ending([attested(100)])
    assert {(ask.to.duty, ask.to.provider_id, ask.subject, ask.pathway_id) for ask in asks} == {
        ("coordinator", FAR, "st_1/detection", None)
    }


def test_a_newer_attestation_takes_its_place_whatever_the_order():
    assert days(attested(100), attested(300, on=50)) == days(attested(300, on=50), attested(100)) == {}


def test_each_person_has_her_own():
    assert len({ask.subject for ask in training_ending([attested(100), attested(100, staff="st_2")])}) == 2
