"""The tree and its proofs are those of RFC 6962: by its vectors, and by its definition word for word."""

import os
from functools import cache
from hashlib import sha256
from random import Random

import pytest

from shared.chain.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash, root
from shared.chain.proofs import consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from shared.errors import ChainBroken

SOAK = bool(os.environ.get("ARIADNA_SOAK"))
LARGEST = 300
LEAVES = [leaf_hash(number.to_bytes(2, "big")) for number in range(LARGEST)]

# The tree of the certificate-transparency reference implementation: its leaves, its roots from size 1, its proofs.
KNOWN = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
KNOWN_LEAVES = [leaf_hash(bytes.fromhex(leaf)) for leaf in KNOWN]
KNOWN_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_TWO = "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"
FIRST_FOUR = "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"
LAST_TWO = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
LAST_FOUR = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
SECOND = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
SECOND_PAIR = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
THIRD_PAIR = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
FIFTH = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"


@cache
def naive(start: int, end: int) -> bytes:
    """MTH of RFC 6962, section 2.1, word for word."""
    if end == start:
        return sha256(b"").digest()
    if end - start == 1:
        return LEAVES[start]
    split = 1
    while split * 2 < end - start:
        split *= 2
    return sha256(b"\x01" + naive(start, start + split) + naive(start + split, end)).digest()


def naive_path(index: int, start: int, end: int) -> list[bytes]:
    """PATH of RFC 6962, section 2.1.1, word for word."""
    if end - start == 1:
        return []
    split = 1
    while split * 2 < end - start:
        split *= 2
    if index < split:
        return [*naive_path(index, start, start + split), naive(start + split, end)]
    return [*naive_path(index - split, start + split, end), naive(start, start + split)]


