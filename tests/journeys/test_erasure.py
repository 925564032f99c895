"""Two officers erase a pathway in a running network: it is as unknown as one that never was, at every address."""

import json
from uuid import UUID, uuid4

import pytest

from tests.journeys.running import NDJSON, ago, ariadna, eventually, fact, need

FAR, ALBA, NET = "BCN-FAR", "BCN-ALBA", "NET-DPO"
READINGS = ("views", "history", "picture", "choices")


@pytest.fixture
def held(server, pathway):
    """A pathway of which every door holds something; what was posted, by door."""
    opened = [fact("PathwayOpened", pathway, basis="support_service"), need(pathway)]
    posted = {"intake": [*opened, fact("StepStarted", pathway, step_id="H1", dimension="housing")]}
    position = server.post(posted["intake"], FAR).json()[-1]["position"]
    after = {"Ariadna-After": f"intake={position}"}
    posted["employment"] = [fact("StepStarted", pathway, step_id="W1", dimension="job_orientation")]
    assert server.post(posted["employment"], FAR, door="employment", **after).status_code == 201
    consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [ALBA], "form": "written"}
    posted["pathway"] = [fact("ConsentGiven", pathway, **consent)]
    assert server.post(posted["pathway"], FAR, door="pathway", **after).status_code == 201
    label = server.client.put(
        f"/intake/v1/pathways/{pathway}/label", json={"label": "file 17/26"}, headers=server.token(FAR)
    )
    assert label.status_code == 200
    eventually(lambda: server.get(f"/pathway/v1/pathways/{pathway}/views", ALBA).status_code == 200)
    return posted


def decide(server, pathway, actor, **data):
    """An officer's decision, by a token that names a person."""
    token = server.signer().issue(NET, "privacy_officer", actor=actor)
    event = fact("ErasureDecided", pathway, **(data or {"decision": "executed"}))
    told = {"authorization": f"Bearer {token}"}
    return server.client.post("/pathway/v1/events", json=event, headers=told)


def everywhere(server):
    """Whether the ledger says that every service has found nothing left."""
    told = ariadna("erasures", "--json", "--data", server.data, **server.environment)
    return told.returncode == 0 and '"services": []' not in told.stdout and told.stdout.count('"notifications"')


@pytest.mark.promise("A3", "P2")
def test_an_erased_pathway_is_as_unknown_as_one_that_never_was(server, pathway, held, tally):
    """The oracle: status, body and headers of the same question about an id that nobody ever posted to."""
    decided = decide(server, pathway, "po_1")
    assert (decided.status_code, decided.json()["position"]) == (201, None)
    assert server.get(f"/pathway/v1/pathways/{pathway}/views", FAR).status_code == 200
    assert decide(server, pathway, "po_1").json()["errors"][0]["code"] == "same_person"
    assert decide(server, pathway, "po_2").status_code == 201
    asked = 0
    for what in READINGS:
        for provider, role in ((FAR, "worker"), (ALBA, "worker"), (NET, "supervisor")):
            eventually(lambda at=(what, provider, role): alike(server, pathway, *at))
            asked += 1
    gone = f"/intake/v1/pathways/{pathway}/label"
    eventually(lambda: server.get(gone, FAR).status_code == 404)
    for door, events in held.items():
        late = [fact("NeedIdentified", pathway, ago(0), need_id="n9", dimension="health", voiced_by="her")]
        eventually(lambda at=(door, events): refused(server, *at, server.post(at[1], FAR, door=at[0])))
        if door == "intake":
            lines = "\n".join(map(json.dumps, [*events, *late]))
            receipts = server.send(lines, FAR, **NDJSON).text
            assert receipts.count('"unknown_pathway"') == len(events) + len(late)
        asked += 2 * len(events)
    rows = server.get("/pathway/v1/caseload", FAR, "supervisor").json()["items"]
    assert pathway not in {row["pathway_id"] for row in rows}
    eventually(lambda: everywhere(server))
    assert pathway not in server.said()
    goes_on(server)
    tally("", asked=asked, answered_otherwise=0)


def goes_on(server):
    """After the look for what is left others still see what is acked: nobody took the service's files for nobody's."""
    another = str(uuid4())
    for event in (fact("PathwayOpened", another, basis="support_service"), need(another)):
        everywhere(server)  # another process comes and goes
        assert server.post(event, FAR).status_code == 201
    shown = ariadna("views", another, "--data", server.data, **server.environment)
    assert shown.returncode == 0, shown.stderr


def alike(server, pathway, what, provider, role):
    """Whether a reading of her and one of nobody are the same answer."""
    hers, nobodys = (
        server.get(f"/pathway/v1/pathways/{one}/{what}", provider, role) for one in (pathway, str(uuid4()))
    )
    told = [(one.status_code, one.text, sorted(one.headers)) for one in (hers, nobodys)]
    return told[0] == told[1] and hers.status_code == 404


def refused(server, door, events, answer):
    """Whether a door answers all of these as it answers what is posted to a pathway that nobody knows of."""
    receipts = answer.json()
    return [[each["code"] for each in receipt["errors"]] for receipt in receipts] == [["unknown_pathway"]] * len(events)


def test_a_decision_of_one_officer_is_a_task_for_the_other(server, pathway, held):
    decide(server, pathway, "po_1")
    tasks = server.get("/pathway/v1/tasks", NET, "privacy_officer").json()["items"]
    (task,) = [one for one in tasks if one["pathway_id"] == pathway]
    assert (task["what"], task["duty"]) == ("erasure_to_confirm", "privacy_officer")
    assert str(UUID(task["task_id"])) == task["task_id"]
