"""Days covered and not, and what shares a row."""

from services.pathway.web.spans import Span, closed, no_referent, providers, rows, without
from tests.services.pathway.web.invented import PICTURE, lane, step


def ids(packed):
    return [[each["step_id"] for each in row] for row in packed]


def test_what_is_left_without_cover_are_the_holes():
    assert without([Span(3, 5), Span(7, 8)], [Span(0, 10)]) == [Span(0, 3), Span(5, 7), Span(8, 10)]


def test_covers_that_overlap_or_reach_outside_leave_no_false_hole():
    assert without([Span(-5, 4), Span(2, 6), Span(9, 20)], [Span(0, 10)]) == [Span(6, 9)]


def test_a_cover_within_another_does_not_open_a_hole_behind_it():
    assert without([Span(0, 8), Span(2, 3)], [Span(0, 10)]) == [Span(8, 10)]


def test_days_without_a_referent_count_only_while_the_pathway_is_open():
    picture = PICTURE | {"open": [["2026-07-28", "2026-08-10"]]}
    assert [each.days for each in no_referent(picture)] == [1]


def test_before_its_opening_a_pathway_is_closed():
    assert [each.days for each in closed(PICTURE)] == [4]


def test_steps_that_overlap_never_share_a_row():
    two = lane("housing", [], [step("A", "X", "active", [("2026-01-01", "2026-02-01")]),
                               step("B", "Y", "active", [("2026-01-31", "2026-03-01")])])  # fmt: skip
    assert ids(rows(two)) == [["A"], ["B"]]


def test_a_step_stands_on_a_stair_below_the_one_it_continues():
    two = lane("housing", [], [step("A", "X", "transferred", [("2026-01-01", "2026-02-01")]),
                               step("B", "Y", "active", [("2026-02-10", "2026-03-01")], continues="A"),
                               step("C", "Z", "active", [("2026-03-02", "2026-04-01")])])  # fmt: skip
    assert ids(rows(two)) == [["A", "C"], ["B"]]
    assert ids(rows(two, stairs=False)) == [["A", "B", "C"]]


def test_a_suspension_takes_up_room_like_activity():
    two = lane("housing", [], [step("A", "X", "suspended", [], suspended=[("2026-01-01", "2026-02-01", "venue")]),
                               step("B", "Y", "active", [("2026-01-10", "2026-01-20")])])  # fmt: skip
    assert ids(rows(two)) == [["A"], ["B"]]


def test_who_came_first_has_the_first_letter():
    assert providers(PICTURE)[:3] == ["BCN-FAR", "BCN-LLAR", "BCN-COLORS"]
    assert providers(PICTURE)[-1] == "MIL-LAVORO"
