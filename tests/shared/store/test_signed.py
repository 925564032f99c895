"""A log is signed only as it follows from what was signed before; a receipt shows by itself that an event is in it."""

from base64 import b64decode
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.chain.checkpoint import parse_and_verify
from shared.chain.links import linked
from shared.chain.merkle import leaf_hash
from shared.chain.proofs import verify_consistency, verify_inclusion
from shared.errors import HistoryChanged, NotWellFormed
from shared.store.sealed import header_of
from shared.store.signed import SignedLog
from tests.shared.store.conftest import posted, some
from tests.shared.store.test_audit import tamper

KEY = Ed25519PrivateKey.generate()
ORIGIN = "ariadna/intake"


@pytest.fixture
def signed(log):
    return SignedLog(log, KEY)


def read(note, key=KEY):
    return parse_and_verify(note, ORIGIN, key.public_key())


def test_what_stands_is_signed_once_and_again_when_it_grew(signed):
    empty = signed.checkpoint()
    signed.log.post(some(3, 100))
    first = signed.checkpoint()
    signed.log.post(some(2, 5))
    sizes = [read(note).size for note in (empty, first, signed.checkpoint())]
    assert sizes == [0, 300, 310]
    assert signed.checkpoint() == signed.checkpoint()


def test_what_is_signed_of_one_log_by_two_processes_follows(signed, open_log):
    other = SignedLog(open_log("intake"), KEY)
    last = 0
    for writer, signer in ((signed, other), (other, signed), (signed, signed)):
        writer.log.post(some(2, 200))
        here, there = read(signed.checkpoint()), read(signer.checkpoint())
        assert here == there
        assert here.size > last
        last = here.size


def test_any_two_checkpoints_are_shown_to_follow(signed):
    kept = []
    for _ in range(6):
        kept.append(read(signed.checkpoint()))
        signed.log.post(some(3, 40))
    for old in kept:
        for new in (each for each in kept if each.size >= old.size):
            assert verify_consistency(old.size, old.root, new.size, new.root, signed.consistency(old.size, new.size))


def test_sizes_that_the_log_never_had_are_refused(signed):
    signed.log.post(some(1, 5))
    for old, new, paths in ((3, 6, ["to"]), (5, 4, ["from"]), (9, 7, ["to", "from"])):
        with pytest.raises(NotWellFormed) as told:
            signed.consistency(old, new)
        assert [problem.path for problem in told.value.errors] == paths


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET link = (SELECT link FROM stored_events WHERE position = 1) WHERE position = 3",
        "DELETE FROM stored_events WHERE position > 500",
        "DELETE FROM stored_events WHERE position = 590",
        "UPDATE tree_nodes SET hash = (SELECT link FROM stored_events WHERE position = 1) WHERE place = 0",
    ],
)
def test_another_history_than_the_signed_is_signed_no_more(signed, statement):
    signed.log.post(some(4, 150))
    signed.checkpoint()
    tamper(signed.log, "DELETE FROM tree_nodes" if "link =" in statement else "UPDATE head SET position = position")
    tamper(signed.log, statement)
    with pytest.raises(HistoryChanged):
        signed.checkpoint()


def test_a_new_key_signs_what_the_old_one_had_signed(signed):
    signed.log.post(some(1, 5))
    old, key = signed.checkpoint(), Ed25519PrivateKey.generate()
    new = SignedLog(signed.log, key).checkpoint()
    assert new != old
    assert read(new, key) == read(old)


def test_a_receipt_shows_by_itself_that_the_log_holds_the_event(signed):
    drafts = some(3, 100)
    signed.log.post(drafts)
    for draft in (drafts[0], drafts[133], drafts[-1]):
        event_id = UUID(bytes=draft.event_id)
        receipt = signed.receipt(event_id, "BCN-FAR")
        tree = read(receipt.checkpoint)
        envelope = b64decode(receipt.envelope)
        link = linked(b64decode(receipt.previous), sha256(envelope).digest(), b64decode(receipt.ciphertext_hash))
        leaf = leaf_hash(link)
        proof = [b64decode(each) for each in receipt.proof]
        assert header_of(envelope).event_id == draft.event_id
        assert leaf == b64decode(receipt.leaf)
        assert verify_inclusion(leaf, receipt.position - 1, tree.size, proof, tree.root)
        assert not verify_inclusion(leaf, receipt.position, tree.size, proof, tree.root)


def test_a_receipt_is_under_the_last_checkpoint_that_counts_it(signed):
    (first,) = signed.log.post(some(1, 1))
    note = signed.checkpoint()
    (later,) = signed.log.post(some(1, 1))
    receipts = [signed.receipt(UUID(each.event_id), "BCN-FAR") for each in (first, later)]
    assert receipts[0].checkpoint == note
    assert read(receipts[1].checkpoint).size == 2


def test_nobody_else_has_a_receipt(signed):
    draft = posted(str(uuid4()))
    signed.log.post([draft])
    assert signed.receipt(UUID(bytes=draft.event_id), "BCN-PSI") is None
    assert signed.receipt(uuid4(), "BCN-FAR") is None
