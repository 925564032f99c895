"""Her goals, her plan and grievances, the needs of those who depend on her, and her rights."""

from shared import contracts
from tests.services.pathway.domain.facts import (
    closed,
    merged,
    opened,
)
from tests.services.pathway.domain.given import HERE, THERE, day, given, said


def iso(on: int) -> str:
    return day(on).isoformat()


def told(on: int, *topics, understood="confirmed"):
    return said(
        contracts.RightsInformationGiven(
            topics=frozenset(topics), language="en", interpreter=True, understood=understood
        ),
        on,
    )


def reviewed(on: int, status="going_on", rating=None, name="g1", **stamp):
    return said(contracts.GoalReviewed(goal_id=name, status=status, self_rating=rating), on, **stamp)


def goal(on: int, name="g1", voiced_by="her", **stamp):
    return said(contracts.GoalSet(goal_id=name, theme="home", voiced_by=voiced_by), on, **stamp)


def agreed(on: int, version: int = 1):
    return said(contracts.PlanAgreed(plan_version=version, she_declined_to_comment=True), on)


def plan(agreed_on: int, version: int = 1, **changed):
    told = {"plan_version": version, "agreed_on": iso(agreed_on), "she_declined_to_comment": True}
    return {**told, "reviewed_on": None, "with_her": None, "review_due_on": None, **changed}


def test_a_review_needs_a_goal_known_by_the_end_of_the_day():
    early = reviewed(2)
    given(early, reviewed(3), goal(3), goal(5), reviewed(6)).then_set_aside((early, "goal_unknown"))


def test_a_goal_of_another_registration_can_be_reviewed():
    given(goal(1, home=THERE), reviewed(2), merged(HERE, THERE, 5)).then_kept()


def test_a_goal_of_work_is_not_a_goal_that_is_reviewed_here():
    work = said(contracts.EmploymentGoalSet(goal_id="g1", voiced_by="her"), 1)
    review = reviewed(2)
    given(work, review).then_set_aside((review, "goal_unknown"))


def test_a_goal_is_told_as_she_last_looked_at_it_and_as_she_last_rated_it():
    told = {"goal_id": "g1", "theme": "home", "voiced_by": "her", "set_on": iso(1)}
    new = {"status": None, "reviewed_on": None, "self_rating": None}
    history = given(goal(1), reviewed(5, rating=2), reviewed(9, "reached"))
    history.then(3, goals=[told | new])
    history.then(7, goals=[told | {"status": "going_on", "reviewed_on": iso(5), "self_rating": 2}])
    history.then(20, goals=[told | {"status": "reached", "reviewed_on": iso(9), "self_rating": 2}])


def test_a_goal_set_anew_is_as_if_nobody_had_looked_at_it():
    given(goal(1), reviewed(5, rating=2), goal(9)).then(
        20,
        goals=[
            {"goal_id": "g1", "theme": "home", "voiced_by": "her", "set_on": iso(9)}
            | {"status": None, "reviewed_on": None, "self_rating": None}
        ],
    )


def test_her_own_goals_stand_before_those_of_others():
    goals = given(goal(1, "a", "provider"), goal(2, "b"), goal(3, "c", "both"), goal(4, "d")).views(9)["goals"]
    assert [each["goal_id"] for each in goals] == ["b", "d", "a", "c"]


def test_a_plan_is_to_be_looked_at_again_within_ninety_days():
    looked = said(contracts.PlanReviewed(with_her=True), 50)
    history = given(opened(1), agreed(10), looked, agreed(60, 2))
    history.then(9, plan=None)
    history.then(20, plan=plan(10, review_due_on=iso(100)))
    history.then(55, plan=plan(10, reviewed_on=iso(50), with_her=True, review_due_on=iso(140)))
    history.then(99, plan=plan(60, 2, review_due_on=iso(150)))


def test_nobody_is_asked_to_look_again_at_the_plan_of_a_closed_pathway():
    given(opened(1), agreed(10), closed(20)).then(30, plan=plan(10))


def test_a_review_of_no_plan_makes_none():
    given(opened(1), said(contracts.PlanReviewed(with_her=False), 3)).then(9, plan=None)


def test_a_grievance_is_answered_once():
    raised = said(contracts.GrievanceRaised(about="referent", to="supervisor"), 1)

    def answered(on: int, grievance: str):
        fact = contracts.GrievanceAnswered(grievance_event_id=grievance, outcome="partly", told_her=True)
        return said(fact, on, role="supervisor")

    unknown, twice = answered(2, "e-nothing"), answered(4, raised.event_id)
    given(raised, unknown, answered(3, raised.event_id), twice).then_set_aside(
        (unknown, "grievance_unknown"), (twice, "grievance_already_answered")
    )


def test_a_need_of_those_who_depend_on_her_is_apart_from_hers():
    def named(on: int):
        return said(contracts.DependantsNeedIdentified(need_id="n1", kind="childcare"), on)

    def found(on: int, name: str = "n1"):
        return said(contracts.DependantsNeedMet(need_id=name), on)

    own = said(contracts.NeedIdentified(need_id="n1", dimension="health", voiced_by="her"), 1)
    again, unknown, twice = named(2), found(2, "n9"), found(5)
    given(own, named(1), again, unknown, found(4), twice).then_set_aside(
        (again, "need_already_known"), (unknown, "need_unknown"), (twice, "need_not_open")
    )


def test_rights_are_pending_from_seven_days_after_the_first_opening():
    mandatory = ["asylum", "data_rights", "residence_permit", "safe_return"]
    given(opened(3)).then(10, rights_pending=[]).then(11, rights_pending=mandatory)
    given().then(99, rights_pending=[])


def test_a_topic_that_was_confirmed_is_no_longer_pending():
    given(opened(1), told(2, "asylum", "data_rights")).then(20, rights_pending=["residence_permit", "safe_return"])


def test_a_topic_once_given_is_pending_until_it_is_confirmed():
    history = given(
        opened(1),
        told(2, "asylum", "data_rights", "residence_permit", "safe_return", "work", understood="confirmed"),
        told(4, "health_card", "work", understood="not_yet"),
        told(25, "health_card"),
    )
    history.then(20, rights_pending=["health_card"]).then(30, rights_pending=[])
