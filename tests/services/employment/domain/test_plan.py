"""What a plan says of made-up facts: entitlement, languages, skills, handovers, reviews, what does not fit."""

from services.employment.domain.folding import fold, meant
from services.employment.domain.plan import plan_of, profile_of
from services.employment.domain.profile import Profile
from shared import contracts
from tests.services.pathway.domain.facts import opened, referent, started
from tests.services.pathway.domain.given import FAR, HERE, PONT, PSI, day, moment, said

SKILL = "0ff99f51-40d9-42f1-a1ec-377b2bb5e15f"


def plan(*events, as_of=60, known_at=None):
    return plan_of(fold(HERE, events, day(as_of), known_at))


def entitled(on, until=None, *, so=True, **stamp):
    fact = contracts.WorkEntitlementRecorded(entitled=so, basis="permit", until=day(until) if until else None)
    return said(fact, on, **stamp)


def assessed(on, level, scope="overall", language="es"):
    return said(contracts.LanguageLevelAssessed(language=language, level=level, scope=scope), on)


def placed(on=10, name="W1"):
    return started(name, on, "job_placement")


def reviewed(on, at_day="7", name="W1", by=PSI):
    fact = contracts.PlacementReviewed(
        step_id=name, at_day=at_day, still_in_work=True, conditions_ok=False, said_by_her=True
    )
    return said(fact, on, by)


def test_an_entitlement_holds_to_its_last_day_and_has_ended_after_it():
    assert plan()["entitlement"]["state"] == "nobody_knows"
    assert plan(entitled(5, 20), as_of=21)["entitlement"] == {
        **{"state": "entitled", "basis": "permit", "since": "2026-01-05", "until": "2026-01-20", "days_left": 0},
    }
    assert plan(entitled(5, 20), as_of=22)["entitlement"]["state"] == "ended"
    assert plan(entitled(5, 20), entitled(15, 90))["entitlement"]["state"] == "entitled"
    assert plan(entitled(5), entitled(15, so=False))["entitlement"]["state"] == "not_entitled"


def test_what_was_recorded_later_is_not_known_before():
    later = entitled(5, recorded_at=moment(30))
    assert plan(later, known_at=moment(29))["entitlement"]["state"] == "nobody_knows"
    assert plan(later, known_at=moment(31))["entitlement"]["state"] == "entitled"


def levels(*assessments):
    return [each["level"] for each in plan(*assessments)["languages"]]


def test_a_language_counts_overall_else_by_its_lowest_scope():
    assert levels(assessed(2, "B1", "reading"), assessed(3, "A2", "writing")) == ["A2"]
    assert levels(assessed(2, "A1", "reading"), assessed(3, "B1")) == ["B1"]
    assert levels(assessed(2, "A1"), assessed(3, "A2")) == ["A2"]


def test_a_placement_before_entitlement_is_warned_of_and_kept():
    terms = said(contracts.PlacementTermsRecorded(step_id="W1", contract_type="fixed_term", hours_week=20), 10, PSI)
    found = plan(placed(), terms)
    assert [each["reason"] for each in found["warnings"]] == ["no_work_entitlement"]
    assert found["placements"][0]["terms"]["hours_week"] == 20
    assert plan(entitled(9), placed(), terms)["warnings"] == []


def test_a_review_of_a_placement_that_never_began_is_set_aside_with_its_reason():
    planned = said(contracts.StepPlanned(step_id="W1", dimension="job_placement", arranged_by="her"), 5, PSI)
    assert [each["reason"] for each in plan(planned, reviewed(20))["set_aside"]] == ["step_not_started"]
    assert [each["reason"] for each in plan(reviewed(20))["set_aside"]] == ["step_unknown"]
    found = plan(planned, placed(), reviewed(20))
    assert found["set_aside"] == []
    assert found["placements"][0]["reviews"][0] == {
        **{"at_day": "7", "due_on": "2026-01-17", "state": "done", "done_on": "2026-01-20"},
        **{"still_in_work": True, "conditions_ok": False, "said_by_her": True},
    }


def test_an_accepted_handover_moves_who_is_responsible_and_a_declined_one_does_not():
    put = contracts.HandoverProposed(handover_id="ho1", from_provider=PSI, to_provider=PONT, step_ids=frozenset({"W1"}))
    proposed, accepted = said(put, 12), said(contracts.HandoverAccepted(handover_id="ho1", consent_id="c1"), 14, PONT)
    declined = said(contracts.HandoverDeclined(handover_id="ho1", reason="no_capacity"), 14, PONT)
    (step,) = plan(placed(), proposed)["placements"]
    assert (step["responsible"]["provider_id"], step["handover"]["state"]) == (PSI, "proposed")
    (step,) = plan(placed(), proposed, accepted)["placements"]
    assert step["responsible"] == {"provider_id": PONT, "since": "2026-01-14"}
    (step,) = plan(placed(), proposed, declined)["placements"]
    assert (step["responsible"]["provider_id"], step["handover"]) == (PSI, None)


def test_corrections_of_what_employment_does_not_hold_leave_no_trace():
    own = entitled(5, event_id="own")
    of_own = said(contracts.EventCorrected(target_event_id="own", changes={"basis": "none"}, reason="wrong_code"), 6)
    of_other = said(contracts.EventVoided(target_event_id="elsewhere", reason="not_happened"), 6)
    assert meant([own, of_own, of_other]) == [own, of_own]
    found = plan(own, of_own, of_other)
    assert (found["entitlement"]["basis"], found["set_aside"]) == ("none", [])


def test_a_profile_holds_what_is_known_and_says_of_nothing_else_that_it_is_missing():
    assert profile_of(fold(HERE, [opened(1), referent(1)], day(20)), day(19)) == Profile()
    facts = (
        entitled(5, 40),
        assessed(6, "A2"),
        said(contracts.SkillsListed(skills=frozenset({SKILL})), 7, FAR),
        said(contracts.WorkPreferencesSet(hours_most=25, city="Santa_Coloma", voiced_by="her"), 8, FAR),
        said(contracts.EmploymentGoalSet(goal_id="g1", sector="catering", voiced_by="her"), 9, FAR),
        said(contracts.QualificationRecognitionChanged(status="partly", eqf_level=4), 10, FAR),
    )
    assert profile_of(fold(HERE, facts, day(20)), day(19)) == Profile(
        **{"entitled": True, "entitled_until": day(40), "skills": frozenset({SKILL}), "languages": {"es": "A2"}},
        **{"eqf_level": 4, "hours_most": 25, "city": "Santa Coloma", "sectors": frozenset({"catering"})},
    )
    assert profile_of(fold(HERE, facts, day(50)), day(49)).entitled is False
