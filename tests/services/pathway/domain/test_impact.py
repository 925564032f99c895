"""Which days without support go back to the end of which window."""

from services.pathway.domain import impact, open_windows, overview
from tests.services.pathway.domain.facts import (
    closed,
    corrected,
    dropped,
    need,
    opened,
    reopened,
    resumed,
    started,
    suspended,
    window,
    window_changed,
)
from tests.services.pathway.domain.given import ART, HOUSING, PONT, PSI, day, given

HER = (opened(), need(ART), started("A1", 5, window="fw1"))
STOPPED = (*HER, suspended("A1", 31), window(1, 30))
NOTHING = {"days": 0, "women": 0, "dimensions": {}, "bridged_days": 0}


def found(*events, first=1, last=60, bridge=10, whose=None, as_of=100):
    return impact(
        [overview(given(*events).at(as_of))], open_windows(events, day(as_of)), day(first), day(last), bridge, whose
    )


def by_window(*events, **asked):
    return {
        item["funding_window_id"]: (item["days"], item["bridged_days"]) for item in found(*events, **asked)["windows"]
    }


def test_days_of_interruption_go_back_to_the_window_of_the_step_that_was_suspended():
    assert found(*STOPPED)["windows"] == [
        {
            "provider_id": PSI,
            "funding_window_id": "fw1",
            "first_day": "2026-01-01",
            "last_day": "2026-01-30",
            "days": 30,
            "women": 1,
            "dimensions": {ART: 30},
            "bridged_days": 10,
            "overlaps": [],
        }
    ]


def test_first_and_last_day_of_the_period_both_count():
    assert by_window(*STOPPED, first=31, last=31) == {"fw1": (1, 1)}
    assert by_window(*STOPPED, first=1, last=30) == {}
    assert by_window(*STOPPED, resumed("A1", 41), first=40, last=60) == {"fw1": (1, 1)}
    assert by_window(*STOPPED, resumed("A1", 41), first=41, last=60) == {}


def test_a_bridge_saves_the_first_days_of_each_interruption_wherever_the_period_begins():
    again = (*STOPPED, resumed("A1", 41), suspended("A1", 50))
    assert by_window(*again, bridge=3) == {"fw1": (10 + 11, 6)}
    assert by_window(*again, bridge=3, first=33) == {"fw1": (8 + 11, 1 + 3)}
    assert by_window(*again, bridge=0) == {"fw1": (21, 0)}
    assert by_window(*again, bridge=99) == {"fw1": (21, 21)}


def test_what_another_cause_took_is_no_end_of_a_window():
    assert by_window(*HER, suspended("A1", 31, "staff_absence"), window(1, 30)) == {}
    assert by_window(*HER, dropped("A1", 31, "provider_closed"), window(1, 30)) == {}


def test_a_drop_of_a_step_that_is_suspended_already_changes_nothing():
    assert by_window(*STOPPED, dropped("A1", 40, "provider_closed")) == {"fw1": (30, 10)}


def test_the_step_that_ended_last_names_the_window():
    second = (started("A2", 6, by=PONT, window="p1"), suspended("A2", 41, by=PONT), window(1, 40, "p1", by=PONT))
    assert by_window(*STOPPED, *second) == {"p1": (20, 10)}


def test_a_window_that_gives_way_to_another_on_one_day_is_told_apart():
    second = (started("A2", 41, by=PONT, window="p1"), suspended("A2", 41, by=PONT), window(1, 40, "p1", by=PONT))
    assert by_window(*STOPPED, *second) == {"fw1": (10, 10), "p1": (20, 10)}


def test_without_a_window_that_is_known_they_are_unattributed():
    unnamed = (opened(), need(ART), started("A1", 5), suspended("A1", 31))
    assert found(*unnamed)["unattributed"] == {"days": 30, "women": 1, "dimensions": {ART: 30}, "bridged_days": 10}
    assert found(*HER, suspended("A1", 31))["unattributed"]["days"] == 30
    assert found(*STOPPED)["unattributed"] == NOTHING


def test_a_provider_is_told_of_its_own_windows_alone():
    other = (need(HOUSING, need_id="n2"), started("H1", 5, HOUSING, by=PONT), suspended("H1", 31, by=PONT))
    assert found(*STOPPED, *other)["days"] == 60
    own = found(*STOPPED, *other, whose=PSI)
    assert (own["days"], own["unattributed"]) == (30, NOTHING)


def test_days_on_which_the_pathway_is_closed_do_not_count():
    assert by_window(*STOPPED, closed(41), reopened(51)) == {"fw1": (10 + 10, 20)}


def test_a_window_told_of_late_and_dated_back_takes_over_its_days_at_once():
    late = window(1, 30, on=3, recorded_at=None)
    assert by_window(*HER, suspended("A1", 31)) == {}
    assert by_window(*HER, suspended("A1", 31), late) == {"fw1": (30, 10)}


def test_a_renewal_dated_back_moves_the_last_day_and_a_resumption_dated_back_ends_the_days():
    renewed = (*STOPPED, window_changed(90, on=29))
    assert found(*renewed)["windows"][0]["last_day"] == "2026-03-31"
    assert by_window(*renewed) == {"fw1": (30, 10)}
    assert by_window(*renewed, resumed("A1", 31)) == {}


def test_a_correction_of_the_suspension_moves_them():
    stopped = suspended("A1", 31)
    assert by_window(*HER, stopped, window(1, 30), corrected(stopped, 70, occurred_on="2026-02-10")) == {
        "fw1": (20, 10)
    }
    assert by_window(*HER, stopped, window(1, 30), corrected(stopped, 70, reason="venue")) == {}
