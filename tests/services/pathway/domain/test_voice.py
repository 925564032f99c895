"""Her goals and grievances, the needs of those who depend on her, and her rights."""

from shared import contracts
from tests.services.pathway.domain.facts import (
    merged,
    opened,
)
from tests.services.pathway.domain.given import HERE, THERE, given, said


def told(on: int, *topics, understood="confirmed"):
    return said(
        contracts.RightsInformationGiven(
            topics=frozenset(topics), language="en", interpreter=True, understood=understood
        ),
        on,
    )


def reviewed(on: int, **stamp):
    return said(contracts.GoalReviewed(goal_id="g1", status="going_on"), on, **stamp)


def goal(on: int, **stamp):
    return said(contracts.GoalSet(goal_id="g1", theme="home", voiced_by="her"), on, **stamp)


def test_a_review_needs_a_goal_known_by_the_end_of_the_day():
    early = reviewed(2)
    given(early, reviewed(3), goal(3), goal(5), reviewed(6)).then_set_aside((early, "goal_unknown"))


def test_a_goal_of_another_registration_can_be_reviewed():
    given(goal(1, home=THERE), reviewed(2), merged(HERE, THERE, 5)).then_kept()


def test_a_goal_of_work_is_not_a_goal_that_is_reviewed_here():
    work = said(contracts.EmploymentGoalSet(goal_id="g1", voiced_by="her"), 1)
    review = reviewed(2)
    given(work, review).then_set_aside((review, "goal_unknown"))


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
