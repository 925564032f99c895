"""Decisions are taken on the present state: what it does not allow is refused at once, with the reason's code."""

from uuid import uuid4

import pytest

from tests.journeys.running import eventually, fact, need

FAR = "BCN-FAR"
ASSIGNED = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}
REFUSED = {
    "a second referent": ("ReferentAssigned", ASSIGNED | {"staff_ref": "st_2"}, "referent_already_active"),
    "an end of nobody": ("ReferentEnded", {"staff_ref": "st_9", "reason": "handover"}, "referent_not_active"),
    "an unknown handover": ("HandoverAccepted", {"handover_id": "ho9", "consent_id": "c1"}, "handover_unknown"),
    "a handover again": (
        "HandoverProposed",
        {"handover_id": "ho1", "from_provider": FAR, "to_provider": "MIL-ARTE", "step_ids": ["P1"]},
        "handover_already_known",
    ),
    "an unknown referral": ("ReferralAnswered", {"referral_id": "rf9", "answer": "accepted"}, "referral_unknown"),
    "opening what is open": ("PathwayReopened", {"reason": "new_need"}, "pathway_not_closed"),
    "an unknown pact": ("FallbackEnded", {"pact_id": "p9", "reason": "not_needed"}, "fallback_unknown"),
    "an unknown restriction": ("RestrictionLifted", {"restriction_id": "r9"}, "restriction_unknown"),
    "an answer to no grievance": (
        "GrievanceAnswered",
        {"grievance_event_id": str(uuid4()), "outcome": "upheld", "told_her": True},
        "grievance_unknown",
    ),
}


@pytest.fixture
def decided(server, pathway):
    """A pathway with a referent and an open handover; what assigned the referent is returned."""
    server.post([fact("PathwayOpened", pathway, basis="support_service"), need(pathway)], FAR)
    server.post(fact("StepStarted", pathway, step_id="P1", dimension="health"), FAR)
    assigned = fact("ReferentAssigned", pathway, **ASSIGNED)
    eventually(lambda: server.post(assigned, FAR, door="pathway").status_code in (200, 201))
    proposed = {"handover_id": "ho1", "from_provider": FAR, "to_provider": "MIL-ARTE", "step_ids": ["P1"]}
    eventually(
        lambda: server.post(fact("HandoverProposed", pathway, **proposed), FAR, door="pathway").status_code == 201
    )
    return assigned


@pytest.mark.parametrize(("type_name", "data", "code"), REFUSED.values(), ids=REFUSED)
def test_what_the_history_does_not_allow_is_409_and_stores_nothing(server, pathway, decided, type_name, data, code):
    event = fact(type_name, pathway, **data)
    answer = server.post(event, FAR, door="pathway")
    assert answer.status_code == 409
    assert (answer.json()["status"], answer.json()["errors"][0]["code"]) == ("refused", code)
    assert server.get(f"/pathway/v1/events/{event['event_id']}", FAR).status_code == 404


def test_the_retry_of_a_decision_is_a_duplicate_though_it_could_not_be_taken_now(server, decided):
    again = server.post(decided, FAR, door="pathway")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")


def test_of_two_decisions_in_one_list_the_second_sees_the_first(server, pathway, decided):
    ended = fact("ReferentEnded", pathway, staff_ref="st_1", reason="staff_turnover")
    first = fact("ReferentAssigned", pathway, **ASSIGNED | {"staff_ref": "st_2"})
    second = fact("ReferentAssigned", pathway, **ASSIGNED | {"staff_ref": "st_3"})
    answer = server.post([ended, first, second], FAR, door="pathway")
    assert answer.status_code == 207
    assert [receipt["status"] for receipt in answer.json()] == ["accepted", "accepted", "refused"]


def test_a_fact_is_never_refused_for_being_inconvenient(server, pathway, decided):
    resumed = fact("StepResumed", pathway, step_id="P1", dimension="health")
    answer = server.post(resumed, FAR)
    assert answer.status_code == 201
    told = server.client.get(
        f"/pathway/v1/events/{resumed['event_id']}",
        headers={**server.token(FAR), "Ariadna-After": f"intake={answer.json()['position']}"},
    )
    assert told.json() == {"event_id": resumed["event_id"], "state": "set_aside", "reason": "step_not_suspended"}


def test_a_set_aside_fact_is_taken_in_by_itself_when_a_late_one_makes_it_fit(server, pathway, decided):
    resumed = fact("StepResumed", pathway, step_id="P1", dimension="health")
    server.post(resumed, FAR)
    suspended = fact("StepSuspended", pathway, step_id="P1", dimension="health", reason="venue")
    position = server.post(suspended, FAR).json()["position"]
    told = server.client.get(
        f"/pathway/v1/events/{resumed['event_id']}",
        headers={**server.token(FAR), "Ariadna-After": f"intake={position}"},
    )
    assert told.json()["state"] == "folded"
