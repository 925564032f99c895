"""Who reads how much of a plan: by what employment itself heard, decided by the policies."""

from uuid import UUID, uuid4

import pytest

from shared.clocks import When
from shared.errors import NotAllowed, UnknownPathway
from tests.services.pathway.domain.given import day
from tests.services.stored import FAR, PSI, embedded, event, put, reader

HER = UUID("96e92cc4-0d82-5f7b-a23c-b8ebb248dd66")
WHEN, OFICI, NOVA = When(day(60)), "BCN-OFICI", "BCN-NOVA"


def said(name, on, **data):
    return event(name, str(HER), day(on), **data)


@pytest.fixture
def ariadna(tmp_path):
    with embedded(tmp_path) as found:
        put(
            found,
            said("PathwayOpened", 1, basis="support_service"),
            said("ReferentAssigned", 1, referent_provider=FAR, staff_ref="st_1", chosen_with_her=True),
            said("ConsentGiven", 1, consent_id="c1", purpose="coordination", recipients=[OFICI, PSI], form="written"),
        )
        put(
            found,
            said("WorkEntitlementRecorded", 2, entitled=True, basis="permit"),
            said("StepStarted", 3, step_id="W1", dimension="job_placement"),
            said("PlacementTermsRecorded", 4, step_id="W1", contract_type="fixed_term", hours_week=30),
            said("LabourRightsConcernRaised", 6, step_id="W1", indicators=["debt"]),
            provider=OFICI,
        )
        yield found


def read(ariadna, provider, role="worker", what="plan"):
    plans = ariadna.services["employment"].asked
    return getattr(plans, what)(HER, WHEN, reader(provider, role))


def test_who_works_with_her_sees_its_own_dimension_in_full(ariadna):
    found = read(ariadna, OFICI)
    assert (found["withheld"], found["placements"][0]["terms"]["hours_week"], len(found["concerns"])) == ([], 30, 1)
    assert all(row["shows"] == "full" for row in read(ariadna, OFICI, what="history")["items"] if row["type"])


def test_her_referent_sees_who_she_is_at_work_and_others_work_by_its_state(ariadna):
    found = read(ariadna, FAR)
    (step,) = found["placements"]
    assert (step["state"], step["terms"], step["reviews"][0]["state"]) == ("active", None, "overdue")
    assert (found["entitlement"]["state"], len(found["concerns"]), found["withheld"]) == ("entitled", 1, ["steps"])


def test_whom_she_lets_in_without_any_work_sees_steps_by_their_state_and_nothing_of_danger(ariadna):
    found = read(ariadna, PSI)
    assert (found["entitlement"], found["concerns"]) == (None, [])
    assert [(each["state"], each["terms"]) for each in found["placements"]] == [("active", None)]
    assert found["withheld"] == ["risk", "steps", "work"]
    shown = {row["event_id"]: row for row in read(ariadna, PSI, what="history")["items"]}
    assert {row["withheld"] for row in shown.values() if row["shows"] == "marked"} == {"work", "risk"}


def test_supervisors_see_states_and_counts_auditors_the_sequence(ariadna):
    found = read(ariadna, "NET", "supervisor")
    assert (found["entitlement"]["state"], found["entitlement"]["basis"], found["goals"]) == ("entitled", None, None)
    assert [(each["state"], each["terms"]) for each in found["placements"]] == [("active", None)]
    assert found["concerns"] == []
    with pytest.raises(UnknownPathway):
        read(ariadna, "NET", "auditor")
    rows = read(ariadna, "NET", "auditor", "history")["items"]
    assert {row["shows"] for row in rows} == {"sequence", "clocks"}
    assert all(row["data"] is None for row in rows)


def test_what_is_past_leaves_ones_own_rows_and_no_plan(ariadna):
    put(ariadna, said("StepDropped", 8, step_id="W1", dimension="job_placement", reason="her_choice"), provider=OFICI)
    put(ariadna, said("ConsentWithdrawn", 9, consent_id="c1"))
    with pytest.raises(UnknownPathway):
        read(ariadna, OFICI)
    rows = read(ariadna, OFICI, what="history")["items"]
    assert {row["provider_id"] for row in rows} == {OFICI}
    with pytest.raises(UnknownPathway):
        read(ariadna, PSI, what="history")


def test_her_restriction_shuts_out_whoever_it_names_and_keeps_a_dimension_from_all(ariadna):
    put(ariadna, said("RestrictionSet", 8, restriction_id="r1", providers=[PSI]))
    with pytest.raises(UnknownPathway):
        read(ariadna, PSI)
    put(ariadna, said("RestrictionSet", 9, restriction_id="r2", dimensions=["job_placement"]))
    assert read(ariadna, FAR)["placements"] == []
    assert "her_restriction" in read(ariadna, FAR)["withheld"]
    assert read(ariadna, OFICI)["placements"][0]["terms"]["hours_week"] == 30


def test_to_anybody_else_it_is_as_unknown_as_what_is_not_there(ariadna):
    plans = ariadna.services["employment"].asked
    for role in ("worker", "coordinator"):
        with pytest.raises(UnknownPathway):
            read(ariadna, NOVA, role)
    with pytest.raises(UnknownPathway):
        plans.plan(uuid4(), WHEN, reader(FAR))
    with pytest.raises(NotAllowed):
        read(ariadna, FAR, "researcher")


def test_what_openings_are_compared_with_is_for_who_may_see_all_of_it(ariadna):
    plans = ariadna.services["employment"].asked
    assert plans.profile_for(HER, reader(OFICI), WHEN).entitled is True
    assert plans.profile_for(HER, reader(FAR), WHEN).entitled is True
    for each in (reader(PSI), reader("NET", "supervisor")):
        with pytest.raises(UnknownPathway):
            plans.profile_for(HER, each, WHEN)
