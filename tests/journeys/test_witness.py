"""Who watches over the logs of a running installation, and who holds a receipt, needs to believe nobody."""

from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from shared.chain import note
from shared.chain.checkpoint import parse_and_verify
from shared.chain.links import linked
from shared.chain.merkle import leaf_hash
from shared.chain.proofs import verify_inclusion
from shared.signing import signing_key
from shared.store.signed import origin
from tests.deploy.command import ariadna
from tests.journeys.running import need

SERVICES = ("intake", "employment", "pathway", "notifications")


def key_of(server):
    """What was agreed on out of band."""
    environment = getattr(server, "environment", {})
    return signing_key(Path(environment.get("ARIADNA_CHECKPOINTS_FILE", server.data / "keys" / "checkpoints.pem")))


@pytest.fixture
def look(server, tmp_path):
    """Looks once as a partner does, at each service where it answers."""
    token = tmp_path / "token"
    token.write_text(server.token("PARTNER", "auditor")["authorization"].removeprefix("Bearer "))

    def look_once(service):
        told = ("--keep", tmp_path / "kept", "--token-file", token, "--once")
        key = note.vkey(origin(service), key_of(server).public_key())
        return ariadna("witness", "--from", server.address(service), *told, "--key", key)

    return look_once


def test_a_partner_sees_every_log_grow_out_of_what_it_kept(server, look, tmp_path):
    sizes = []
    for _ in range(2):
        assert server.post([need(str(uuid4())) for _ in range(300)], "BCN-FAR").status_code == 201
        for service in SERVICES:
            told = look(service)
            assert told.code == 0, told
        kept = (tmp_path / "kept" / "intake.checkpoint").read_text()
        sizes.append(parse_and_verify(kept, origin("intake"), key_of(server).public_key()).size)
    assert sizes[1] >= sizes[0] + 300


def test_a_receipt_is_checked_without_asking_anybody(server):
    posted = [need(str(uuid4())) for _ in range(3)]
    receipts = server.post(posted, "BCN-FAR").json()
    for event, given in zip(posted, receipts, strict=True):
        told = server.get(f"/intake/v1/events/{event['event_id']}/receipt", "BCN-FAR").json()
        assert {key: told[key] for key in given if key != "errors"} == {
            key: given[key] for key in given if key != "errors"
        }
        tree = parse_and_verify(told["checkpoint"], origin("intake"), key_of(server).public_key())
        envelope = sha256(b64decode(told["envelope"])).digest()
        leaf = leaf_hash(linked(b64decode(told["previous"]), envelope, b64decode(told["ciphertext_hash"])))
        proof = [b64decode(each) for each in told["proof"]]
        assert verify_inclusion(leaf, told["position"] - 1, tree.size, proof, tree.root)


def test_nobody_else_gets_a_receipt_and_no_worker_a_checkpoint(server):
    event = need(str(uuid4()))
    server.post(event, "BCN-FAR")
    path = f"/intake/v1/events/{event['event_id']}/receipt"
    assert server.get(path, "BCN-PSI").status_code == 404
    assert (
        server.get(path, "BCN-PSI", "auditor").json()
        == server.get(path.replace(event["event_id"], str(uuid4())), "BCN-FAR").json()
    )
    for service in SERVICES:
        assert server.get(f"/{service}/v1/audit/checkpoint", "BCN-FAR").status_code == 403
