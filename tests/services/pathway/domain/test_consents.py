"""With whom she shares, the days on which nothing is live, and what she forbids."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    consent,
    merged,
    started,
    withdrawn,
)
from tests.services.pathway.domain.given import FAR, HERE, PONT, PSI, THERE, given, said


def test_days_from_a_withdrawal_to_the_next_consent_are_counted():
    given(consent(1, PSI), withdrawn(5, PSI), consent(12, PSI, consent_id="c2")).then(20, no_consent_days={PSI: 7})


def test_a_withdrawal_without_recipients_means_all_of_that_consent():
    given(consent(1, PSI, PONT), withdrawn(5)).then(10, no_consent_days={PSI: 5, PONT: 5})


def test_a_withdrawal_reaches_those_whom_it_names_alone():
    assert given(consent(1, PSI, PONT), withdrawn(5, PSI)).views(10)["no_consent_days"] == {PSI: 5}


def test_a_withdrawal_reaches_only_those_whom_the_consent_named():
    assert given(consent(1, PSI), withdrawn(5, PONT)).views(10)["no_consent_days"] == {}


def test_an_expiry_counts_from_the_day_after_the_last():
    given(consent(1, PSI, until=5)).then(6, no_consent_days={}).then(10, no_consent_days={PSI: 4})
    given(consent(1, PSI, until=5), consent(8, PSI)).then(10, no_consent_days={PSI: 2})


def test_another_live_consent_covers_the_loss_of_one():
    given(consent(1, PSI), consent(1, PSI, consent_id="c2", until=8), withdrawn(5)).then(9, no_consent_days={}).then(
        12, no_consent_days={PSI: 3}
    )


def test_a_consent_that_was_withdrawn_may_be_given_again():
    given(consent(1, PSI), withdrawn(5), consent(8, PSI)).then(20, no_consent_days={PSI: 3})


def test_a_consent_given_anew_takes_the_place_of_the_old_one():
    given(consent(1, PSI, PONT), consent(5, PONT)).then(10, no_consent_days={PSI: 5})
    given(consent(1, PSI), consent(5, PSI, until=3)).then(10, no_consent_days={PSI: 5})


@pytest.mark.parametrize("purpose", ["coordination", "handover"])
def test_consents_to_coordinate_and_to_hand_over_count(purpose):
    given(consent(1, PSI, purpose=purpose), withdrawn(5)).then(10, no_consent_days={PSI: 5})


@pytest.mark.parametrize("purpose", ["merge_registrations", "share_with_lawyer", "group", "own_words"])
def test_consents_of_other_purposes_do_not(purpose):
    given(consent(1, PSI, purpose=purpose), withdrawn(5)).then(10, no_consent_days={})


def test_a_consent_given_anew_for_another_purpose_no_longer_coordinates():
    given(consent(1, PSI), consent(5, PSI, purpose="group")).then(10, no_consent_days={PSI: 5})


def test_a_withdrawal_and_a_grant_of_one_day_leave_no_day():
    given(consent(1, PSI), withdrawn(5), consent(5, PSI, consent_id="c2")).then(10, no_consent_days={})


def test_a_withdrawal_of_an_unknown_consent_is_only_warned_of():
    unknown = withdrawn(5, consent_id="c9")
    given(consent(1, PSI), unknown).then_warned(unknown, "consent_unknown")


def test_a_withdrawal_finds_the_consent_of_another_registration():
    given(consent(1, PSI, home=THERE), merged(HERE, THERE, 3), withdrawn(5)).then(10, no_consent_days={PSI: 5})


def test_live_consents_name_somebody_and_have_not_expired():
    pathway = given(
        consent(1, PSI, PONT, consent_id="c1", until=9),
        consent(1, PSI, consent_id="c2"),
        consent(1, PSI, PONT, consent_id="c3"),
        withdrawn(5, consent_id="c2"),
        withdrawn(5, PSI, consent_id="c3"),
    )
    assert [each.fact.consent_id for each in pathway.at(10).live_consents()] == ["c1", "c3"]
    assert [each.recipients for each in pathway.at(11).live_consents()] == [frozenset({PONT})]


def test_a_restriction_is_set_and_lifted_in_turn():
    def restriction(on: int):
        return said(contracts.RestrictionSet(restriction_id="r1", dimensions=frozenset({"health"})), on)

    def lifted(on: int, name: str = "r1"):
        return said(contracts.RestrictionLifted(restriction_id=name), on)

    again, unknown, twice = restriction(2), lifted(2, "r9"), lifted(5)
    given(restriction(1), again, unknown, lifted(4), twice, restriction(6)).then_set_aside(
        (again, "restriction_already_set"), (unknown, "restriction_unknown"), (twice, "restriction_not_set")
    )


def test_a_start_without_a_consent_is_warned_of():
    start = started("A1", 5, by=PSI)
    warned = ("no_live_consent", "no_open_need")
    given(start).then_warned(start, *warned)
    given(consent(1, PONT), start).then_warned(start, *warned)
    given(consent(1, PSI, until=4), start).then_warned(start, *warned)
    given(consent(1, PSI), withdrawn(3), start).then_warned(start, *warned)


@pytest.mark.parametrize("purpose", ["coordination", "handover", "group"])
def test_a_consent_of_any_purpose_lets_a_provider_start(purpose):
    start = started("A1", 5, by=PSI)
    given(consent(1, PSI, purpose=purpose, until=5), start).then_warned(start, "no_open_need")


def test_a_consent_given_later_on_the_day_of_the_start_is_in_time():
    start = started("A1", 5, by=PSI)
    given(start, consent(5, PSI)).then_warned(start, "no_open_need")


def test_an_active_referent_needs_no_consent():
    start = started("A1", 5, by=PSI)
    assigned = contracts.ReferentAssigned(referent_provider=PSI, staff_ref="st_1", chosen_with_her=True)
    given(start, said(assigned, 5)).then_warned(start, "no_open_need")


@pytest.mark.parametrize(
    "first",
    [
        contracts.ReferralReceived(source_type="ngo", channel="phone"),
        contracts.IntakeStarted(language="en"),
    ],
)
def test_the_provider_that_she_came_to_first_needs_no_consent(first):
    own, other = started("A1", 5, by=FAR), started("A2", 5, by=PSI)
    history = given(own, other, said(first, 7, by=FAR), said(first, 8, by=PSI))
    history.then_warned(own, "no_open_need").then_warned(other, "no_live_consent", "no_open_need")
