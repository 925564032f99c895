"""Facts that refer to a step are judged against all states that it had on their day."""

import pytest

from shared import contracts
from tests.services.pathway.domain.facts import (
    completed,
    dropped,
    planned,
    resumed,
    session,
    started,
    suspended,
)
from tests.services.pathway.domain.given import PONT, given, said


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        ("attended", "attended"),
        ("attended_partly", "attended"),
        ("missed", "missed"),
        ("missed_informed", "missed"),
        ("cancelled_by_provider", "cancelled_by_provider"),
        ("cancelled_by_her", None),
    ],
)
def test_engagement_counts_sessions_by_outcome(outcome, counted):
    none = {"attended": 0, "missed": 0, "cancelled_by_provider": 0}
    one = {counted: 1} if counted else {}
    given(started("A1", 1), session("A1", 3, outcome)).then(9, engagement={"A1": {**none, **one}})


def test_engagement_is_of_steps_that_started():
    given(planned("A1", 1), started("A2", 1)).then(9, engagement={"A2": {"attended": 0}})
    assert given(planned("A1", 1)).views(9)["engagement"] == {}


def test_a_session_needs_a_known_step():
    alone = session("A1", 3)
    given(alone, started("A1", 4)).then_set_aside((alone, "step_unknown"))


@pytest.mark.parametrize("on", [1, 3])
@pytest.mark.parametrize("poster", ["BCN-PSI", PONT])
def test_a_session_of_a_step_that_never_started_finds_it_not_active(poster, on):
    early = session("A1", on, by=poster)
    given(planned("A1", 1), early).then_set_aside((early, "step_not_active"))


def test_a_session_is_the_delivering_providers():
    other = session("A1", 3, by=PONT)
    given(started("A1", 1), other).then_set_aside((other, "not_delivering_provider"))


def test_a_session_after_the_end_is_set_aside():
    late = session("A1", 6)
    given(started("A1", 1), completed("A1", 5), late).then_set_aside((late, "step_not_active"))


def test_a_session_on_the_day_of_the_start_or_the_end_is_kept():
    given(session("A1", 1), started("A1", 1), completed("A1", 5), session("A1", 5)).then_kept()


def test_a_session_on_the_one_day_of_a_step_is_kept():
    given(started("A1", 5), dropped("A1", 5), session("A1", 5)).then_kept()


def test_a_session_in_a_suspension_is_set_aside():
    late = session("A1", 8)
    given(started("A1", 1), suspended("A1", 5, "venue"), late).then_set_aside((late, "step_not_active"))


def test_a_session_on_the_day_of_a_suspension_or_its_end_was_paid():
    given(started("A1", 1), suspended("A1", 5), session("A1", 5), resumed("A1", 9), session("A1", 9)).then(
        20, set_aside=[], counts={"unfunded_sessions": 0}
    )


def test_care_that_nobody_paid_for_is_still_care():
    given(started("A1", 1), suspended("A1", 5), session("A1", 8)).then(
        20, set_aside=[], engagement={"A1": {"attended": 1}}, counts={"unfunded_sessions": 1}
    )


def test_a_session_on_the_day_on_which_an_unfunded_step_ended_is_care_too():
    given(started("A1", 1), suspended("A1", 5), dropped("A1", 8), session("A1", 8)).then(
        20, set_aside=[], counts={"unfunded_sessions": 1}
    )


def test_a_session_long_after_an_unfunded_step_ended_is_set_aside():
    late = session("A1", 9)
    given(started("A1", 1), suspended("A1", 5), dropped("A1", 8), late).then_set_aside((late, "step_not_active"))


def test_sessions_for_which_an_interpreter_was_missing_are_counted_if_kept():
    given(
        started("A1", 2),
        session("A1", 1, interpreter_missing=True),
        session("A1", 3, interpreter_missing=True),
        session("A1", 4, interpreter_missing=False),
    ).then(9, counts={"sessions_without_interpreter": 1})


@pytest.mark.parametrize(
    "fact",
    [
        contracts.CertificateAwarded(step_id="A1"),
        contracts.EconomicSupportChanged(step_id="A1", band="300_599"),
        contracts.LabourRightsConcernRaised(step_id="A1", indicators=frozenset({"debt"})),
        contracts.PlacementReviewed(
            step_id="A1", at_day="30", still_in_work=True, conditions_ok=True, said_by_her=True
        ),
        contracts.PlacementTermsRecorded(step_id="A1", contract_type="fixed_term", hours_week=20),
    ],
)
def test_a_fact_about_a_step_needs_it_known_by_the_end_of_the_day_and_no_more(fact):
    early, same_day, after_the_end = said(fact, 2), said(fact, 3), said(fact, 9)
    history = given(early, same_day, started("A1", 3), dropped("A1", 5), after_the_end)
    history.then_set_aside((early, "step_unknown"))
    assert history.views(20)["steps"][0]["last_fact_on"] == "2026-01-09"


def test_a_session_may_name_another_dimension_than_its_step():
    given(started("L1", 1, "language_training"), session("L1", 3)).then_kept()
