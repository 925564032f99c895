from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from shared.chain import GENESIS, link
from shared.chain.links import linked

ROWS = st.lists(st.tuples(st.binary(max_size=40), st.binary(max_size=40)), min_size=1, max_size=12)


def followed(rows: list[tuple[bytes, bytes]]) -> bytes:
    found = GENESIS
    for envelope, ciphertext in rows:
        found = link(found, envelope, ciphertext)
    return found


def test_a_chain_begins_with_nothing():
    assert bytes(32) == GENESIS


def test_a_link_is_the_hash_that_the_design_writes_down():
    by_hand = sha256(b"\x02" + b"p" * 32 + sha256(b"envelope").digest() + sha256(b"ciphertext").digest()).digest()
    assert link(b"p" * 32, b"envelope", b"ciphertext") == by_hand


def test_a_link_has_not_changed_since_it_was_first_written():
    assert link(GENESIS, b"", b"").hex() == "33e4f032060a018749bd0fffe58411c8d7e34a0b96a596b61779f84343240f71"


def test_an_erased_ciphertext_is_followed_by_its_hash():
    kept = sha256(b"ciphertext").digest()
    assert linked(GENESIS, sha256(b"envelope").digest(), kept) == link(GENESIS, b"envelope", b"ciphertext")


def test_a_byte_moved_between_envelope_and_ciphertext_shows():
    assert link(GENESIS, b"ab", b"c") != link(GENESIS, b"a", b"bc")


@given(ROWS, st.data())
def test_a_flipped_bit_anywhere_changes_the_end(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    side = data.draw(st.integers(0, 1))
    damaged = bytearray(rows[place][side] or b"\0")
    damaged[data.draw(st.integers(0, len(damaged) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    row = (bytes(damaged), rows[place][1]) if side == 0 else (rows[place][0], bytes(damaged))
    assert followed([*rows[:place], row, *rows[place + 1 :]]) != followed(rows)


@given(ROWS, st.data())
def test_a_row_taken_out_doubled_or_swapped_changes_the_end(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    before, row, after = rows[:place], rows[place], rows[place + 1 :]
    assert followed([*before, *after]) != followed(rows)
    assert followed([*before, row, row, *after]) != followed(rows)
    if after and after[0] != row:
        assert followed([*before, after[0], row, *after[1:]]) != followed(rows)
