"""Access over HTTP: nothing of other organisations, nothing after she said no, one answer for what is not to be known.

The oracle of A2 and A3 is the answer for an id that nobody ever used: what must not be known answers with the same
status, headers and bytes. The addresses are those that the OpenAPI documents tell of.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.journeys.running import Json, ago, asked_once, eventually, fact, need
from tests.journeys.story import ARTE, FAR, OFI, PSI, post, story

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
WOMEN = 24 if SOAK else 1
STRANGER = "VAL-ALTRES"
STAFF = ("worker", "coordinator")
DOCUMENTS = sorted((Path(__file__).resolve().parents[2] / "docs/openapi").glob("*.json"))
SAID = {"from": ago(300), "to": ago(0), "step_id": "P1"}
CLOCKS: tuple[Json, ...] = ({}, {"as_of": ago(3)}, {"known_at": ago(0)})
CHECK = {"safe_to_carry_paper": "yes", "things_looked_through": "no", "she_wants_it": "yes"}
BODIES: dict[str, Json] = {
    "issue_continuity_code": CHECK,
    "put_label": {"label": "A-17"},
    "what_if": {"funding_window_ends": {}},
}
HERS = ("views", "history", "picture", "choices", "next-choice?step_id=P1", "page")


@pytest.fixture(scope="module")
def women(server):
    """Women of other organisations: the id of each, those of her events, and what a read must have seen."""
    found = []
    for _ in range(WOMEN):
        pathway = str(uuid4())
        events = story(pathway)
        after = post(server, events)
        found.append({"pathway": pathway, "events": [told.event["event_id"] for told in events], "after": after})
    return found


def operations() -> Iterator[tuple[str, str, Json]]:
    """Every address with its method, as the documents tell them."""
    for document in DOCUMENTS:
        for path, methods in json.loads(document.read_text())["paths"].items():
            for method, operation in methods.items():
                if method in ("get", "put", "post") and not path.startswith(("/health", "/metrics")):
                    yield method, path, operation


def ids(woman: Json, path: str) -> list[str]:
    """What of hers an address can name."""
    if "{event_id}" in path:
        return list(woman["events"])
    return ["fw1"] if "{funding_window_id}" in path else [woman["pathway"]]


def unused(path: str) -> str:
    return "fw-of-nobody" if "{funding_window_id}" in path else str(uuid4())


def calls(method: str, path: str, operation: Json) -> list[Json]:
    """The queries with which an address is asked."""
    told = {each["name"] for each in operation.get("parameters", []) if each["in"] == "query"}
    needed = {name: value for name, value in SAID.items() if name in told}
    clocks = CLOCKS if "as_of" in told and method == "get" else ({},)
    return [{**needed, **each} for each in clocks]


def asked(server, method, path, operation, one, role, query):
    name = path[path.index("{") : path.index("}") + 1] if "{" in path else "{}"
    body = BODIES.get(operation["operationId"])
    signed = server.token(STRANGER, role)
    answer = asked_once(server.client, method, path.replace(name, one), headers=signed, params=query or None, json=body)
    return answer.status_code, {**answer.headers} | {"date": ""}, answer.content


@pytest.mark.promise("A2")
def test_of_another_organisation_nothing_is_told_at_any_address(server, women, tally):
    tried = leaks = 0
    for method, path, operation in operations():
        named, several = "{" in path and "{group_ref}" not in path, [*calls(method, path, operation)]
        if method == "post" and not named and operation["operationId"] != "what_if":
            continue  # doors, tried below
        for role in STAFF:
            for query in several:
                nothing = asked(server, method, path, operation, unused(path), role, query)
                for woman in women:
                    for one in ids(woman, path) if named else [""]:
                        answer = asked(server, method, path, operation, one, role, query) if named else nothing
                        told = any(each.encode() in answer[2] for each in [woman["pathway"], *woman["events"]])
                        tried += 1
                        leaks += answer != nothing or told
    assert leaks == 0
    tally(calls=tried, leaks=leaks)


@pytest.mark.promise("A2")
def test_at_the_doors_her_pathway_is_one_that_is_not_there(server, women, tally):
    tried = 0
    for door, kind, data in (
        ("intake", "NeedIdentified", {"need_id": "n9", "dimension": "housing", "voiced_by": "her"}),
        ("employment", "StepStarted", {"step_id": "W9", "dimension": "job_orientation"}),
        ("pathway", "RestrictionSet", {"restriction_id": "r9"}),
        ("pathway", "HandoverAccepted", {"handover_id": "ho1", "consent_id": "c1"}),
        ("pathway", "EmergencyAccessUsed", EMERGENCY),
    ):
        for woman in women:
            hers = fact(kind, woman["pathway"], **data)
            told = [
                (answer.status_code, answer.content, {**answer.headers} | {"date": ""})
                for one in (woman["pathway"], str(uuid4()))
                for answer in [server.post(hers | {"pathway_id": one}, STRANGER, door=door)]
            ]
            tried += 1
            if door == "pathway" or told[1][0] != 201:  # a first post through a door of facts opens a pathway
                assert told[0] == told[1], kind
            assert told[0][0] == 422
    tally(calls=tried)


EMERGENCY: Json = {
    "scope": ["psychological_therapy"],
    "ground": "vital_interest",
    "reason": "medical_emergency",
    "note": "fictitious: the ward asked which therapy is under way",
}
NO_BUSINESS = ("researcher", "ops", "admin")
NO_FIGURES = ("auditor", "privacy_officer")


@pytest.mark.promise("A3")
@pytest.mark.parametrize("role", [*STAFF, *NO_BUSINESS, *NO_FIGURES])
def test_unknown_and_forbidden_answer_alike_in_status_body_and_headers(server, women, role, tally):
    tried = 0
    for what in HERS if role not in NO_FIGURES else [each for each in HERS if each != "history"]:
        for number, woman in enumerate(women):
            asking = {"role": role, "actor": f"st_{number}"}  # one person who asks for many is told to stop
            hers, nobodys = (read(server, one, what, STRANGER, **asking) for one in (woman["pathway"], str(uuid4())))
            assert hers == nobodys
            assert hers[0] == (403 if role in NO_BUSINESS else 404)
            tried += 1
    tally(reads=tried)


def read(server, pathway, what, provider, role="worker", actor="local"):
    """One reading, as much of it as could tell anything; of a page the words that all pages have too."""
    token = server.signer().issue(provider, role, actor, minutes=60)
    path = f"/pathway/pathways/{pathway}" if what == "page" else f"/pathway/v1/pathways/{pathway}/{what}"
    answer = server.client.get(path, headers={"authorization": f"Bearer {token}"})
    return answer.status_code, {**answer.headers} | {"date": ""}, answer.content


@pytest.fixture
def two(server):
    """Two women who share with one provider that shares nothing else here: their ids in the order of a list, and it."""
    found, provider = sorted(str(uuid4()) for _ in range(2)), f"BCN-{uuid4().hex[:8].upper()}"
    for pathway in found:
        opened = server.post([fact("PathwayOpened", pathway, basis="support_service"), need(pathway)], FAR)
        after = {"Ariadna-After": f"intake={opened.json()[-1]['position']}"}
        consent = {"consent_id": "c1", "purpose": "coordination", "recipients": [provider], "form": "written"}
        assert server.post(fact("ConsentGiven", pathway, **consent), FAR, door="pathway", **after).status_code == 201
        referent = {"referent_provider": FAR, "staff_ref": "st_1", "chosen_with_her": True}
        assert server.post(fact("ReferentAssigned", pathway, **referent), FAR, door="pathway").status_code == 201
    return *found, provider


NO_MORE = {
    "withdrawn": ("ConsentWithdrawn", {"consent_id": "c1"}),
    "restricted to it": ("RestrictionSet", {"restriction_id": "r1", "providers": []}),
    "restricted to all": ("RestrictionSet", {"restriction_id": "r1"}),
}


@pytest.mark.promise("A7")
@pytest.mark.parametrize("said", NO_MORE)
def test_the_next_read_after_she_said_no_is_refused_also_in_a_page_and_behind_a_cursor(server, two, said, tally):
    first, second, provider = two
    assert {read(server, second, what, provider)[0] for what in ("views", "history", "picture", "page")} == {200}
    lists = [f"/pathway/v1/{name}" for name in ("caseload", "gaps")]
    cursors = {path: server.get(path, provider, limit=1).json() for path in lists}
    assert {page["items"][0]["pathway_id"] for page in cursors.values()} == {first}
    kind, data = NO_MORE[said]
    data = data | {"providers": [provider]} if "providers" in data else data
    assert server.post(fact(kind, second, **data), FAR, door="pathway").status_code == 201
    for what in ("views", "history", "picture", "choices", "page"):
        assert read(server, second, what, provider) == read(server, str(uuid4()), what, provider)
    for path, page in cursors.items():
        assert server.get(path, provider, after=page["next"]).json()["items"] == []
    for path in (*lists, "/pathway/v1/set-aside", "/pathway/v1/without-referent"):
        assert second not in server.get(path, provider).text
    tasks = server.get("/pathway/v1/tasks", provider).json()["items"]
    assert {item["what"] for item in tasks if item["pathway_id"] == second} <= {"sharing_ended"}, "it is told to stop"
    assert first in server.get(lists[0], provider).text
    tally(refused=5 + len(cursors))


def test_what_she_keeps_from_everybody_is_kept_from_supervisors_too_and_they_hear_of_their_tasks(server, two):
    _, pathway, _ = two
    assert read(server, pathway, "views", "NET", "supervisor")[0] == 200
    server.post(fact("RestrictionSet", pathway, restriction_id="r1"), FAR, door="pathway")
    for what in ("views", "history", "picture", "page"):
        assert read(server, pathway, what, "NET", "supervisor")[0] == 404
    assert pathway not in server.get("/pathway/v1/caseload", "NET", "supervisor").text
    assert read(server, pathway, "history", "NET", "privacy_officer")[0] == 200


def test_an_emergency_opens_its_scope_to_the_person_and_privacy_officers_are_told_at_once(server, women):
    pathway = women[0]["pathway"]
    withdrawn = fact("ConsentWithdrawn", pathway, consent_id="c1", recipients=[OFI])
    server.post(withdrawn, FAR, door="pathway")

    def therapy(actor="st_7", role="worker"):
        rows = json.loads(read(server, pathway, "history", OFI, role, actor)[2])["items"]
        return {row["type"] for row in rows if row["provider_id"] in (PSI, ARTE)}

    assert therapy() == set()
    declared = fact("EmergencyAccessUsed", pathway, **EMERGENCY)
    token = {"authorization": f"Bearer {server.signer().issue(OFI, 'worker', 'st_7', minutes=60)}"}
    assert server.client.post("/pathway/v1/events", json=declared, headers=token).status_code == 201
    assert {"SessionRecorded", "StepStarted", "StepSuspended"} <= therapy()
    assert therapy(role="coordinator") == therapy(), "it is the person, in whatever role"
    assert therapy("st_8") == set(), "nobody else of the organisation"
    assert read(server, pathway, "views", OFI, actor="st_7")[0] == 404, "the scope, no figures"
    records = server.get(f"/pathway/v1/audit/reads?provider={OFI}&actor=st_7", "NET", "privacy_officer").json()
    assert "break_glass" in {read["basis"] for read in records["items"]}
    tasks = eventually(lambda: emergencies(server, declared))
    assert (tasks[0]["duty"], tasks[0]["urgent"], tasks[0]["days_left"]) == ("privacy_officer", True, 3)
    assert "EmergencyAccessUsed" in read(server, pathway, "history", "NET", "privacy_officer")[2].decode()
    assert emergencies(server, declared, "supervisor") == []


def emergencies(server, declared, role="privacy_officer"):
    page = server.get("/pathway/v1/tasks", "NET", role, policy="emergency", limit=500).json()
    return [item for item in page["items"] if item["subject"] == declared["event_id"]]


def test_a_supervisor_declares_no_emergency_and_it_opens_nothing_that_she_forbids(server, two):
    _, pathway, _ = two
    declared = fact("EmergencyAccessUsed", pathway, **EMERGENCY)
    assert server.post(declared, FAR, "supervisor", "pathway").json()["errors"][0]["code"] == "not_yours_to_decide"
    server.post(fact("RestrictionSet", pathway, restriction_id="r1", providers=[FAR]), FAR, door="pathway")
    assert server.post(declared, FAR, door="pathway").json()["errors"][0]["code"] == "restricted_by_her"
    assert read(server, pathway, "history", FAR)[0] == 404
