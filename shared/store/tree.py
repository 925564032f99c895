"""The tree over a log, kept so far that a proof about a million events reads some hundreds of them.

A node is stored for every full block of 256 leaves, and for every pair of nodes above. Who checks a proof need not
believe them: a wrong one makes a proof that does not hold.
"""

from collections.abc import Iterator

from shared.chain.merkle import EMPTY_ROOT, leaf_hash, node_hash, root
from shared.chain.proofs import consistency_ranges, inclusion_ranges, split
from shared.errors import ChainBroken
from shared.store.database import Cursor, each
from shared.store.log import Log

LEVEL = 8
BLOCK = 1 << LEVEL
Node = tuple[int, int, bytes]


class Tree:
    """The tree as one transaction sees it; `ChainBroken` where a row of the log is missing."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        cursor.execute("SELECT coalesce(max(position), 0) FROM stored_events")
        self.size: int = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(max(place) + 1, 0) FROM tree_nodes WHERE level = ?", (LEVEL,))
        self.covered: int = cursor.fetchone()[0] * BLOCK

    def root(self, size: int | None = None) -> bytes:
        """The root over the first so many events; over all unless told."""
        return self._over(0, self.size if size is None else size)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that event number `index`, counted from 0, is in the tree of this size."""
        return [self._over(start, end) for start, end in inclusion_ranges(index, size)]

    def consistency(self, old_size: int, size: int) -> list[bytes]:
        """The proof that the tree of the old size grew into that of the new."""
        return [self._over(start, end) for start, end in consistency_ranges(old_size, size)]

    def missing(self) -> Iterator[Node]:
        """The nodes that are not stored yet: level, place at that level, hash."""
        peaks = [self._over(start, end) for start, end in _peaks(self.covered)]
        leaves: list[bytes] = []
        last = max(self.covered, self.size - self.size % BLOCK)
        for leaf in self._leaves(self.covered, last):
            leaves.append(leaf)
            if len(leaves) == BLOCK:
                yield from closed(peaks, self.covered // BLOCK, root(leaves))
                self.covered += BLOCK
                leaves = []

    def _over(self, start: int, end: int) -> bytes:
        """The root over the leaves start..end; the left side of every division is a full one."""
        width = end - start
        if width == 0:
            return EMPTY_ROOT
        if width >= BLOCK and end <= self.covered and width & (width - 1) == 0:
            return self._node(width.bit_length() - 1, start)
        if width <= BLOCK:
            return root(self._leaves(start, end))
        middle = split(start, end)
        return node_hash(self._over(start, middle), self._over(middle, end))

    def _node(self, level: int, start: int) -> bytes:
        self._cursor.execute("SELECT hash FROM tree_nodes WHERE level = ? AND place = ?", (level, start >> level))
        row = self._cursor.fetchone()
        if row is None:
            raise ChainBroken()
        return bytes(row[0])

    def _leaves(self, start: int, end: int) -> Iterator[bytes]:
        links = "SELECT link FROM stored_events WHERE position > ? AND position <= ? ORDER BY position"
        found = 0
        for (link,) in each(self._cursor, links, (start, end)):
            found += 1
            yield leaf_hash(link)
        if found != end - start:
            raise ChainBroken()


def current(log: Log) -> tuple[int, bytes]:
    """Size and root of the log's tree now; full blocks are read once, and their nodes kept."""
    with log.walking() as cursor:
        nodes = list(Tree(cursor).missing())
    if nodes:
        with log.writing() as cursor:
            cursor.executemany("INSERT INTO tree_nodes VALUES (?, ?, ?) ON CONFLICT DO NOTHING", nodes)
    with log.reading() as cursor:
        tree = Tree(cursor)
        return tree.size, tree.root()


def _peaks(size: int) -> Iterator[tuple[int, int]]:
    """The largest full subtrees over so many leaves, leftmost first."""
    start = 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            yield start, start + (1 << level)
            start += 1 << level


def closed(peaks: list[bytes], place: int, node: bytes) -> Iterator[Node]:
    """The node of a block that is full now, and of every pair that it completes."""
    level = LEVEL
    yield level, place, node
    while place & 1:
        node = node_hash(peaks.pop(), node)
        level, place = level + 1, place >> 1
        yield level, place, node
    peaks.append(node)
