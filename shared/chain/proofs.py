"""Proofs about the tree (RFC 9162, section 2.1): that it holds a leaf, that it only grew.

A proof holds for the sizes and roots it is checked with: take them from checkpoints whose signature was verified.
"""

from collections.abc import Iterable, Sequence

from shared.chain.merkle import EMPTY_ROOT, WIDTH, node_hash, root
from shared.errors import ChainBroken

Range = tuple[int, int]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root over all these leaf hashes, lowest first."""
    return [root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves))]


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """Of which leaves each hash of that proof is the root: from the first of a range up to, and without, its end."""
    start, end = 0, size
    if not start <= index < end:
        raise ChainBroken()
    ranges = []
    while end - start > 1:
        middle = split(start, end)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `leaf` (a leaf hash) is number `index` in the tree of this size and root."""
    if not 0 <= index < size or not _are_hashes((leaf, root, *proof)):
        return False
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            place, last = _past_left_edges(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that show that the tree over the first `old_size` leaf hashes grew into the one over all."""
    return [root(leaves[start:end]) for start, end in consistency_ranges(old_size, len(leaves))]


def consistency_ranges(old_size: int, size: int) -> list[Range]:
    """Of which leaves each hash of that proof is the root."""
    start, end = 0, size
    if not 0 <= old_size <= end:
        raise ChainBroken()
    if old_size == 0:
        return []
    ranges = []
    while old_size < end:
        middle = split(start, end)
        if old_size <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def verify_consistency(old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of `size` and `root` begins with all of the tree of `old_size` and `old_root`."""
    if not 0 <= old_size <= size or not _are_hashes((old_root, root, *proof)):
        return False
    if old_size in (0, size):
        return not proof and old_root == (root if old_size else EMPTY_ROOT)
    if old_size & (old_size - 1) == 0:
        proof = [old_root, *proof]
    return bool(proof) and _grew(old_size, size, proof) == (old_root, root)


def _grew(old_size: int, size: int, proof: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots as the proof makes them, or None if it is not as long as it must be."""
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            place, last = _past_left_edges(place, last)
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _past_left_edges(place: int, last: int) -> tuple[int, int]:
    """Climb the levels on which this node is a left child without a sibling: it is passed up as it is."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def split(start: int, end: int) -> int:
    """Where a tree over start..end divides: its left side is the largest power of two below its size."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _are_hashes(given: Iterable[bytes]) -> bool:
    """A hash of another width could hide where one ends and the next begins."""
    return all(len(one) == WIDTH for one in given)
