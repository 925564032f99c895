"""Referent, plan and case conferences at the pathway door."""

from shared import contracts
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.decisions.test_sharing import restriction
from tests.services.pathway.domain.facts import consent, opened, referent, referent_left, withdrawn
from tests.services.pathway.domain.given import FAR, LLAR, PONT, PSI, said

SUPERVISOR = {"by": "NET", "role": "supervisor"}


def viewed(on, event_id="e-view", **stamp):
    return said(contracts.HerViewRecorded(topic="plan", stance="agrees"), on, event_id=event_id, **stamp)


def planned(on, version=1, view="e-view", declined=None, **stamp):
    fact = contracts.PlanAgreed(plan_version=version, her_view_event_id=view, she_declined_to_comment=declined)
    return said(fact, on, **stamp)


def reviewed(on, version=None, **stamp):
    return said(contracts.PlanReviewed(with_her=True, plan_version=version), on, **stamp)


def conference(on, *participants, **stamp):
    return said(contracts.CaseConferenceHeld(participants=frozenset(participants), with_her=True), on, **stamp)


def test_there_is_one_referent():
    state = standing(opened(1), consent(1, PSI), referent(2))
    state.refuses(referent(5), "referent_already_active")
    state.refuses(referent(5, PSI, "st_2"), "referent_already_active")
    state.refuses(referent(5, staff="st_2", **SUPERVISOR), "referent_already_active")


def test_a_referent_is_assigned_by_its_own_provider_or_a_supervisor():
    state = standing(opened(1), consent(1, PSI))
    state.takes(referent(5), referent(5, PSI), referent(5, PSI, **SUPERVISOR))
    state.refuses(referent(5, PSI, by=FAR), "not_yours_to_decide", "data.referent_provider")


def test_nobody_becomes_her_referent_whom_she_does_not_let_in():
    path = "data.referent_provider"
    standing(opened(1)).refuses(referent(5, PSI), "no_live_consent", path)
    standing(opened(1), consent(1, PSI), withdrawn(3)).refuses(referent(5, PSI), "no_live_consent", path)
    standing(opened(1), consent(1, PSI, until=50), today=60).refuses(referent(40, PSI), "no_live_consent", path)
    standing(opened(1), consent(1, PSI, purpose="group")).refuses(referent(5, PSI), "no_live_consent", path)
    standing(opened(1)).refuses(referent(5, PSI, **SUPERVISOR), "no_live_consent", path)
    shut = standing(opened(1), consent(1, PSI), restriction(2, providers=[PSI]))
    shut.refuses(referent(5, PSI), "restricted_by_her", path)


def test_the_provider_of_the_last_referent_may_send_another():
    left = (opened(1), consent(1, PSI), referent(2, PSI), withdrawn(3), referent_left(5, by=PSI))
    standing(*left).takes(referent(6, PSI, "st_9"))
    followed = standing(*left, referent(6), referent_left(8))
    followed.refuses(referent(9, PSI, "st_9"), "no_live_consent", "data.referent_provider")


def test_a_referent_is_ended_by_its_provider_or_a_supervisor():
    state = standing(opened(1), consent(1, PSI), referent(2, PSI))
    state.takes(referent_left(5, by=PSI), referent_left(5, **SUPERVISOR))
    state.refuses(referent_left(5), "not_yours_to_decide")
    state.refuses(referent_left(5, "st_9", by=PSI), "referent_not_active")


def test_a_plan_is_agreed_with_her_view_of_it_or_her_choice_to_give_none():
    state = standing(opened(1), referent(1), viewed(2))
    state.takes(planned(3), planned(3, view=None, declined=True))
    state.refuses(planned(3, view=None), "missing", "data.her_view_event_id", of_itself=True)
    state.refuses(planned(3, view="e-other"), "her_view_unknown", "data.her_view_event_id")


def test_versions_of_a_plan_follow_each_other():
    state = standing(opened(1), referent(1), viewed(2), planned(3, 2))
    state.takes(planned(4, 3))
    state.refuses(planned(4, 2), "plan_already_agreed", "data.plan_version")
    state.refuses(planned(4, 1), "plan_version_not_later", "data.plan_version")


def test_a_plan_is_the_referents():
    state = standing(opened(1), consent(1, PSI), referent(1), viewed(2), planned(3))
    for event in (planned(4, 2, by=PSI), reviewed(4, by=PSI)):
        state.refuses(event, "not_yours_to_decide")
    state.takes(planned(4, 2, **SUPERVISOR), reviewed(4, **SUPERVISOR))


def test_what_is_reviewed_was_agreed():
    state = standing(opened(1), referent(1), viewed(2), planned(3))
    state.takes(reviewed(4), reviewed(4, 1))
    state.refuses(reviewed(4, 2), "plan_unknown", "data.plan_version")


def test_a_conference_is_held_among_providers_that_she_shares_with():
    state = standing(opened(1), consent(1, PSI, PONT), referent(1))
    state.takes(conference(5, FAR, PSI, PONT))
    state.refuses(conference(5, FAR, LLAR), "no_live_consent", "data.participants")
    state.refuses(conference(5, FAR, by=PSI), "not_yours_to_decide")
