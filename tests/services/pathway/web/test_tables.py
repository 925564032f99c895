"""Figures and histories as rows: counts only, what needs a look first, nothing withheld by accident."""

from datetime import date

import pytest

from services.pathway.web import tables
from tests.services.pathway.web.invented import PATHWAY_ID, PICTURE
from tests.services.pathway.web.invented_views import CASELOAD, HISTORY, VIEWS, item, row, uncovered

TODAY = date(2026, 10, 30)


@pytest.mark.parametrize(
    ("left", "band"), [(-1, "overdue"), (0, "red"), (14, "red"), (15, "amber"), (45, "amber"), (46, "green")]
)
def test_a_deadline_turns_amber_at_45_days_red_at_14_and_overdue_after_its_day(left, band):
    assert tables.due(left) == band


@pytest.mark.parametrize(
    ("left", "said"), [(-2, "2 days overdue"), (-1, "1 day overdue"), (0, "due today"), (1, "1 day left")]
)
def test_days_left_are_said_in_words(left, said):
    assert tables.left(left) == said


@pytest.mark.parametrize(
    ("dimension", "days", "kind", "look"),
    [
        ("language_training", 6, "interruption", "amber"),
        ("language_training", 7, "interruption", "gap"),
        ("housing", 1, "interruption", "gap"),
        ("economic_support", 1, "interruption", "gap"),
        ("housing", 90, "initial_wait", "plain"),
        ("housing", 90, "pause", "pause"),
    ],
)
def test_an_interruption_alarms_at_seven_days_and_at_once_for_basic_needs_a_wait_or_pause_never(
    dimension, days, kind, look
):
    assert tables.look(uncovered(dimension, "2026-10-01", days, kind, None)) == look


def test_a_pathway_without_a_referent_stands_first_then_an_alarming_gap_then_the_rest():
    order = [each["pathway_id"][:4] for each in tables.cases(CASELOAD, TODAY)]
    assert order == ["c0ff", "5b1f", "19ab", "7d3f"]


def test_a_near_deadline_goes_before_a_distant_one():
    far = row("far", "X", "2026-01-01", next_deadline={"deadline_id": "d", "rule": "R", "due_on": "2026-12-30"})
    near = row("near", "X", "2026-01-01", next_deadline={"deadline_id": "d", "rule": "R", "due_on": "2026-11-13"})
    assert [each["pathway_id"] for each in tables.cases([far, near], TODAY)] == ["near", "far"]
    assert [each["days_left"] for each in tables.cases([far, near], TODAY)] == [14, 61]


def test_the_heading_counts_what_wants_a_look():
    assert tables.attention(tables.cases(CASELOAD, TODAY)) == {
        "open": 4,
        "uncovered": 1,
        "without_referent": 1,
        "due": 1,
    }


def test_a_gap_that_lasts_says_how_long_and_why():
    (row_,) = [each for each in tables.continuity(VIEWS, PICTURE) if each["dimension"] == "psychological_therapy"]
    assert (row_["uncovered_days"], row_["now"], row_["look"]) == (26, "staff absent", "gap")
    assert row_["causes"] == "staff absent: 26, in transfer: 14"


def test_a_first_wait_that_lasts_alarms_nobody():
    (row_,) = [each for each in tables.continuity(VIEWS, PICTURE) if each["dimension"] == "job_orientation"]
    assert (row_["uncovered_days"], row_["now"], row_["look"]) == (60, "first wait", "plain")


def test_sessions_are_counted_and_never_rated():
    said = {each["step_id"]: each["sessions"] for each in tables.steps(VIEWS)}
    assert said["A1"] == "attended: 14, not attended: 1"
    assert said["H1"] == ""


def test_a_handover_says_between_whom():
    assert tables.handovers(VIEWS, PICTURE)[1]["who"] == "BCN-COLORS → MIL-ARTE"


def test_a_fact_set_aside_is_named_with_its_reason():
    (found,) = tables.remarks(
        VIEWS["set_aside"], {item["event_id"]: tables.history_row(item) for item in HISTORY["items"]}
    )
    assert (found["what"], found["provider_id"]) == ("Step resumed", "BCN-COLORS")
    assert found["why"] == "The step was not suspended, so there was nothing to resume."


def test_a_remark_on_what_the_reader_is_not_given_tells_nothing_of_it():
    (found,) = tables.remarks(VIEWS["set_aside"], {})
    assert (found["what"], found["provider_id"], found["occurred_on"]) == ("An entry that is not shown to you", "", "")


def test_a_withheld_row_says_so_and_shows_no_content():
    hidden = item(9, None, "BCN-FAR", "2026-03-02", {"level": "high"}, withheld="risk")
    said = tables.history_row(hidden)
    assert (said["what"], said["details"]) == ("Not shown", "not shown to you: risk and protection")


def test_ids_stand_as_given_and_codes_as_words():
    assert tables.details({"need_id": "n_art", "voiced_by": "her", "step_ids": ["A_1", "B"]}) == (
        "need: n_art; voiced by: her; step ids: A_1, B"
    )


def test_what_was_recorded_on_a_later_day_shows_both_days():
    late = item(1, "StepStarted", "BCN-FAR", "2026-03-02", {}) | {"recorded_at": "2026-04-01T08:00:00Z"}
    assert tables.history_row(late)["recorded_on"] == "1 Apr 2026"
    assert not tables.history_row(late)["same_day"]
    assert tables.history_row(HISTORY["items"][0])["same_day"]


def test_a_corrected_row_says_so():
    corrected = HISTORY["items"][0] | {"corrections": [{"event_id": PATHWAY_ID}]}
    assert tables.history_row(corrected)["corrected"]
    assert not tables.history_row(HISTORY["items"][0])["corrected"]
