"""What if funding windows ended on other days: who loses which step, on which day, and who is held."""

import pytest

from services.pathway.domain import (
    OFFERING,
    changed,
    offers,
    open_windows,
    overlapping,
    overview,
    provider_facts,
    summed,
    what_if,
)
from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    fallback,
    met,
    need,
    offered,
    opened,
    planned,
    registered,
    started,
    suspended,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import (
    ART,
    HOUSING,
    LANGUAGE,
    LLAR,
    PONT,
    PSI,
    day,
    given,
    said,
)

ON, UNTIL = 20, 60
HER = (opened(), need(ART), started("A1", 5, window="fw1"))
PAID = window(1, 99)


def losses(*events, ends=30, on=ON, until=UNTIL, asked=((PSI, "fw1"),)):
    """Step, day from which it is lost (None: it isn't), days lost, and the pact that holds."""
    windows = open_windows(events, day(on + 1))
    asked_for = dict.fromkeys(asked, day(ends))
    row = overview(given(*events).at(on + 1))
    found = what_if([row], changed(windows, asked_for), asked_for, day(on), day(until))
    return [
        (item["step_id"], item["lost_on"], item["care_days_lost"], item["pact"] and item["pact"]["pact_id"])
        for item in found
    ]


def test_a_step_is_lost_on_the_day_after_its_last_paid_one_and_every_day_after_it_counts():
    assert losses(*HER, PAID) == [("A1", "2026-01-31", 30, None)]


def test_a_window_that_ended_already_loses_the_step_from_the_next_day():
    assert losses(*HER, PAID, ends=9) == [("A1", "2026-01-21", 40, None)]


def test_what_is_paid_up_to_the_horizon_is_not_lost():
    assert losses(*HER, PAID, ends=59) == [("A1", "2026-03-01", 1, None)]
    assert losses(*HER, PAID, ends=60) == []


def test_a_later_day_is_a_renewal():
    assert losses(*HER, window(1, 25), ends=25) == [("A1", "2026-01-26", 35, None)]
    assert losses(*HER, window(1, 25), ends=80) == []


def test_another_window_of_the_same_provider_and_dimension_carries_the_step_as_long_as_it_lasts():
    assert losses(*HER, PAID, window(25, 99, "fw2")) == []
    assert losses(*HER, PAID, window(25, 40, "fw2")) == [("A1", "2026-02-10", 20, None)]
    assert losses(*HER, PAID, window(32, 99, "fw2")) == [("A1", "2026-01-31", 30, None)]
    assert losses(*HER, PAID, window(1, 99, "fw2", covers=LANGUAGE)) == [("A1", "2026-01-31", 30, None)]
    assert losses(*HER, PAID, window(1, 99, "fw2", by=PONT)) == [("A1", "2026-01-31", 30, None)]


def test_a_step_whose_own_window_is_over_is_lost_with_the_window_that_carried_it():
    assert losses(*HER, window(1, 9), window(1, 99, "fw2"), asked=((PSI, "fw2"),)) == [("A1", "2026-01-31", 30, None)]


def test_steps_that_the_window_does_not_pay_for_are_not_asked_about():
    other = started("H1", 5, HOUSING, window="fw2")
    assert losses(*HER, other, PAID, window(1, 25, "fw2", covers=HOUSING))[0][0] == "A1"
    assert losses(opened(), started("A1", 5), PAID) == []
    assert losses(opened(), started("A1", 5, window="fw9"), PAID) == []
    assert losses(opened(), started("A1", 5, by=PONT, window="fw1"), PAID) == []


def test_only_an_active_step_can_be_lost():
    assert losses(opened(), need(ART), planned("A1", 5), PAID) == []
    assert losses(*HER, suspended("A1", 9), PAID) == []


def test_a_pact_that_holds_leaves_no_lost_day():
    assert losses(*HER, PAID, fallback(6, "A1")) == [("A1", "2026-01-31", 0, "pact1")]
    assert losses(*HER, PAID, fallback(6, "A1", held_until=31)) == [("A1", "2026-01-31", 0, "pact1")]


def test_a_place_that_is_held_too_short_holds_nothing():
    assert losses(*HER, PAID, fallback(6, "A1", held_until=30)) == [("A1", "2026-01-31", 30, None)]


def test_her_first_choice_among_the_pacts_that_hold_goes_on():
    pacts = (
        fallback(6, "A1", pact_id="p1", rank=1, held_until=25),
        fallback(6, "A1", to=PSI, pact_id="p2", rank=2),
        fallback(6, "A1", to=LLAR, pact_id="p3", rank=3),
    )
    assert losses(*HER, PAID, *pacts)[0][3] == "p3"


def test_no_day_is_lost_where_nobody_needs_it_or_the_pathway_is_closed():
    assert losses(opened(), started("A1", 5, window="fw1"), PAID)[0][2] == 0
    assert losses(*HER, met(10), PAID)[0][2] == 0
    assert losses(*HER, closed(10), PAID)[0][2] == 0


