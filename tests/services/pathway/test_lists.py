"""What each list holds, and in which order."""

from datetime import date

import pytest

from services.pathway import lists

TODAY = date(2026, 5, 22)


def row(name="a", **changed):
    plain = {
        "pathway_id": name,
        "open": True,
        "opened_on": "2026-01-01",
        "referent": "BCN-FAR",
        "without_referent_since": None,
        "gaps": [],
        "steps": [],
        "deadlines": [],
        "duplicates": [],
        "set_aside": [],
        "windows": [],
    }
    return plain | changed


def step(step_id="H1", state="active", last="2026-05-20", provider="BCN-PSI"):
    about = {"step_id": step_id, "dimension": "health", "provider_id": provider, "state": state}
    return {**about, "window": "fw1", "last_fact_on": last, "handover": None, "pacts": []}


def gap(dimension="health", since="2026-05-20"):
    return {
        "dimension": dimension,
        "since": since,
        "kind": "interruption",
        "cause": "funding_ended",
        "provider_id": None,
    }


def test_the_caseload_is_of_open_pathways():
    found = lists.caseload([row("a"), row("b", open=False)], TODAY)
    assert [(case["pathway_id"], case["since"], case["days"]) for case in found] == [("a", "2026-01-01", 141)]


def test_a_case_tells_what_needs_attention():
    steps = [
        step("H1"),
        step("H2", "suspended", provider="BCN-OFI"),
        step("H3", last="2026-04-01", provider="MIL-ARTE"),
    ]
    deadlines = [
        {"deadline_id": "d2", "rule": "x", "due_on": "2026-07-01"},
        {"deadline_id": "d1", "rule": "x", "due_on": "2026-06-01"},
    ]
    (case,) = lists.caseload([row(steps=steps, deadlines=deadlines, gaps=[gap()], set_aside=[{}])], TODAY)
    assert (case["active_steps"], case["providers"]) == (2, ["BCN-PSI", "MIL-ARTE"])
    assert case["next_deadline"]["deadline_id"] == "d1"
    assert [each["days"] for each in case["gaps"]] == [3]
    assert (case["set_aside"], case["unconfirmed"]) == (1, ["H3"])


def test_gaps_are_counted_with_today_and_the_longest_stands_first():
    rows = [
        row("a", gaps=[gap(since="2026-05-22")]),
        row("b", gaps=[gap(since="2026-05-01"), gap("housing", "2026-05-01")]),
    ]
    found = lists.LISTS["gaps"](rows, TODAY)
    assert [(item["pathway_id"], item["dimension"], item["days"]) for item in found] == [
        ("b", "health", 22),
        ("b", "housing", 22),
        ("a", "health", 1),
    ]


@pytest.mark.parametrize(
    ("left", "urgency"),
    [(-1, "overdue"), (0, "red"), (14, "red"), (15, "amber"), (45, "amber"), (46, "green")],
)
def test_how_urgent_a_deadline_is(left, urgency):
    assert lists.urgency(left) == urgency


def test_the_next_deadline_stands_first():
    rows = [
        row("a", deadlines=[{"deadline_id": "d1", "rule": "x", "due_on": "2026-06-30"}]),
        row("b", deadlines=[{"deadline_id": "d2", "rule": "x", "due_on": "2026-05-21"}]),
    ]
    found = lists.LISTS["deadlines"](rows, TODAY)
    assert [(item["deadline_id"], item["days_left"], item["urgency"]) for item in found] == [
        ("d2", -1, "overdue"),
        ("d1", 39, "amber"),
    ]


def test_who_has_no_referent_is_listed_since_when():
    rows = [row("a"), row("b", without_referent_since="2026-05-20"), row("c", without_referent_since="2026-05-01")]
    assert [(item["pathway_id"], item["days"]) for item in lists.LISTS["without-referent"](rows, TODAY)] == [
        ("c", 22),
        ("b", 3),
    ]


@pytest.mark.parametrize(("last", "listed"), [("2026-04-22", True), ("2026-04-23", False)])
def test_a_step_is_silent_after_thirty_days_without_a_fact(last, listed):
    found = lists.silent([row(steps=[step(last=last)])], TODAY)
    assert [item["step_id"] for item in found] == (["H1"] if listed else [])
    assert all({"handover", "pacts"}.isdisjoint(item) for item in found)


def test_only_an_active_step_is_silent():
    assert lists.silent([row(steps=[step(state="suspended", last="2026-01-01")])], TODAY) == []


def test_a_duplicate_is_listed_from_its_first_day():
    pair = {"dimension": "health", "step_ids": ["H1", "H2"], "since": "2026-05-22"}
    assert [item["days"] for item in lists.duplicates([row(duplicates=[pair])], TODAY)] == [1]
    assert lists.duplicates([row(duplicates=[pair])], date(2026, 5, 21)) == []


def test_set_aside_facts_are_listed_with_their_reason():
    fact = {"event_id": "e1", "reason": "step_unknown", "provider_id": "BCN-FAR", "since": TODAY.isoformat()}
    assert lists.set_aside([row(set_aside=[fact])], TODAY) == [{"pathway_id": "a", **fact, "days": 1}]
