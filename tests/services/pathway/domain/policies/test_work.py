"""P-8 at work: entitlements that end, and placements that are to be looked back on."""

from shared import contracts
from tests.services.pathway.domain.facts import closed, dropped, opened, referent, started
from tests.services.pathway.domain.given import PSI, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told

OPEN = (opened(1), referent(1))
PLACED = started("W1", 10, "job_placement")


def entitled(on: int, until: int | None, *, so: bool = True):
    fact = contracts.WorkEntitlementRecorded(entitled=so, basis="permit", until=day(until) if until else None)
    return said(fact, on, PSI)


def reviewed(on: int, at_day: str):
    fact = contracts.PlacementReviewed(
        step_id="W1", at_day=at_day, still_in_work=True, conditions_ok=True, said_by_her=True
    )
    return said(fact, on, PSI)


def test_an_entitlement_near_its_end_is_recalled_at_60_30_14_7_and_1_days():
    history = given(*OPEN, entitled(2, 70))
    assert told(history, "entitlement_ending") == [10, 40, 56, 63, 69]
    assert open_on(history, "entitlement_ending") == list(range(10, 71))
    assert asked_of(history, 40, "entitlement_ending") == [REFERENT]


def test_a_later_entitlement_moves_the_reminders_and_one_without_an_end_stops_them():
    assert told(given(*OPEN, entitled(2, 70), entitled(50, 130)), "entitlement_ending", 131) == [
        *(10, 40, 70, 100, 116, 123, 129)
    ]
    assert told(given(*OPEN, entitled(2, 70), entitled(50, None)), "entitlement_ending") == [10, 40]
    assert told(given(*OPEN, entitled(2, 70), entitled(50, None, so=False)), "entitlement_ending") == [10, 40]
    assert told(given(*OPEN, entitled(2, 70), closed(50)), "entitlement_ending") == [10, 40]


def test_a_placement_is_to_be_reviewed_after_7_30_90_and_180_days_by_who_delivers_it():
    history = given(*OPEN, PLACED)
    assert told(history, "placement_review_due", 200) == [17, 40, 100, 190]
    assert set(asked_of(history, 20, "placement_review_due")) == {("worker", PSI)}


def test_a_review_that_was_done_is_asked_no_more():
    history = given(*OPEN, PLACED, reviewed(18, "7"))
    assert open_on(history, "placement_review_due", 40) == [17]
    assert only(given(*OPEN, PLACED, *(reviewed(195, each) for each in ("7", "30", "90"))), 196, "placement_review_due")


def test_what_she_left_is_not_looked_back_on():
    assert told(given(*OPEN, PLACED, dropped("W1", 20)), "placement_review_due", 200) == [17]
    assert told(given(*OPEN, started("C1", 10, "vocational_training")), "placement_review_due", 200) == []
