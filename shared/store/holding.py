"""Whether the events of some streams are as they were written, and stand in the log as it is signed."""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from shared.chain import checkpoint
from shared.chain.merkle import leaf_hash
from shared.chain.proofs import verify_inclusion
from shared.errors import ChainBroken, HistoryChanged
from shared.store.audit import Finding, verify_streams
from shared.store.log import Log
from shared.store.recorder import StoredRow
from shared.store.signed import SignedLog
from shared.store.tree import Tree

ELSEWHERE = "it is not in the log as it was signed"
CHANGED = "the log is not the one that was signed"


class Held(NamedTuple):
    """What was looked at: how many events of these streams, in a signed log of how many; what is wrong, if anything."""

    events: int
    size: int
    root: bytes
    finding: Finding | None


def held(signed: SignedLog, streams: Collection[bytes]) -> Held:
    """Recomputes each stream's chain, opens each seal, and proves each event to be in the log signed now."""
    rows = signed.log.recorder.of_streams(streams)
    try:
        note = checkpoint.parse_and_verify(signed.checkpoint(), signed.origin, signed.public_key)
    except HistoryChanged:
        return Held(len(rows), signed.log.counted(), b"", Finding(0, CHANGED))
    kept = [row for row in rows if row.position <= note.size]  # what came since is in the next checkpoint
    finding = verify_streams(signed.log, kept) or _misplaced(signed.log, kept, note.size, note.root)
    return Held(len(kept), note.size, note.root, finding)


def _misplaced(log: Log, rows: Iterable[StoredRow], size: int, root: bytes) -> Finding | None:
    with log.reading() as cursor:
        cursor.execute("SELECT count(*) FROM stored_events WHERE position <= ?", (size,))
        if (there := cursor.fetchone()[0]) != size:  # the last of a stream leaves no gap in it
            return Finding(0, f"{size - there} events of the log are missing")
        tree = Tree(cursor)
        for row in rows:
            try:
                proof = tree.inclusion(row.position - 1, size)
            except ChainBroken:
                return Finding(row.position, ELSEWHERE)
            if not verify_inclusion(leaf_hash(row.link), row.position - 1, size, proof, root):
                return Finding(row.position, ELSEWHERE)
    return None
