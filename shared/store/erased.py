"""A row of which nothing is left but two hashes, and the pathways of which a log has only such rows.

In place of the pathway's id stands its tag in the ledger, in place of header and ciphertext stand their hashes, in
place of the event's id stands the beginning of the row's link, and nothing in place of its author: the chain is
followed as before, and what it was about is told by nothing.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from shared.chain.links import linked
from shared.erasures import Ledger
from shared.store.migrations import Steps
from shared.store.page import clear_of
from shared.store.sealed import HEADER

ERASED = "erased"
FORMAT = 0
NOBODY = bytes(8)
HASH = 32
SIZE = 2 + 2 * HASH
MIGRATIONS: Steps = (("CREATE TABLE IF NOT EXISTS erased (number INTEGER PRIMARY KEY, tag BLOB NOT NULL UNIQUE)",),)
Tables = Mapping[str, Sequence[str]]
Lost = dict[bytes, list[bytes]]
Told = Callable[[Any, Collection[bytes]], None]


class Erased:
    """The pathways that were erased from one log, as its own table says: nothing of them is ever stored again."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._known: tuple[int, frozenset[bytes]] = (0, frozenset())

    def tags(self, cursor: Any) -> frozenset[bytes]:
        """As they stand in this transaction."""
        known, last = self._known, _last(cursor)
        if last != known[0]:
            cursor.execute("SELECT tag FROM erased")
            self._known = known = last, frozenset(tag for (tag,) in cursor.fetchall())
        return known[1]

    def among(self, cursor: Any, streams: Iterable[bytes]) -> set[bytes]:
        """Which of these pathways were erased here."""
        tags = self.tags(cursor)
        return {stream for stream in streams if self._ledger.tag(stream) in tags} if tags else set()

    def erase(self, cursor: Any, tags: Collection[bytes], hers: Tables, told: Told) -> Lost:
        """Leave of the pathways of these tags nothing but hashes; what was stored of each, by its id.

        `hers` are the columns, by table, in which a pathway's id may stand: such rows go, once `told` was called.
        """
        wanted = set(tags) - self.tags(cursor)
        found = self._found(cursor, wanted, hers) if wanted else set()
        told(cursor, found)
        lost = {stream: self._nulled(cursor, stream) for stream in found}
        for table, columns in hers.items():
            for column in columns:
                cursor.executemany(f"DELETE FROM {table} WHERE {column} = ?", [(stream,) for stream in lost])
        for number, tag in enumerate(sorted(wanted), _last(cursor) + 1):
            cursor.execute("INSERT INTO erased VALUES (?, ?)", (number, tag))
        return lost

    def _found(self, cursor: Any, wanted: Collection[bytes], hers: Tables) -> set[bytes]:
        """The ids that these tags stand for, of those that stand anywhere here."""
        places = [("stored_events", "originator_id"), *((table, one) for table, each in hers.items() for one in each)]
        found: set[bytes] = set()
        for table, column in places:
            cursor.execute(f"SELECT DISTINCT {column} FROM {table}")
            found |= {stream for (stream,) in cursor.fetchall() if self._ledger.tag(stream) in wanted}
        return found

    def _nulled(self, cursor: Any, stream: bytes) -> list[bytes]:
        cursor.execute("SELECT position, topic, state, link FROM stored_events WHERE originator_id = ?", (stream,))
        rows = cursor.fetchall()
        tag = self._ledger.tag(stream)
        cursor.executemany(
            "UPDATE stored_events SET originator_id = ?, topic = ?, state = ?, event_id = ?, author = ? "
            "WHERE position = ?",
            [
                (tag, ERASED, hashed(position, topic, state), link[:16], NOBODY, position)
                for position, topic, state, link in rows
            ],
        )
        return [state for _, _, state, _ in rows]


def _last(cursor: Any) -> int:
    cursor.execute("SELECT max(number) FROM erased")
    return int(cursor.fetchone()[0] or 0)


class Hashes(NamedTuple):
    """What is left of a row: the hash of what was clear of it, and that of its ciphertext."""

    clear: bytes
    ciphertext: bytes


def hashed(position: int, topic: str, state: bytes) -> bytes:
    """What stands in the place of a stored event: a format of its own, no flags, and both hashes."""
    clear = sha256(clear_of(position, topic, state)).digest()
    return bytes((FORMAT, 0)) + clear + sha256(state[HEADER.size :]).digest()


def hashes_of(state: bytes) -> Hashes | None:
    """Those of an erased row; None for what is no such row."""
    if len(state) != SIZE or state[:2] != bytes((FORMAT, 0)):
        return None
    return Hashes(state[2 : 2 + HASH], state[2 + HASH :])


def wrong(state: bytes, event_id: bytes, author: bytes, link: bytes, previous: bytes) -> str | None:
    """What is wrong with an erased row by itself, or None."""
    if (found := hashes_of(state)) is None:
        return "it is no row of an erased event"
    if (event_id, author) != (link[:16], NOBODY):
        return "its columns are not those of an erased event"
    if link != linked(previous, *found):
        return "its link does not follow from the one before"
    return None
