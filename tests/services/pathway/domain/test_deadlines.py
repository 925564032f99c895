"""Days on which something is due."""

from shared import contracts
from tests.services.pathway.domain.facts import (
    merged,
)
from tests.services.pathway.domain.given import HERE, THERE, day, given, said


def due(on: int, due_on: int, name: str = "d1", **stamp):
    return said(contracts.DeadlineSet(deadline_id=name, rule="IT-ART13-3M", due_on=day(due_on)), on, **stamp)


def extended(on: int, due_on: int, name: str = "d1"):
    return said(contracts.DeadlineExtended(deadline_id=name, due_on=day(due_on)), on)


def done(on: int, name: str = "d1"):
    return said(contracts.DeadlineMet(deadline_id=name), on)


def test_days_left_are_counted_from_today():
    given(due(1, 30)).then(
        11, deadlines=[{"deadline_id": "d1", "rule": "IT-ART13-3M", "due_on": "2026-01-30", "days_left": 20}]
    )


def test_an_overdue_deadline_stays_and_has_days_below_zero():
    assert given(due(1, 5)).views(11)["deadlines"][0]["days_left"] == -5


def test_what_was_met_is_no_longer_due():
    given(due(1, 30), done(9)).then(10, deadlines=[])
    assert len(given(due(1, 30), done(9)).views(9)["deadlines"]) == 1


def test_an_extension_moves_the_day():
    assert given(due(1, 30), extended(5, 60)).views(9)["deadlines"][0]["due_on"] == "2026-03-01"


def test_an_extension_to_a_day_that_is_not_later_is_kept_and_warned_of():
    same, earlier = extended(5, 30), extended(6, 20)
    history = given(due(1, 30), same, earlier)
    history.then_warned(same, "deadline_not_later").then_warned(earlier, "deadline_not_later")
    assert history.views(9)["deadlines"][0]["due_on"] == "2026-01-20"


def test_deadlines_are_listed_by_their_day_and_id():
    history = given(
        due(1, 30, "b"), due(1, 30, "a"), due(1, 9, "c"), due(1, 30, "a", home=THERE), merged(HERE, THERE, 2)
    )
    assert [each["deadline_id"] for each in history.views(9)["deadlines"]] == ["c", "a", "a", "b"]


def test_a_deadline_is_set_once_and_open_until_it_is_met():
    again, unknown, stranger = due(2, 40), extended(2, 40, "d9"), done(2, "d9")
    late, twice = extended(8, 50), done(9)
    given(due(1, 30), again, unknown, stranger, done(6), late, twice).then_set_aside(
        (again, "deadline_already_set"),
        (unknown, "deadline_unknown"),
        (stranger, "deadline_unknown"),
        (late, "deadline_not_open"),
        (twice, "deadline_not_open"),
    )