def naive_subproof(old: int, start: int, end: int, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962, section 2.1.2, word for word."""
    if old == end - start:
        return [] if known else [naive(start, end)]
    split = 1
    while split * 2 < end - start:
        split *= 2
    if old <= split:
        return [*naive_subproof(old, start, start + split, known), naive(start + split, end)]
    return [*naive_subproof(old - split, start + split, end, False), naive(start, start + split)]


def some(upto: int, draw: Random) -> list[int]:
    """All of 0..upto-1 in the full form, else the edges and a few between."""
    if SOAK:
        return list(range(upto))
    return sorted({0, upto - 1, upto // 2, *(draw.randrange(upto) for _ in range(4))})


def test_leaves_and_nodes_are_told_apart_by_their_first_byte():
    assert leaf_hash(b"event") == sha256(b"\0event").digest()
    assert node_hash(b"l" * 32, b"r" * 32) == sha256(b"\1" + b"l" * 32 + b"r" * 32).digest()


@pytest.mark.promise("I4")
@pytest.mark.parametrize("size", range(9))
def test_the_known_roots(size):
    expected = KNOWN_ROOTS[size - 1] if size else sha256(b"").hexdigest()
    assert root(KNOWN_LEAVES[:size]).hex() == expected


@pytest.mark.promise("I4")
@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [SECOND, SECOND_PAIR, LAST_FOUR]),
        (5, 8, [FIFTH, LAST_TWO, FIRST_FOUR]),
        (2, 3, [FIRST_TWO]),
        (1, 5, [KNOWN_ROOTS[0], SECOND_PAIR, FIFTH]),
    ],
)
def test_the_known_inclusion_proofs(index, size, proof):
    found = inclusion_proof(KNOWN_LEAVES[:size], index)
    assert [part.hex() for part in found] == proof
    assert verify_inclusion(KNOWN_LEAVES[index], index, size, found, bytes.fromhex(KNOWN_ROOTS[size - 1]))


@pytest.mark.promise("I4")
@pytest.mark.parametrize(
    ("old", "size", "proof"),
    [
        (1, 1, []),
        (1, 8, [SECOND, SECOND_PAIR, LAST_FOUR]),
        (6, 8, [THIRD_PAIR, LAST_TWO, FIRST_FOUR]),
        (2, 5, [SECOND_PAIR, FIFTH]),
    ],
)
def test_the_known_consistency_proofs(old, size, proof):
    found = consistency_proof(KNOWN_LEAVES[:size], old)
    roots = [bytes.fromhex(KNOWN_ROOTS[count - 1]) for count in (old, size)]
    assert [part.hex() for part in found] == proof
    assert verify_consistency(old, roots[0], size, roots[1], found)


@pytest.mark.promise("I4")
def test_the_roots_of_all_sizes_are_those_of_the_definition():
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    for size, leaf in enumerate(LEAVES, start=1):
        frontier.append(leaf)
        assert frontier.size == size
        assert frontier.root() == root(LEAVES[:size]) == naive(0, size)


def test_a_frontier_goes_on_from_where_it_was_stored():
    for size in range(LARGEST):
        frontier = Frontier()
        for leaf in LEAVES[:size]:
            frontier.append(leaf)
        stored = frontier.to_bytes()
        again = Frontier.from_bytes(stored)
        assert len(stored) == 8 + 32 * size.bit_count()
        assert (again.size, again.root(), again.to_bytes()) == (size, naive(0, size), stored)
        again.append(LEAVES[size])
        assert again.root() == naive(0, size + 1)


@pytest.mark.parametrize("stored", [b"", bytes(7), bytes(9), bytes(7) + b"\x01", bytes(7) + b"\x03" + bytes(32)])
def test_a_frontier_of_the_wrong_length_is_refused(stored):
    with pytest.raises(ChainBroken):
        Frontier.from_bytes(stored)


@pytest.mark.promise("I4")
def test_every_leaf_is_shown_to_be_in_a_tree_of_every_size(seed, tally):
    draw = Random(seed)
    proofs = 0
    for size in range(1, LARGEST + 1):
        for index in some(size, draw):
            proof = inclusion_proof(LEAVES[:size], index)
            assert proof == naive_path(index, 0, size)
            assert verify_inclusion(LEAVES[index], index, size, proof, naive(0, size))
            proofs += 1
    tally(f"seed {seed}", sizes=LARGEST, proofs=proofs)


@pytest.mark.promise("I4")
def test_every_tree_is_shown_to_begin_with_every_smaller_one(seed, tally):
    draw = Random(seed)
    proofs = 0
    for size in range(1, LARGEST + 1):
        for old in some(size + 1, draw):
            proof = consistency_proof(LEAVES[:size], old)
            assert proof == (naive_subproof(old, 0, size, True) if old else [])
            assert verify_consistency(old, naive(0, old), size, naive(0, size), proof)
            proofs += 1
    tally(f"seed {seed}", sizes=LARGEST, proofs=proofs)


def test_what_is_not_in_the_tree_has_no_proof():
    for index in (-1, 3, 4):
        with pytest.raises(ChainBroken):
            inclusion_proof(LEAVES[:3], index)
    for old in (-1, 4):
        with pytest.raises(ChainBroken):
            consistency_proof(LEAVES[:3], old)


def test_a_place_outside_the_tree_is_not_believed():
    for index, size in [(-1, 1), (0, 0), (1, 1), (2, 1)]:
        assert not verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_a_tree_that_shrank_or_changed_at_the_same_size_is_not_believed():
    assert not verify_consistency(3, naive(0, 3), 2, naive(0, 2), [])
    assert not verify_consistency(2, naive(0, 2), 2, naive(1, 3), [])
    assert not verify_consistency(0, naive(0, 1), 2, naive(0, 2), [])
    assert not verify_consistency(-1, EMPTY_ROOT, 2, naive(0, 2), [])
    assert not verify_consistency(1, naive(0, 1), 2, naive(0, 2), [])


def test_a_tree_in_which_any_one_event_was_changed_is_not_shown_to_have_grown():
    old, size = 11, 23
    for changed in range(old):
        other = [*LEAVES[:changed], leaf_hash(b"other"), *LEAVES[changed + 1 : size]]
        assert not verify_consistency(old, naive(0, old), size, root(other), consistency_proof(other, old))


def test_a_byte_moved_from_one_hash_to_the_next_is_not_believed():
    left, right = LEAVES[:2]
    assert verify_inclusion(left, 0, 2, [right], naive(0, 2))
    assert not verify_inclusion(left + right[:1], 0, 2, [right[1:]], naive(0, 2))


def test_a_proof_longer_than_its_size_asks_is_not_believed():
    """Else a leaf could be shown at another place, or a tree to have grown from one that never was."""
    assert not verify_inclusion(LEAVES[1], 0, 1, [LEAVES[0]], naive(0, 2))
    more = leaf_hash(b"more")
    proof = [*consistency_proof(LEAVES[:4], 3), more]
    assert not verify_consistency(3, node_hash(more, naive(0, 3)), 4, node_hash(more, naive(0, 4)), proof)
    assert not verify_consistency(2, naive(0, 2), 2, naive(0, 2), [more])


def test_a_proof_shorter_than_its_size_asks_is_not_believed():
    """Else a node could be shown as a leaf, or a tree as smaller than it was."""
    assert not verify_inclusion(naive(0, 2), 0, 4, [naive(2, 4)], naive(0, 4))
    assert not verify_consistency(1, naive(0, 2), 4, naive(0, 4), [naive(2, 4)])
    assert not verify_consistency(2, naive(0, 2), 1, naive(0, 2), [])
    assert not verify_consistency(3, naive(0, 3), 4, naive(0, 4), [])
