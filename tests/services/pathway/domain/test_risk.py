"""How great the danger to her is, for how long, and how soon she was housed."""

from shared import contracts
from tests.services.pathway.domain.facts import (
    assessed,
    closed,
    opened,
    planned,
    reopened,
    started,
)
from tests.services.pathway.domain.given import ART, HOUSING, given, said


def procedure(on: int, name: str = "rp1"):
    return said(contracts.RiskProcedureStarted(procedure_id=name, level="high"), on)


def procedure_closed(on: int, name: str = "rp1"):
    return said(contracts.RiskProcedureClosed(procedure_id=name, outcome="risk_reduced"), on)


def action(on: int, name: str = "rp1"):
    return said(contracts.RiskActionDone(procedure_id=name, action="accompaniment"), on)


def test_the_level_is_the_latest_assessed():
    given(assessed("high", 3), assessed("low", 5)).then(9, risk={"level": "low"})
    given(opened(1)).then(9, risk={"level": None, "high_days": 0, "high_to_safe_housing_days": None})


def test_days_at_high_or_extreme_are_counted():
    given(opened(1), assessed("high", 3), assessed("extreme", 5), assessed("medium", 9)).then(20, risk={"high_days": 6})


def test_high_days_are_open_days():
    given(opened(3), assessed("high", 1), closed(5), reopened(9)).then(11, risk={"high_days": 4})


def test_safe_housing_is_counted_from_the_first_danger_to_the_first_housing_step_from_then_on():
    given(
        started("H1", 1, HOUSING),
        assessed("medium", 2),
        assessed("high", 4),
        assessed("extreme", 6),
        started("A1", 7, ART),
        planned("H3", 7, HOUSING),
        started("H2", 9, HOUSING),
        started("H4", 12, HOUSING),
    ).then(20, risk={"high_to_safe_housing_days": 5})


def test_a_housing_step_of_the_same_day_is_soon_enough():
    given(started("H1", 4, HOUSING), assessed("high", 4)).then(20, risk={"high_to_safe_housing_days": 0})


def test_without_a_housing_step_or_danger_there_is_nothing_to_count():
    given(assessed("high", 4)).then(20, risk={"high_to_safe_housing_days": None})
    given(assessed("medium", 4), started("H1", 5, HOUSING)).then(20, risk={"high_to_safe_housing_days": None})


def test_a_procedure_is_started_once_and_closed_once():
    again, unknown, late = procedure(4), procedure_closed(4, "rp9"), procedure_closed(8)
    given(procedure(3), again, unknown, procedure_closed(6), late).then_set_aside(
        (again, "risk_procedure_already_started"),
        (unknown, "risk_procedure_unknown"),
        (late, "risk_procedure_not_open"),
    )


def test_an_action_belongs_to_a_procedure_that_was_open_at_some_moment_of_the_day():
    early, late = action(2), action(7)
    given(early, action(3), procedure(3), procedure_closed(6), action(6), late).then_set_aside(
        (early, "risk_procedure_unknown"), (late, "risk_procedure_not_open")
    )


def test_a_procedure_closed_without_a_newer_assessment_is_warned_of():
    close = procedure_closed(6)
    given(procedure(3), close).then_warned(close, "no_newer_assessment")
    given(assessed("high", 3), procedure(3), close).then_warned(close, "no_newer_assessment")
    given(procedure(3), close, assessed("low", 7)).then_warned(close, "no_newer_assessment")


def test_an_assessment_after_the_start_is_newer():
    close = procedure_closed(6)
    given(procedure(3), close, assessed("low", 6)).then_warned(close)
    start = procedure(3)
    given(start, assessed("low", 3), close).then_warned(close)


def test_a_measure_decided_without_having_been_requested_is_warned_of():
    def decided(measure):
        return said(contracts.ProtectionMeasureDecided(measure=measure, decision="granted"), 5)

    asked = said(contracts.ProtectionMeasureRequested(measure="city_change"), 5)
    other, same = decided("phone_change"), decided("city_change")
    given(other, same, asked).then_warned(other, "not_requested").then_warned(same)
