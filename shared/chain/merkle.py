"""The tree over all events in commit order (RFC 6962, section 2.1), held as a frontier of a few hashes.

Leaves are given by their 32-byte hashes throughout.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Self

from shared.errors import ChainBroken

WIDTH = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA256(0x00 | leaf)."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA256(0x01 | left | right)."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The root of the tree over these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


class Frontier:
    """A tree to which leaves are added: only its largest full subtrees are kept, leftmost first."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        full = self.size
        while full & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            full >>= 1
        self._peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        if not self._peaks:
            return EMPTY_ROOT
        *others, found = self._peaks
        for peak in reversed(others):
            found = node_hash(peak, found)
        return found

    def to_bytes(self) -> bytes:
        """Its size in 8 bytes, big-endian, then 32 bytes for each subtree: 8 + 32 * popcount(size)."""
        return self.size.to_bytes(8, "big") + b"".join(self._peaks)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """The frontier that `to_bytes` wrote."""
        frontier = cls()
        frontier.size = int.from_bytes(stored[:8], "big")
        if len(stored) != 8 + WIDTH * frontier.size.bit_count():
            raise ChainBroken()
        frontier._peaks = [stored[start : start + WIDTH] for start in range(8, len(stored), WIDTH)]
        return frontier
