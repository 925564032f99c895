"""P-10 and P-13: what she is owed to know, and an answer when she objects."""

from services.pathway.domain import Known
from shared import contracts
from tests.services.pathway.domain.facts import closed, opened, referent
from tests.services.pathway.domain.given import FAR, day, given, said
from tests.services.pathway.domain.policies.asked import REFERENT, asked_of, only, open_on, told

CONFIRMED = contracts.RightsInformationGiven(
    topics=frozenset({"asylum", "data_rights", "residence_permit", "safe_return"}),
    language="en",
    interpreter=True,
    understood="confirmed",
)


def test_rights_that_she_has_not_confirmed_are_told_seven_days_after_opening():
    history = given(opened(3), referent(3))
    assert told(history, "rights_pending") == [10]
    assert asked_of(history, 10, "rights_pending") == [REFERENT]


def test_her_confirmation_or_a_closing_closes_it():
    assert told(given(opened(3), said(CONFIRMED, 5)), "rights_pending") == []
    assert open_on(given(opened(3), said(CONFIRMED, 15)), "rights_pending") == list(range(10, 15))
    assert open_on(given(opened(3), closed(12)), "rights_pending") == [10, 11]
    assert told(given(referent(1)), "rights_pending") == []


RAISED = said(contracts.GrievanceRaised(about="referent", to="privacy_officer"), 5)


def test_a_grievance_is_its_addressees_alone_and_grows_urgent_in_ten_working_days():
    history = given(opened(1), referent(1), RAISED)
    assert told(history, "grievance_raised") == [5]
    assert told(history, "grievance_unanswered") == [19]
    for what in ("grievance_raised", "grievance_unanswered"):
        assert asked_of(history, 19, what) == [("privacy_officer", None)]
    assert only(history, 19, "grievance_unanswered").urgent
    known = Known(lambda provider, each: each.weekday() < 5 and (provider, each) != (FAR, day(6)))
    assert told(history, "grievance_unanswered", known=known) == [20]


def test_an_answer_closes_it():
    answer = contracts.GrievanceAnswered(grievance_event_id=RAISED.event_id, outcome="upheld", told_her=True)
    assert open_on(given(opened(1), RAISED, said(answer, 8)), "grievance_raised") == [5, 6, 7]
