"""Shows whether a log is as it was written: rows, chain, order, tree, and checkpoints that somebody kept."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import msgspec
from eventsourcing.persistence import PersistenceError

from shared.chain import GENESIS, link
from shared.chain.checkpoint import Checkpoint
from shared.chain.merkle import leaf_hash, node_hash, root
from shared.errors import KeysUnreadable, NewerThanThisProgram, NotReady, SealBroken
from shared.store import erased
from shared.store.erased import ERASED
from shared.store.log import Log
from shared.store.page import clear_of
from shared.store.recorder import END, StoredRow
from shared.store.sealed import CARRIED, HEADER, NONCE, OWN, Header, header_of, unseal
from shared.store.tree import BLOCK, closed

UNREADABLE = (NotReady, PersistenceError, UnicodeDecodeError)
SHORTEST = HEADER.size + NONCE
KINDS = (int, bytes, int, str, bytes, bytes, bytes, bytes)


class Finding(NamedTuple):
    """What is wrong, and at which position of the log."""

    position: int
    what: str


def verify(
    log: Log, kept: Iterable[Checkpoint] = (), progress: Callable[[int], None] = lambda done: None
) -> Finding | None:
    """The first row that is not as it was written, or None if all of the log holds.

    Recomputes every link, opens every ciphertext, and compares the tree's root at the size of each kept
    checkpoint. A log that is cut off at its end or put back to an older copy is found by these alone.
    """
    written = log.counted()
    roots: dict[int, set[bytes]] = {}
    for size, top in (*((each.size, each.root) for each in kept), *_signed(log)):
        if size:
            roots.setdefault(size, set()).add(top)
    walk = _Walk(log)
    for row in _rows(log):
        if finding := walk.step(row):
            return finding
        if (signed := roots.pop(row.position, None)) and (what := _other(signed, walk.root())):
            return Finding(row.position, what)
        if row.position % 1000 == 0:
            progress(row.position)
    if roots:
        return Finding(walk.position + 1, f"missing: a kept checkpoint counts {max(roots)} events")
    return _beside(log, walk, written)


def _rows(log: Log) -> Iterator[StoredRow]:
    """Every row in order; where a page of them can't be read, one by one up to that which can't."""
    last = 0
    try:
        for row in log.scan():
            yield row
            last = row.position
    except UNREADABLE:
        yield from _singly(log, last)


def _singly(log: Log, last: int) -> Iterator[StoredRow]:
    """The rows after a position, and in the place of one that can't be read, though the database is there, none."""
    while True:
        try:
            found = log.recorder.rows(last + 1, END, 1)
        except UNREADABLE:
            log.counted()
            found = [StoredRow(last + 1, b"", 0, "", b"", b"", b"", b"")]
        if not found:
            return
        yield found[0]
        last = found[0].position


def _other(signed: set[bytes], root: bytes) -> str | None:
    """What there is to say of roots that were signed of a tree, none for the tree's own."""
    told = " and ".join(sorted(b64encode(each).decode() for each in signed))
    if len(signed) > 1:
        return f"two trees of this size were signed: {told}"
    if signed == {root}:
        return None
    return f"the log up to here, of root {b64encode(root).decode()}, is not the one that was signed: {told}"


def _signed(log: Log) -> list[tuple[int, bytes]]:
    """What the log itself keeps of its last checkpoint."""
    with log.reading() as cursor:
        cursor.execute("SELECT size, root FROM signed")
        return [(size, root) for size, root in cursor.fetchall()]


def _beside(log: Log, walk: "_Walk", written: int) -> Finding | None:
    """What is wrong with the log's own count and with what is kept of its tree."""
    if walk.position < written:
        return Finding(walk.position + 1, f"missing: {written} events were written")
    if (counted := log.counted()) < walk.position:
        return Finding(counted + 1, "the log's own count is lower than its rows")
    with log.reading() as cursor:
        cursor.execute("SELECT level, place, hash FROM tree_nodes ORDER BY place, level")
        for level, place, node in cursor.fetchall():
            grown_since = walk.position < (place + 1) << level <= counted
            if walk.nodes.get((level, place)) != node and not grown_since:
                return Finding((place << level) + 1, "a kept node of the tree is not that of its events")
    return None


