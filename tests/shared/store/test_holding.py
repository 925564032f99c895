"""The events of a stream are as they were written and in the log as it is signed, or it is said that they are not."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.store.holding import held
from shared.store.signed import SignedLog
from tests.shared.store.conftest import some
from tests.shared.store.test_audit import tamper

KEY = Ed25519PrivateKey.generate()


@pytest.fixture
def signed(log):
    """Streams longer than a block of the tree, signed; after it a few events that are not signed yet."""
    log.post(some(3, 120))
    found = SignedLog(log, KEY)
    found.checkpoint()
    return found


@pytest.fixture
def stream(signed):
    return signed.log.recorder.rows(1, 1)[0].originator_id


def rows(signed, stream):
    return signed.log.recorder.of_streams([stream])


def test_a_stream_that_nobody_touched_holds(signed, stream):
    signed.log.post(some(1, 2))
    found = held(signed, [stream])
    assert (found.events, found.size, found.finding) == (len(rows(signed, stream)), 362, None)


@pytest.mark.parametrize("column", ["state", "link", "event_id"])
def test_a_changed_byte_is_named(signed, stream, column):
    row = rows(signed, stream)[5]
    other = bytearray(getattr(row, column))
    other[-1] ^= 1
    tamper(signed.log, f"UPDATE stored_events SET {column} = ? WHERE position = ?", bytes(other), row.position)
    assert held(signed, [stream]).finding.position == row.position


def test_what_was_taken_out_is_seen_in_the_middle_and_at_the_end(signed, stream):
    middle, last = rows(signed, stream)[5], rows(signed, stream)[-1]
    for row in (last, middle):
        tamper(signed.log, "DELETE FROM stored_events WHERE position = ?", row.position)
        assert held(signed, [stream]).finding is not None


def test_a_change_elsewhere_is_not_said_of_this_stream(signed, stream):
    other = next(row for row in signed.log.recorder.rows(1, 99) if row.originator_id != stream)
    tamper(signed.log, "UPDATE stored_events SET state = ? WHERE position = ?", b"x" * 200, other.position)
    assert held(signed, [stream]).finding is None
