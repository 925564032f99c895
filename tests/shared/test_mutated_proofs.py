"""I4: whatever is changed in a proof, or in what it is held against, is not accepted; the change is the oracle."""

import os
from collections.abc import Iterator
from random import Random

import pytest

from shared.chain.merkle import node_hash
from shared.chain.proofs import verify_consistency, verify_inclusion
from tests.shared.test_merkle import LARGEST, LEAVES, naive, naive_path, naive_subproof

MUTATED = 100_000 if os.environ.get("ARIADNA_SOAK") else 5_000


def flipped(given: bytes, draw: Random) -> bytes:
    damaged = bytearray(given)
    damaged[draw.randrange(len(damaged))] ^= 1 << draw.randrange(8)
    return bytes(damaged)


def mutants(proof: list[bytes], draw: Random) -> Iterator[list[bytes]]:
    """A proof changed in each of several ways, at a random place."""
    place = draw.randrange(len(proof) + 1)
    yield [*proof[:place], draw.randbytes(32), *proof[place:]]
    if not proof:
        return
    place = draw.randrange(len(proof))
    before, part, after = proof[:place], proof[place], proof[place + 1 :]
    yield [*before, flipped(part, draw), *after]
    yield [*before, *after]
    yield [*before, part, part, *after]
    yield [*before, part[:-1], *after]
    yield [*before, part + b"\0", *after]
    yield [*before, b"", *after]
    yield [*before, draw.choice(LEAVES), *after]
    if after:
        yield [*before, after[0], part, *after[1:]]
        yield [*before, part + after[0][:1], after[0][1:], *after[1:]]
        yield [*before, after[0][-1:] + part, after[0][:-1], *after[1:]]
        yield [*before, node_hash(part, after[0]), *after[1:]]


@pytest.mark.promise("I4")
def test_no_mutated_inclusion_proof_is_accepted(seed, tally):
    draw = Random(seed)
    tried = accepted = 0
    while tried < MUTATED:
        size = draw.randint(1, LARGEST)
        index, other = draw.randrange(size), draw.randrange(size)
        leaf, top, proof = LEAVES[index], naive(0, size), naive_path(index, 0, size)
        attempts = [(leaf, index, mutant, top) for mutant in mutants(proof, draw) if mutant != proof]
        attempts += [(flipped(leaf, draw), index, proof, top), (leaf, index, proof, flipped(top, draw))]
        attempts += [(leaf, index, proof, naive(0, size - 1)), (top, index, [*proof, top], top)]
        if other != index:
            attempts += [(leaf, other, proof, top), (LEAVES[other], index, proof, top)]
            attempts += [(leaf, index, naive_path(other, 0, size), top)]
        accepted += sum(verify_inclusion(leaf, index, size, proof, top) for leaf, index, proof, top in attempts)
        tried += len(attempts)
    tally(f"seed {seed}", mutated=tried, accepted=accepted)
    assert accepted == 0


@pytest.mark.promise("I4")
def test_no_mutated_consistency_proof_is_accepted(seed, tally):
    draw = Random(seed)
    tried = accepted = 0
    while tried < MUTATED:
        size = draw.randint(2, LARGEST)
        old, other = draw.randint(1, size - 1), draw.randint(1, size - 1)
        before, after, proof = naive(0, old), naive(0, size), naive_subproof(old, 0, size, True)
        attempts = [(old, before, after, mutant) for mutant in mutants(proof, draw) if mutant != proof]
        attempts += [(old, flipped(before, draw), after, proof), (old, before, flipped(after, draw), proof)]
        attempts += [(old, after, before, proof), (old, after, after, proof), (0, before, after, proof)]
        if other != old:
            attempts += [(old, naive(0, other), after, proof), (other, naive(0, other), after, proof)]
            attempts += [(old, before, after, naive_subproof(other, 0, size, True))]
        accepted += sum(verify_consistency(old, before, size, after, proof) for old, before, after, proof in attempts)
        tried += len(attempts)
    tally(f"seed {seed}", mutated=tried, accepted=accepted)
    assert accepted == 0
