"""What held from which day to which."""

from shared.folding.course import Course, days
from tests.services.pathway.domain.given import day


def course(*turns):
    made: Course[str] = Course()
    for on, value in turns:
        made.turn(day(on), value)
    made.end(day(20))
    return made


def test_a_turn_closes_what_held_before():
    assert course((1, "a"), (4, "b"), (9, None)).spans == [(day(1), day(4), "a"), (day(4), day(9), "b")]


def test_a_turn_to_the_same_changes_nothing():
    assert course((1, "a"), (4, "a")).spans == [(day(1), day(20), "a")]


def test_what_lasted_no_day_leaves_no_span():
    assert course((1, "a"), (1, "b")).spans == [(day(1), day(20), "b")]
    assert course((1, "a"), (1, None)).spans == []


def test_days_are_those_of_all_spans():
    assert days(course((1, "a"), (4, None), (9, "b"), (11, None)).spans) == 5


def test_a_run_goes_back_over_changes_of_value_but_over_no_empty_day():
    assert course((1, "a"), (4, None), (9, "b"), (11, "c")).run_since() == day(9)
    assert course((1, "a"), (4, "b")).run_since() == day(1)
    assert course((1, "a"), (4, None)).run_since() is None
    assert course().run_since() is None
