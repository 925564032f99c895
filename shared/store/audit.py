"""Shows whether a log is as it was written: rows, chain, order, tree, and checkpoints that somebody kept."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from shared.chain import GENESIS, link
from shared.chain.checkpoint import Checkpoint
from shared.chain.merkle import Frontier, leaf_hash
from shared.errors import NewerThanThisProgram, SealBroken
from shared.store import erased
from shared.store.database import each
from shared.store.erased import ERASED
from shared.store.log import Log
from shared.store.page import clear_of
from shared.store.recorder import StoredRow
from shared.store.sealed import CARRIED, HEADER, OWN, header_of, unseal


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
    for checkpoint in kept:
        if checkpoint.size:
            roots.setdefault(checkpoint.size, set()).add(checkpoint.root)
    walk = _Walk(log)
    for row in log.scan():
        if finding := walk.step(row):
            return finding
        if (signed := roots.pop(row.position, None)) and signed != {walk.frontier.root()}:
            return Finding(row.position, "the log up to here is not the one that a kept checkpoint signed")
        if row.position % 1000 == 0:
            progress(row.position)
    if roots:
        return Finding(walk.position + 1, f"missing: a kept checkpoint counts {max(roots)} events")
    if walk.position < written:
        return Finding(walk.position + 1, f"missing: {written} events were written")
    return None


def erased_in(log: Log) -> tuple[int, int]:
    """How many pathways were erased from a log, of those that it had events of, and how many events that took."""
    with log.reading() as cursor:
        cursor.execute("SELECT count(DISTINCT originator_id), count(*) FROM stored_events WHERE topic = ?", (ERASED,))
        pathways, rows = cursor.fetchone()
    return int(pathways), int(rows)


def current(log: Log) -> tuple[int, bytes]:
    """Size and root of the log's tree now; what was already counted is not read again."""
    with log.writing() as cursor:
        cursor.execute("SELECT frontier FROM tree")
        row = cursor.fetchone()
        frontier = Frontier.from_bytes(row[0]) if row else Frontier()
        links = "SELECT link FROM stored_events WHERE position > ? ORDER BY position"
        for (link_after,) in each(cursor, links, (frontier.size,)):
            frontier.append(leaf_hash(link_after))
        cursor.execute(
            "INSERT INTO tree VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET frontier = excluded.frontier",
            (frontier.to_bytes(),),
        )
    return frontier.size, frontier.root()


class _Walk:
    """Goes through a log from its start; knows where each stream's chain stands."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self.position = 0
        self.frontier = Frontier()

    def step(self, row: StoredRow) -> Finding | None:
        """Take in the next row, or say what is wrong with it."""
        if row.position != self.position + 1:
            return Finding(self.position + 1, "missing")
        what = self._wrong(row)
        if what:
            return Finding(row.position, what)
        self.position = row.position
        self._heads[row.originator_id] = (row.originator_version, row.link)
        self.frontier.append(leaf_hash(row.link))
        return None

    def _wrong(self, row: StoredRow) -> str | None:
        version, previous = self._heads.get(row.originator_id, (0, GENESIS))
        if row.topic == ERASED:
            return self._erased(row, version, previous)
        try:
            header = header_of(row.state)
        except (NewerThanThisProgram, IndexError):
            return "its format is unknown"
        if (header.stream, header.event_id, header.author) != (row.originator_id, row.event_id, row.author):
            return "its columns and its header differ"
        if row.originator_version != version + 1:
            return "its version does not follow in its stream"
        if row.topic not in (OWN, CARRIED):
            return "its topic is unknown"
        if row.link != link(previous, clear_of(row.position, row.topic, row.state), row.state[HEADER.size :]):
            return "its link does not follow from the one before"
        return self._unsealed(row)

    def _erased(self, row: StoredRow, version: int, previous: bytes) -> str | None:
        """Of an erased row only what was erased by record may be left."""
        if row.originator_version != version + 1:
            return "its version does not follow in its stream"
        if found := erased.wrong(row.state, row.event_id, row.author, row.link, previous):
            return found
        return None if row.originator_id in self._log.keys.ledger.tags() else "erased, and no record says so"

    def _unsealed(self, row: StoredRow) -> str | None:
        key = self._log.keys.existing(row.originator_id)
        if key is None:  # a log that was brought back may hold what the ledger says was erased
            return None if self._log.keys.ledger.erased([row.originator_id]) else "its key is missing"
        try:
            unseal(row.state, key)
        except SealBroken as error:
            return error.title
        return None
