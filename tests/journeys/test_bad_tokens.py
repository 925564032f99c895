"""A5: no token that we have not signed, for here and now, opens anything; and all are answered alike.

The oracle: the true token that each was made from is taken, before and after.
"""

import os
import time
from pathlib import Path
from random import Random

import pytest
from joserfc.jwk import OKPKey

from shared.signatures import unproved
from shared.signing import signing_key
from tests.journeys.forged import by_others, by_us, flipped

SOAK = os.environ.get("ARIADNA_SOAK") == "1"
FLIPS = 10_000 if SOAK else 300
SERVICES = ("intake", "employment", "pathway", "notifications")
NOBODY = "00000000-0000-4000-8000-000000000000"


def signing_of(server):
    named = server.environment.get("ARIADNA_TOKENS_FILE", server.data / "keys" / "tokens.pem")
    return OKPKey.import_key(signing_key(Path(named)))


@pytest.mark.promise("A5")
def test_no_token_but_a_true_one_is_taken_anywhere(server, seed, tally):
    signer, now = server.signer(), int(time.time())
    true = signer.issue("BCN-FAR", "supervisor")
    claims = unproved(true)
    made = [*by_others(claims, signer), *by_us(claims, signing_of(server), now)]
    made += list(flipped(true, FLIPS, Random(seed)))
    assert taken(server, true) == 0
    answers = set()
    for number, (name, token) in enumerate(made):
        service = SERVICES[number % len(SERVICES)]
        for answer in (door(server, service, token), page(server, token)):
            assert answer.status_code == 401, name
            answers.add((401, answer.content))
    for path in (f"/pathway/v1/pathways/{NOBODY}/views", "/pathway/v1/caseload", f"/intake/v1/events/{NOBODY}"):
        answers.add((401, server.client.get(path, headers={"authorization": f"Bearer {made[0][1]}"}).content))
    assert len(answers) == 1
    assert taken(server, true) == 0
    tally(f"seed {seed}", forged=len(made) - FLIPS, flips=FLIPS, accepted=0)


def door(server, service, token):
    headers = {"authorization": f"Bearer {token}"}
    return server.client.post(f"/{service}/v1/events", json={}, headers=headers)


def page(server, token):
    headers = {"authorization": f"Bearer {token}"}
    return server.client.get("/pathway/v1/caseload", headers=headers)


def taken(server, true):
    """How many of the services don't take the true token."""
    return sum(door(server, service, true).status_code == 401 for service in SERVICES) + (
        page(server, true).status_code != 200
    )


@pytest.mark.parametrize("scheme", ["Basic", "bearer2", "", "Bearer Bearer", "Digest"])
def test_no_other_scheme_is_taken(server, scheme):
    true = server.signer().issue("BCN-FAR", "worker")
    headers = {"authorization": f"{scheme} {true}".strip()}
    assert server.client.post("/intake/v1/events", json={}, headers=headers).status_code == 401
    assert server.client.get("/pathway/v1/caseload", headers=headers).status_code == 401


def test_a_token_in_an_address_or_a_body_is_not_looked_at(server):
    true = server.signer().issue("BCN-FAR", "worker")
    assert server.client.get(f"/pathway/v1/caseload?access_token={true}").status_code == 401
    assert server.client.post("/intake/v1/events", json={"access_token": true}).status_code == 401
