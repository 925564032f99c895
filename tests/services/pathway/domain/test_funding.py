"""Whose work is paid until when, and which steps lose their funding soon."""

import pytest

from services.pathway.domain import (
    fallbacks_missing,
    fold,
    open_windows,
    overview,
    stands,
    views,
)
from shared import contracts
from tests.services.pathway.domain.facts import (
    accepted,
    fallback,
    handed_over,
    handover,
    merged,
    planned,
    resumed,
    started,
    suspended,
    transferred,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import ART, HERE, LANGUAGE, LLAR, PONT, PSI, THERE, day, given, moment, said
from tests.services.pathway.histories import funding_at_risk

PAID = started("A1", 5, window="fw1")


def funding(*events, as_of=40):
    return given(*events).views(as_of)["steps"][0]["funding"]


def at_risk(*events, on=20, horizon=60):
    return funding_at_risk(given(*events).at(on + 1), horizon)


def test_a_step_that_names_no_window_has_no_funding_state():
    assert funding(started("A1", 5), window(1, 99)) is None
    assert funding(planned("A1", 5), window(1, 99)) is None


def test_a_window_that_nobody_opened_is_unknown():
    assert funding(PAID) == "unknown"
    assert funding(PAID, window(1, 99, by=PONT)) == "unknown"


def test_first_and_last_day_are_both_paid():
    assert funding(PAID, window(39, 39)) == "covered"
    assert funding(PAID, window(1, 38)) == "lapsed"
    assert funding(PAID, window(40, 99)) == "lapsed"


def test_another_window_of_the_same_provider_and_dimension_pays_as_well():
    assert funding(PAID, window(1, 9), window(30, 60, "fw2")) == "covered"
    assert funding(PAID, window(1, 9), window(30, 60, "fw2", covers=LANGUAGE)) == "lapsed"
    assert funding(PAID, window(1, 9), window(30, 60, "fw2", by=PONT)) == "lapsed"


def test_the_named_window_pays_whatever_its_dimensions_are():
    assert funding(PAID, window(1, 99, covers=LANGUAGE)) == "covered"


def test_a_resumption_may_name_another_window_and_keeps_the_old_one_otherwise():
    stopped = (PAID, window(1, 9), window(1, 99, "fw2", covers=LANGUAGE), suspended("A1", 10))
    assert funding(*stopped, resumed("A1", 20, window="fw2")) == "covered"
    assert funding(*stopped, resumed("A1", 20)) == "lapsed"


def test_a_step_that_ended_is_asked_of_its_last_day():
    assert funding(PAID, window(1, 9), transferred("A1", 9)) == "covered"
    assert funding(PAID, window(1, 9), transferred("A1", 10)) == "lapsed"


def test_only_a_confirmed_change_moves_the_last_day():
    assert funding(PAID, window(1, 9), window_changed(60, on=8)) == "covered"
    assert funding(PAID, window(1, 9), window_changed(60, on=8, status="announced")) == "lapsed"


def test_an_announcement_leaves_what_was_confirmed_before():
    assert (
        funding(PAID, window(1, 9), window_changed(60, on=8), window_changed(20, on=9, status="announced")) == "covered"
    )


def test_the_latest_confirmed_change_wins():
    assert funding(PAID, window(1, 9), window_changed(60, on=8), window_changed(20, on=9)) == "lapsed"


def test_a_change_of_a_window_that_is_not_open_yet_is_left_out():
    assert funding(PAID, window(1, 9, on=5), window_changed(60, on=4)) == "lapsed"


def test_a_window_that_is_opened_again_stays_as_it_was():
    assert funding(PAID, window(1, 9), window(1, 99, on=3)) == "lapsed"


def test_what_occurs_later_is_not_known_to_be_so_today():
    assert funding(PAID, window(1, 9), window_changed(60, on=40)) == "lapsed"


def test_windows_may_be_given_ready_made():
    windows = open_windows([window(1, 99)], day(40))
    assert views(fold(HERE, [PAID], day(40), windows=windows))["steps"][0]["funding"] == "covered"


@pytest.mark.parametrize(("last_day", "listed"), [(19, False), (20, True), (80, True), (81, False)])
def test_a_step_is_at_risk_if_its_last_paid_day_is_within_the_horizon(last_day, listed):
    assert bool(at_risk(PAID, window(1, last_day))) is listed


def test_what_is_said_of_a_step_at_risk():
    assert at_risk(PAID, window(1, 30)) == [
        {
            "pathway_id": HERE,
            "step_id": "A1",
            "dimension": ART,
            "provider_id": PSI,
            "funding_window_id": "fw1",
            "last_day": "2026-01-30",
            "days_left": 10,
            "handover": None,
            "fallback": None,
        }
    ]


def test_a_step_is_not_at_risk_if_another_window_carries_it_on():
    assert at_risk(PAID, window(1, 30), window(31, 99, "fw2")) == []
    assert at_risk(PAID, window(1, 30), window(32, 99, "fw2"))
    assert at_risk(PAID, window(1, 30), window(31, 99, "fw2", covers=LANGUAGE))
    assert at_risk(PAID, window(1, 30), window(31, 99, "fw2", by=PONT))


def test_suspended_steps_are_at_risk_and_ended_ones_are_not():
    assert at_risk(PAID, window(1, 30), suspended("A1", 9))
    assert at_risk(PAID, window(1, 30), transferred("A1", 9)) == []


def test_steps_without_a_known_window_are_not_at_risk():
    assert at_risk(started("A1", 5), window(1, 30)) == []
    assert at_risk(PAID) == []


def test_in_the_order_of_the_list_the_soonest_come_first_then_by_id():
    steps = [started(name, 5, by=by, window="fw1") for name, by in (("B", PSI), ("A", PSI), ("C", PONT))]
    found = at_risk(*steps, window(1, 30), window(1, 25, by=PONT))
    assert [item["step_id"] for item in found] == ["C", "A", "B"]


def test_the_latest_open_handover_that_lists_the_step_is_named():
    listed = (
        PAID,
        window(1, 30),
        handover(6, "A1"),
        handover(7, "A1", "B", to=LLAR, handover_id="ho2"),
        handover(8, "B", handover_id="ho3"),
    )
    assert at_risk(*listed)[0]["handover"] == {"handover_id": "ho2", "to_provider": LLAR, "outcome": "open"}
    ended = (*listed, accepted(9), handed_over(10, "ho2"))
    assert at_risk(*ended)[0]["handover"] == {"handover_id": "ho1", "to_provider": PONT, "outcome": "open"}


def test_her_first_choice_among_the_pacts_in_force_is_named():
    ended = said(contracts.FallbackEnded(pact_id="p0", reason="place_lost"), 9)
    pacts = (
        fallback(6, "A1", pact_id="p2", rank=2),
        fallback(6, "A1", to=LLAR, pact_id="p3", rank=2),
        fallback(6, "A1", pact_id="p0", rank=1),
        fallback(6, "B", pact_id="p9", rank=1),
        ended,
    )
    assert at_risk(PAID, window(1, 30), *pacts)[0]["fallback"] == {"pact_id": "p2", "to_provider": PONT, "rank": 2}


def missing(*events, on=20, horizon=60):
    history = given(*events)
    pathway = history.at(on + 1)
    found = fallbacks_missing(overview(pathway), pathway.windows, day(on), horizon)
    return [(item["step_id"], item["held_too_short"] and item["held_too_short"]["pact_id"]) for item in found]


def test_a_step_at_risk_for_which_nobody_holds_a_place_is_listed():
    assert missing(PAID, window(1, 30)) == [("A1", None)]
    assert missing(PAID, window(1, 99)) == []


def test_a_pact_that_holds_the_day_after_takes_a_step_off_the_list():
    assert missing(PAID, window(1, 30), fallback(6, "A1")) == []
    assert missing(PAID, window(1, 30), fallback(6, "A1", held_until=31)) == []


def test_a_pact_held_too_short_or_with_who_delivers_already_is_named():
    assert missing(PAID, window(1, 30), fallback(6, "A1", held_until=30)) == [("A1", "pact1")]
    assert missing(PAID, window(1, 30), fallback(6, "A1", to=PSI)) == [("A1", "pact1")]


def test_a_renewal_told_late_and_dated_back_counts_from_when_it_was_told():
    late = (PAID, window(1, 30), window_changed(99, on=15, recorded_at=moment(45)))
    assert given(*late).views(50)["steps"][0]["funding"] == "covered"
    assert given(*late).views(50, moment(44))["steps"][0]["funding"] == "lapsed"
    assert at_risk(*late) == []
    assert funding_at_risk(given(*late).at(21, moment(44)), 60)


def test_a_window_made_shorter_puts_its_steps_at_risk_at_once():
    assert at_risk(PAID, window(1, 300)) == []
    assert at_risk(PAID, window(1, 300), window_changed(40, on=20))[0]["last_day"] == "2026-02-09"
    assert at_risk(PAID, window(1, 300), window_changed(40, on=20, status="announced")) == []


def test_a_window_whose_last_day_is_moved_before_its_first_pays_for_nothing():
    assert funding(PAID, window(10, 99), window_changed(5, on=3)) == "lapsed"


def test_overlapping_windows_pay_together():
    overlapping = (PAID, window(1, 30), window(20, 60, "fw2"))
    assert funding(*overlapping) == "covered"
    assert at_risk(*overlapping) == []


def test_an_outline_stands_for_clocks_after_all_that_it_knows():
    row = overview(given(PAID).at(99))
    assert stands(row, day(6), moment(5, second=10**6))
    assert stands(row, day(6), None)
    assert not stands(row, day(5), None)
    assert not stands(row, day(6), moment(5, hour=1))
    assert stands(overview(given().at(99)), day(1), moment(1))


def test_a_handover_of_a_merged_registration_lists_its_own_step():
    found = at_risk(
        PAID,
        window(1, 30),
        started("A1", 6, window="fw1", home=THERE),
        handover(7, "A1", home=THERE),
        merged(HERE, THERE, 8),
    )
    assert [item["handover"] is None for item in found] == [True, False]
