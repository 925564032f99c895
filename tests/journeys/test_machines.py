"""A4: a machine's key appends for its own organisation and reads its own receipts, and opens nothing else.

The oracle is the list of OPEN below and every operation that docs/openapi tells of.
"""

import json
import re
import time
from uuid import uuid4

import pytest
from joserfc.jwk import OKPKey

from deploy.openapi import FOLDER
from shared.revocations import somebody
from shared.signatures import unproved
from tests.journeys.machines import TYPE, Machine, access
from tests.journeys.running import eventually, need, sent
from tests.services.documents import operations

DOORS = ("intake", "employment", "pathway", "notifications")
OPEN = {("post", f"/{door}/v1/events") for door in DOORS} | {
    ("get", f"/{door}/v1/events/{{event_id}}{signed}") for door in DOORS for signed in ("", "/receipt")
}
PUBLIC = {"/health/live", "/health/ready", "/metrics", "/access/v1/token"}
PAGES = ("/pathway/", "/pathway/pathways/{}", "/pathway/funding-impact", "/pathway/grants/w1/report")
FAR, ARTE = "BCN-FAR", "MIL-ARTE"


@pytest.fixture(scope="module")
def machine(server):
    return Machine(server, FAR)


@pytest.fixture(scope="module")
def hers(server, machine):
    """A pathway that the machine's own organisation opened, an event of it, and one of somebody else."""
    pathway, window = str(uuid4()), f"w{uuid4().hex[:8]}"
    own = need(pathway)
    posted = server.client.post("/intake/v1/events", json=own, headers=machine.token())
    assert posted.status_code == 201
    theirs = need(str(uuid4()))
    assert server.post(theirs, ARTE).status_code == 201
    return {"pathway": pathway, "own": own["event_id"], "theirs": theirs["event_id"], "window": window}


def documented():
    for path in sorted(FOLDER.glob("*.json")):
        for address, method, _ in operations(json.loads(path.read_text())):
            if address not in PUBLIC:
                yield method, address


def filled(address, hers, event):
    values = {"pathway_id": hers["pathway"], "event_id": event, "funding_window_id": hers["window"]}
    return re.sub(r"{(\w+)}", lambda named: values.get(named[1], "n1"), address)


@pytest.mark.promise("A4")
def test_every_operation_but_its_own_posts_and_receipts_is_refused(server, machine, hers, tally):
    found, token = list(documented()), machine.token()
    assert set(found) >= OPEN
    shut = 0
    for method, address in found:
        if (method, address) in OPEN:
            continue
        for event in (hers["own"], hers["theirs"]):
            answer = server.client.request(method, filled(address, hers, event), headers=token, json={"label": "7"})
            assert answer.status_code == 403, (method, address)
            assert hers["pathway"] not in answer.text
            shut += 1
    for page in PAGES:
        assert server.client.get(page.format(hers["pathway"]), headers=token).status_code == 403
    tally("refused by a machine's token", operations=len(found), refused=shut + len(PAGES), leaked=0)


@pytest.mark.promise("A4")
def test_it_appends_for_its_own_organisation_and_reads_its_own_receipts(server, machine, hers):
    token = machine.token()
    receipt = server.client.get(f"/intake/v1/events/{hers['own']}", headers=token)
    assert (receipt.status_code, receipt.json()["status"]) == (200, "accepted")
    assert server.client.get(f"/intake/v1/events/{hers['theirs']}", headers=token).status_code == 404
    rows = eventually(lambda: server.get(f"/pathway/v1/pathways/{hers['pathway']}/history", FAR).json().get("items"))
    assert [(row["provider_id"], row["actor"], row["role"]) for row in rows] == [(FAR, machine.id, "machine")]
    elsewhere = str(uuid4())
    assert server.post(need(elsewhere), ARTE).status_code == 201
    refused = server.client.post("/intake/v1/events", json=need(elsewhere), headers=token)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_pathway")


@pytest.mark.promise("A4")
def test_it_may_do_nothing_more_within_a_minute_of_being_revoked(server, tally):
    """By its token, by its name, by its key: all services see it."""
    by_token, by_name, by_key = machines = [Machine(server, FAR, "ES256") for _ in range(3)]
    tokens = [machine.token() for machine in machines]
    asked = [(f"/{door}/v1/events", token) for door in DOORS for token in tokens]
    assert 401 not in {server.client.post(path, json={}, headers=token).status_code for path, token in asked}
    with access(server) as opened:
        opened.revocations.add(unproved(tokens[0]["authorization"])["jti"])
        opened.revocations.add(somebody(FAR, by_name.id))
        opened.machines.remove(by_key.id)
    started = time.monotonic()
    for path, token in asked:
        eventually(lambda p=path, t=token: server.client.post(p, json={}, headers=t).status_code == 401, within=60)
    again = {machine: machine.ask(machine.assertion()).status_code for machine in machines}
    assert again == {by_token: 200, by_name: 200, by_key: 401}
    tally("seen by every service", revoked=3, seconds=round(time.monotonic() - started))


def test_a_machine_has_no_session_on_the_pages(server, machine):
    with server.another_client() as browser:
        answer = sent(browser, "/pathway/sign-in", token=machine.token()["authorization"].removeprefix("Bearer "))
        assert answer.status_code == 401
        assert "ariadna" not in browser.cookies


def test_an_assertion_serves_once(machine):
    assertion = machine.assertion()
    assert [machine.ask(assertion).status_code for _ in range(3)] == [200, 401, 401]
    assert machine.ask(machine.assertion(jti="same")).status_code == 200
    assert machine.ask(machine.assertion(jti="same")).status_code == 401


def test_a_key_that_is_not_registered_gets_nothing(machine):
    kept, machine.key = machine.key, OKPKey.generate_key("Ed25519")
    try:
        answer = machine.ask(machine.assertion())
    finally:
        machine.key = kept
    assert answer.status_code == 401
    assert machine.id not in answer.text


@pytest.mark.parametrize(
    "form",
    [
        {"grant_type": "password"},
        {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"},
        {"scope": "everything"},
        {"client_secret": "x"},
    ],
    ids=str,
)
def test_no_other_grant_is_given(server, machine, form):
    said = {
        "grant_type": "client_credentials",
        "client_assertion_type": TYPE,
        "client_assertion": machine.assertion(),
    }
    assert server.client.post("/access/v1/token", data=said | form).status_code == 422
    assert server.client.post("/access/v1/token", json=said).status_code == 415


def test_a_stream_ends_when_its_token_is_revoked_meanwhile(server, machine):
    """However long it lasts; what was acked before stays."""
    token = machine.token()
    page = (json.dumps(need(str(uuid4()))) + "\n").encode() * 300

    def lines():
        yield page
        with access(server) as opened, server.another_client() as beside:
            opened.revocations.add(unproved(token["authorization"])["jti"])
            eventually(lambda: beside.post("/intake/v1/events", json={}, headers=token).status_code == 401)
        yield page

    told = {**token, "content-type": "application/x-ndjson"}
    assert server.client.post("/intake/v1/events", content=lines(), headers=told).status_code == 401
