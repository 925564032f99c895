"""In either form the running service runs its policies by itself: tasks open and close, notices are stored once."""

from tests.journeys.running import ago, eventually, fact

FAR = "BCN-FAR"
ASSIGNED = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}


def asked(server, pathway, provider=FAR, role="worker"):
    """What is asked about her, by its code."""
    answer = server.client.get("/pathway/v1/tasks", headers=server.token(provider, role), params={"limit": 500})
    return {item["what"] for item in answer.json()["items"] if item["pathway_id"] == pathway}


def notices(server, pathway):
    rows = server.get(f"/pathway/v1/pathways/{pathway}/history", FAR).json()["items"]
    return [row["type"] for row in rows if row["role"] == "policy"]


def test_a_task_opens_by_a_fact_and_closes_by_a_fact_and_its_notice_is_in_her_history_once(server, pathway):
    due = fact("DeadlineSet", pathway, deadline_id="d1", rule="made_up", due_on=ago(1))
    server.post([fact("PathwayOpened", pathway, basis="support_service"), due], FAR)
    assert eventually(lambda: "no_referent" in asked(server, pathway), within=20)
    assigned = fact("ReferentAssigned", pathway, **ASSIGNED)
    eventually(lambda: server.post(assigned, FAR, door="pathway").status_code in (200, 201))
    assert eventually(lambda: asked(server, pathway) == {"deadline_missed"}, within=20)
    assert eventually(lambda: notices(server, pathway) == ["DeadlineMissed"], within=20)
    assert asked(server, pathway, "MIL-ARTE") == set()
    server.post(fact("DeadlineMet", pathway, deadline_id="d1"), FAR)
    assert eventually(lambda: asked(server, pathway) == set(), within=20)
    assert notices(server, pathway) == ["DeadlineMissed"]