def verify_streams(log: Log, rows: Iterable[StoredRow]) -> Finding | None:
    """The same of some streams alone, each from its first row in the order of its versions; not of their places."""
    walk = _Walk(log)
    return next((Finding(row.position, what) for row in rows if (what := walk.follow(row))), None)


def erased_in(log: Log) -> tuple[int, int]:
    """How many pathways were erased from a log, of those that it had events of, and how many events that took."""
    with log.reading() as cursor:
        cursor.execute("SELECT count(DISTINCT originator_id), count(*) FROM stored_events WHERE topic = ?", (ERASED,))
        pathways, rows = cursor.fetchone()
    return int(pathways), int(rows)


class _Author(msgspec.Struct):
    """What is looked at of an opened event: by whom it is."""

    provider_id: str


_said = msgspec.json.Decoder(_Author).decode


class _Walk:
    """Goes through a log from its start; knows where each stream's chain stands."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self.position = 0
        self.nodes: dict[tuple[int, int], bytes] = {}
        self._block: list[bytes] = []
        self._peaks: list[bytes] = []

    def step(self, row: StoredRow) -> Finding | None:
        """Take in the next row, or say what is wrong with it."""
        if row.position != self.position + 1:
            return Finding(self.position + 1, "missing")
        if what := self.follow(row):
            return Finding(row.position, what)
        self.position = row.position
        self._count(leaf_hash(row.link))
        return None

    def follow(self, row: StoredRow) -> str | None:
        """Take in the next row of its stream, or say what is wrong with it."""
        if what := self._wrong(row):
            return what
        self._heads[row.originator_id] = (row.originator_version, row.link)
        return None

    def root(self) -> bytes:
        """The root over all rows so far."""
        *peaks, found = [*self._peaks, *([root(self._block)] if self._block else [])] or [root(())]
        for peak in reversed(peaks):
            found = node_hash(peak, found)
        return found

    def _count(self, leaf: bytes) -> None:
        self._block.append(leaf)
        if len(self._block) == BLOCK:
            block, self._block = root(self._block), []
            for level, place, node in closed(self._peaks, self.position // BLOCK - 1, block):
                self.nodes[level, place] = node

    def _wrong(self, row: StoredRow) -> str | None:
        if tuple(map(type, row)) != KINDS:
            return "its columns can't be read"
        version, previous = self._heads.get(row.originator_id, (0, GENESIS))
        if row.topic == ERASED:
            return self._erased(row, version, previous)
        try:
            header = header_of(row.state) if len(row.state) >= SHORTEST else None
        except NewerThanThisProgram:
            header = None
        if header is None:
            return "its format is unknown"
        if (header.stream, header.event_id, header.author) != (row.originator_id, row.event_id, row.author):
            return "its columns and its header differ"
        if row.originator_version != version + 1:
            return "its version does not follow in its stream"
        if row.topic not in (OWN, CARRIED):
            return "its topic is unknown"
        if row.link != link(previous, clear_of(row.position, row.topic, row.state), row.state[HEADER.size :]):
            return "its link does not follow from the one before"
        return self._unsealed(row, header)

    def _erased(self, row: StoredRow, version: int, previous: bytes) -> str | None:
        """Of an erased row only what was erased by record may be left."""
        if row.originator_version != version + 1:
            return "its version does not follow in its stream"
        if found := erased.wrong(row.state, row.event_id, row.author, row.link, previous):
            return found
        return None if row.originator_id in self._log.keys.ledger.tags() else "erased, and no record says so"

    def _unsealed(self, row: StoredRow, header: Header) -> str | None:
        """Of what another ring sealed before, which is not at hand, chain and tree alone are looked at."""
        if (ring := self._log.keys.that_sealed(header.key_id)) is None:
            return None
        try:
            key = ring.existing(row.originator_id)
            if key is None:  # a log that was brought back may hold what the ledger says was erased
                return None if ring.ledger.erased([row.originator_id]) else "its key is missing"
            if key.key_id != header.key_id:
                return "its key is missing"
            said = _said(unseal(row.state, key))
        except (SealBroken, KeysUnreadable) as error:
            return error.title
        except msgspec.DecodeError:
            return "its content can't be read"
        return None if row.author == ring.author(said.provider_id) else "its author is another"