def test_no_day_is_lost_where_another_step_goes_on():
    assert losses(*HER, started("A2", 6, by=PONT), PAID) == [("A1", "2026-01-31", 0, None)]


def test_a_need_that_two_steps_leave_is_lost_once_from_the_day_of_the_last():
    second = started("A2", 6, by=PONT, window="fw2")
    windows = (PAID, window(1, 99, "fw2", by=PONT))
    both = ((PSI, "fw1"), (PONT, "fw2"))
    assert losses(*HER, second, *windows, asked=both) == [
        ("A1", "2026-01-31", 0, None),
        ("A2", "2026-01-31", 30, None),
    ]
    assert losses(*HER, second, *windows, fallback(7, "A1"), asked=both)[1][2] == 0


@pytest.mark.parametrize(
    ("change", "lost"),
    [
        (window_changed(80, on=19, status="announced"), True),
        (window_changed(80, on=19), False),
        (window_changed(80, on=3, recorded_at=None), False),
    ],
)
def test_a_renewal_counts_as_soon_as_it_is_confirmed_however_late_it_was_told(change, lost):
    """The question is of another window that ends anyhow: what carries the step is as confirmed."""
    carrying = window(1, 40, "fw1")
    asked = window(1, 99, "fw2")
    found = losses(*HER, carrying, change, asked, ends=30, asked=((PSI, "fw2"),))
    assert bool(found) is lost


def test_windows_that_overlap_are_told_of():
    windows = open_windows([window(1, 30), window(30, 60, "fw2"), window(31, 60, "fw3")], day(40))[PSI]
    assert overlapping(windows, windows["fw1"]) == ["fw2"]
    assert overlapping(windows, windows["fw2"]) == ["fw1", "fw3"]
    apart = open_windows([window(1, 30), window(1, 60, "fw2", covers=LANGUAGE)], day(40))[PSI]
    assert overlapping(apart, apart["fw1"]) == []


def answer(*events, ends=30):
    windows = open_windows(events, day(ON + 1))
    asked = {(PSI, "fw1"): day(ends)}
    directory = offers(provider_facts(events, OFFERING, day(ON + 1)))
    row = overview(given(*events).at(ON + 1))
    now = changed(windows, asked)
    return summed(what_if([row], now, asked, day(ON), day(UNTIL)), directory, now)


def places(*events):
    (group,) = answer(*HER, PAID, *events)["groups"]
    return [(place["provider_id"], place["places"], place["paid_until"]) for place in group["places"]]


THERE_TOO = (registered("Barcelona"), registered("Barcelona", PONT))
FUNDED = window(1, 90, "p1", by=PONT)


def test_who_offers_a_place_in_the_same_city_and_dimension_under_a_confirmed_window_is_named():
    assert places(*THERE_TOO, FUNDED, offered(ART, PONT)) == [(PONT, 3, "2026-03-31")]
    assert places(*THERE_TOO, FUNDED, window(1, 95, "p2", by=PONT), offered(ART, PONT, None)) == [
        (PONT, None, "2026-04-05")
    ]


@pytest.mark.parametrize(
    "events",
    [
        (*THERE_TOO, FUNDED, offered(LANGUAGE, PONT)),
        (*THERE_TOO, FUNDED, offered(ART, PONT, 0)),
        (*THERE_TOO, FUNDED, offered(ART, PONT), said(contracts.ServiceWithdrawn(service_id="s1"), 9, PONT, home=None)),
        (*THERE_TOO, offered(ART, PONT)),
        (*THERE_TOO, window(1, 30, "p1", by=PONT), offered(ART, PONT)),
        (*THERE_TOO, offered(ART, PSI)),
        (registered("Barcelona"), registered("Milan", PONT), FUNDED, offered(ART, PONT)),
        (registered("Barcelona", PONT), FUNDED, offered(ART, PONT)),
        (registered("Barcelona"), FUNDED, offered(ART, PONT)),
    ],
    ids=["other dimension", "full", "withdrawn", "unpaid", "paid too short", "its own", "elsewhere", "no city", "hers"],
)
def test_nobody_else_is(events):
    assert places(*events) == []


def test_the_last_word_on_a_city_and_a_service_holds():
    moved = (registered("Barcelona"), registered("Milan", PONT), registered("Barcelona", PONT, on=5))
    assert places(*moved, FUNDED, offered(ART, PONT, 0), offered(ART, PONT, 2, on=6)) == [(PONT, 2, "2026-03-31")]


def test_what_it_comes_to_is_told_in_all_and_by_group():
    found = answer(*HER, PAID, started("A2", 6, window="fw1"), fallback(7, "A2"))
    told = {name: found[name] for name in ("women", "steps", "pacts_that_hold", "care_days_lost")}
    assert told == {"women": 1, "steps": 2, "pacts_that_hold": 1, "care_days_lost": 0}
    assert [(group["lost_on"], group["steps"], group["city"]) for group in found["groups"]] == [("2026-01-31", 2, None)]
    assert answer(*HER, PAID, ends=99)["groups"] == []
