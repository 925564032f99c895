"""The picture as a table says all that the picture shows."""

from services.pathway.web.listing import listing
from tests.services.pathway.web.invented import PICTURE


def rows(lane, what=""):
    return [row for row in listing(PICTURE) if row.lane == lane and row.what.startswith(what)]


def test_an_interruption_has_its_days_its_last_day_and_its_cause():
    first, second = rows("Art therapy", "Interruption")
    assert first[3:] == ("1 May 2026", "7 Jun 2026", 38, "funding ended")
    assert second[3:] == ("3 Aug 2026", "19 Sept 2026", 48, "funding ended")


def test_what_goes_on_has_no_last_day():
    (row,) = rows("Language course", "L3")
    assert (row.first, row.last, row.days) == ("7 Sept 2026", "", 54)


def test_a_suspension_says_whose_doing_it_was():
    assert [row.cause for row in rows("Art therapy", "A1, suspended")] == ["funding ended", "her request"]


def test_a_step_that_has_not_begun_is_in_it_without_days():
    (row,) = rows("Job orientation", "J1")
    assert (row.what, row.who, row.first, row.days) == ("J1, planned", "MIL-LAVORO", "", 0)


def test_days_without_a_referent_stand_between_the_referents():
    assert [row.what for row in rows("Referent")] == ["Referent", "No referent", "Referent"]


def test_a_lane_is_told_from_its_first_day_on():
    assert [row.what for row in rows("Health")] == ["Open need", "First wait", "M1, active"]


def test_handovers_and_risk_are_in_it():
    assert [row.who for row in rows("Handover")] == ["BCN-COLORS → BCN-TALLER", "BCN-COLORS → MIL-ARTE"]
    assert [row.what for row in rows("Risk")] == ["Medium", "High", "Medium", "Low"]


def test_every_lane_of_the_picture_is_in_it():
    assert len({row.lane for row in listing(PICTURE)}) == len(PICTURE["lanes"]) + 3
