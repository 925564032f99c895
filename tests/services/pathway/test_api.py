"""The pathway service over HTTP, in this process: waits that are made to fail and to end, pages of lists."""

import threading
from datetime import date
from uuid import uuid4

import pytest

from tests.services.stored import FAR, event, put
from tests.shared.asked import Asked

DAY = date(2026, 2, 2)


@pytest.fixture
def asked(ariadna):
    return Asked(ariadna.app())


@pytest.fixture
def signed(ariadna):
    return {"authorization": f"Bearer {ariadna.signer.issue('NET', 'supervisor')}"}


def opened(pathway_id):
    return event("PathwayOpened", pathway_id, DAY, basis="support_service")


def test_a_read_waits_until_what_it_names_was_carried(ariadna, asked, signed, pathway_id):
    put(ariadna, opened(pathway_id), carry=False)
    assert asked.get(f"/pathway/v1/pathways/{pathway_id}/views", headers=signed).status_code == 404
    carrying = threading.Timer(0.3, ariadna.drain)
    carrying.start()
    answer = asked.get(f"/pathway/v1/pathways/{pathway_id}/views", headers={**signed, "Ariadna-After": "intake=1"})
    carrying.join()
    assert (answer.status_code, answer.json()["open_days"] > 0) == (200, True)


def test_a_decision_waits_until_what_it_names_was_carried(ariadna, asked, pathway_id):
    put(ariadna, opened(pathway_id), carry=False)
    signed = {"authorization": f"Bearer {ariadna.signer.issue(FAR, 'worker')}"}
    decision = event("PlanReviewed", pathway_id, DAY, with_her=True) | {"lateness_reason": "told_later"}
    assert asked.post("/pathway/v1/events", json=decision, headers=signed).status_code == 422
    carrying = threading.Timer(0.3, ariadna.drain)
    carrying.start()
    answer = asked.post("/pathway/v1/events", json=decision, headers={**signed, "Ariadna-After": "intake=1"})
    carrying.join()
    assert answer.status_code == 201


def test_what_does_not_come_is_503_with_a_time_to_try_again(ariadna, asked, signed, pathway_id):
    put(ariadna, opened(pathway_id), carry=False)
    answer = asked.get("/pathway/v1/caseload", headers={**signed, "Ariadna-After": "intake=1"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not_seen_yet")
    assert answer.headers["retry-after"]


def test_a_list_comes_page_by_page(ariadna, asked, signed):
    names = sorted(str(uuid4()) for _ in range(5))
    put(ariadna, *(opened(name) for name in names))
    seen, query = [], {"limit": "2"}
    while True:
        page = asked.get("/pathway/v1/caseload", headers=signed, params=query).json()
        seen += [item["pathway_id"] for item in page["items"]]
        if page["next"] is None:
            break
        query = {"limit": "2", "after": page["next"]}
    assert seen == names


@pytest.mark.parametrize(
    "query", [{"limit": "0"}, {"limit": "501"}, {"limit": "x"}, {"after": "x"}, {"after": "9" * 5000}]
)
def test_a_page_that_is_none_is_refused(asked, signed, query):
    answer = asked.get("/pathway/v1/gaps", headers=signed, params=query)
    (name,) = query
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, name)


@pytest.mark.parametrize(
    "query", [{"on": "x"}, {"on": "9999-12-31"}, {"on": "0001-01-01"}, {"horizon": "-1"}, {"horizon": "367"}]
)
def test_a_question_about_funding_that_is_none_is_refused(asked, signed, query):
    answer = asked.get("/pathway/v1/funding-at-risk", headers=signed, params=query)
    assert answer.status_code == 422


def test_what_is_asked_has_sorted_keys(ariadna, asked, signed, pathway_id):
    put(ariadna, opened(pathway_id))
    views = asked.get(f"/pathway/v1/pathways/{pathway_id}/views", headers=signed).json()
    assert list(views) == sorted(views)


def test_the_application_answers_for_each_service(asked):
    for service in ("intake", "employment", "pathway", "notifications"):
        assert asked.get(f"/{service}/openapi.json").json()["info"]["title"] == f"Ariadna {service}"
    assert asked.get("/health/ready").json() == {"status": "ready", "reasons": []}
    assert asked.get("/metrics").status_code == 200
    assert asked.get("/").status_code == 404


def test_when_a_log_can_not_be_written_the_process_is_not_ready_and_says_which(ariadna, asked, monkeypatch):
    monkeypatch.setattr(ariadna.services["employment"].log, "writable", lambda: False)
    answer = asked.get("/health/ready")
    assert (answer.status_code, answer.json()) == (503, {"status": "not_ready", "reasons": ["employment"]})


def test_tasks_are_told_to_whom_they_are_asked_of_filtered_and_page_by_page(ariadna, asked, signed, pathway_id):
    put(ariadna, opened(pathway_id))
    items = asked.get("/pathway/v1/tasks", headers=signed).json()["items"]
    assert {"no_referent_for_three_days", "no_referent", "rights_pending"} == {item["what"] for item in items}
    first = asked.get("/pathway/v1/tasks", headers=signed, params={"limit": 1}).json()
    assert first["items"] == items[:1]
    assert first["next"]
    urgent = asked.get("/pathway/v1/tasks", headers=signed, params={"urgent": "true", "policy": "P-3"}).json()
    assert [item["what"] for item in urgent["items"]] == ["no_referent_for_three_days"]
    own = {"authorization": f"Bearer {ariadna.signer.issue(FAR, 'coordinator')}"}
    assert [item["what"] for item in asked.get("/pathway/v1/tasks", headers=own).json()["items"]] == ["no_referent"]


def test_tasks_about_one_woman_are_hers_alone_also_after_her_registrations_were_merged(ariadna, asked, signed):
    here, there, other = (str(uuid4()) for _ in range(3))
    for each in (here, there, other):
        put(ariadna, opened(each))

    def about(pathway_id):
        found = asked.get("/pathway/v1/tasks", headers=signed, params={"pathway_id": pathway_id}).json()["items"]
        return {(item["pathway_id"], item["what"]) for item in found}

    everything = asked.get("/pathway/v1/tasks", headers=signed).json()["items"]
    assert about(here) == {(item["pathway_id"], item["what"]) for item in everything if item["pathway_id"] == here}
    assert (here, "no_referent") in about(here)
    assert about(str(uuid4())) == set()
    put(ariadna, event("RegistrationsMerged", here, DAY, survivor=here, absorbed=there, consent_id="cM"))
    assert about(there) == about(here) != set()
    assert {pathway_id for pathway_id, _ in about(there)} == {here}


@pytest.mark.parametrize(
    ("name", "value"),
    [("policy", "P-99"), ("urgent", "perhaps"), ("provider", "nobody there"), ("pathway_id", "she"), ("after", "x")],
)
def test_a_filter_that_is_none_is_named(asked, signed, name, value):
    answer = asked.get("/pathway/v1/tasks", headers=signed, params={name: value})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/not_well_formed")
    assert name in answer.json()["errors"][0]["path"]
