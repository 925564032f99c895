"""Her events one after the other, each as corrected, with what became of it."""

from services.pathway.domain import history
from shared import contracts
from tests.services.pathway.domain.facts import (
    consent,
    corrected,
    merged,
    need,
    opened,
    resumed,
    session,
    started,
    voided,
    window,
)
from tests.services.pathway.domain.given import ART, FAR, HERE, PSI, THERE, given, moment, said


def rows(*events, as_of=20):
    return history(given(*events).at(as_of))


def ids(*events, as_of=20):
    return [row["event_id"] for row in rows(*events, as_of=as_of)]


def test_a_row_tells_who_said_what_and_when():
    start = started("A1", 5, event_id="e-start", occurred_at=moment(5, hour=9), recorded_at=moment(6))
    assert rows(opened(1), need(ART), start)[2] == {
        "event_id": "e-start",
        "type": "StepStarted",
        "amends": None,
        "pathway_id": HERE,
        "provider_id": PSI,
        "actor": "st_1",
        "role": "worker",
        "occurred_on": "2026-01-05",
        "occurred_at": "2026-01-05T09:00:00Z",
        "recorded_at": "2026-01-06T17:00:00Z",
        "data": {"step_id": "A1", "dimension": ART},
        "corrections": [],
        "set_aside": None,
        "warnings": ["no_live_consent"],
        "imported_at": None,
    }


def test_rows_are_in_the_order_of_the_fold():
    late, early = session("A1", 9), started("A1", 2)
    first = opened(1, recorded_at=moment(30))
    assert ids(late, early, first) == [first.event_id, early.event_id, late.event_id]


def test_a_corrected_row_shows_what_holds_and_names_what_was_changed():
    start = started("A1", 5)
    fix = corrected(start, 9, occurred_on="2026-01-03", dimension="health")
    row = next(row for row in rows(start, fix) if row["type"] == "StepStarted")
    assert (row["occurred_on"], row["data"]["dimension"]) == ("2026-01-03", "health")
    assert row["corrections"] == [{"event_id": fix.event_id, "changes": ["dimension", "occurred_on"]}]
    assert row["recorded_at"] == rows(start)[0]["recorded_at"]


def test_a_voided_row_is_left_out_and_its_voiding_stays():
    start = started("A1", 5)
    void = voided(start, 9)
    assert ids(start, void) == [void.event_id]


def test_an_amendment_that_was_voided_is_left_out_as_well():
    start = started("A1", 5)
    fix = corrected(start, 9, dimension="health")
    void = voided(fix, 10)
    assert ids(start, fix, void) == [start.event_id, void.event_id]


def test_what_was_set_aside_is_marked():
    alone = resumed("A1", 5)
    bad = corrected(alone, 9, colour="red")
    assert [row["set_aside"] for row in rows(alone, bad)] == ["step_unknown", "target_malformed"]


def test_sets_are_told_in_a_fixed_order():
    assert rows(consent(1, PSI, FAR, "BCN-LLAR"))[0]["data"]["recipients"] == [FAR, "BCN-LLAR", PSI]


def test_notices_are_rows_and_provider_level_events_are_not():
    notice = said(contracts.DeadlineMissed(deadline_id="d1"), 5)
    later = said(contracts.DeadlineMissed(deadline_id="d1"), 25)
    elsewhere = said(contracts.DeadlineMissed(deadline_id="d1"), 5, home=THERE)
    assert ids(notice, later, elsewhere, window(1, 9)) == [notice.event_id]


def test_merged_registrations_have_one_history():
    own, other, merge = opened(1), need(ART, 2, home=THERE), merged(HERE, THERE, 9)
    assert ids(own, other, merge) == [own.event_id, other.event_id, merge.event_id]
    assert [row["pathway_id"] for row in rows(own, other, merge)] == [HERE, THERE, HERE]


def test_an_amendment_tells_what_it_is_about_as_posted_and_as_corrected():
    start = started("A1", 5)
    fix = corrected(start, 9, dimension="health")
    undone = voided(fix, 10)
    about = {row["event_id"]: row["amends"] for row in rows(start, fix, undone)}
    assert about[start.event_id] is None
    assert about[undone.event_id] == {"types": ["StepStarted"], "dimensions": [ART]}
    about = {row["event_id"]: row["amends"] for row in rows(start, fix)}
    assert about[fix.event_id] == {"types": ["StepStarted"], "dimensions": sorted([ART, "health"])}


def test_an_amendment_of_something_unknown_tells_of_nothing():
    fix = corrected(started("A1", 5), 9, dimension="health")
    assert [row["amends"] for row in rows(fix)] == [{"types": [], "dimensions": []}]
