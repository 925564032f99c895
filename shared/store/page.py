"""The rows of one transaction, on their way into a log."""

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from shared.chain import GENESIS, link
from shared.facts import Event
from shared.store.database import among
from shared.store.entries import Draft
from shared.store.recorder import Recorder, StoredRow
from shared.store.sealed import ASKS, FORMAT, HEADER, Header, event_from, uuid_text

Heads = dict[bytes, tuple[int, bytes]]
LAST = "(SELECT {} FROM stored_events WHERE originator_id = stream ORDER BY originator_version DESC LIMIT 1)"
STANDING = (
    "WITH wanted (stream) AS (VALUES {}) SELECT stream, "
    f"{LAST.format('originator_version')}, {LAST.format('link')} FROM wanted"
)


class Page:
    """The rows of one transaction, stamped and chained in order."""

    def __init__(self, cursor: Any) -> None:
        cursor.execute("SELECT position, recorded_at FROM head")
        self.position: int
        self.recorded_at: int
        self.position, self.recorded_at = cursor.fetchone()
        self.started_at = self.position
        self.cursor = cursor
        self.known_heads: Heads = {}
        self.looked_up: Heads = {}
        self.heads: Heads = {}
        self.granted: dict[bytes, set[bytes]] = {}
        self.rows: list[StoredRow] = []
        self.authors: defaultdict[bytes, set[bytes]] = defaultdict(set)

    def expect(self, streams: Iterable[bytes]) -> None:
        """Look up all at once where these streams stand."""
        wanted = [stream for stream in set(streams) if stream not in self.known_heads]
        for stream, version, last in among(self.cursor, STANDING, wanted, "(?)"):
            self.looked_up[stream] = (version, last) if version else (0, GENESIS)

    def stamp(self, given: int | None) -> int:
        """Microseconds since 1970; strictly increasing unless a migration gives its own."""
        if given is not None:
            return given
        self.recorded_at = max(time.time_ns() // 1000, self.recorded_at + 1)
        return self.recorded_at

    def add(self, header: Header, state: bytes, topic: str) -> int:
        """Put one event at the end of its stream and of the log; returns its position."""
        version, previous = self.heads.get(header.stream) or self._head(header.stream)
        self.position += 1
        chained = link(previous, clear_of(self.position, topic, state), state[HEADER.size :])
        self.heads[header.stream] = (version + 1, chained)
        if not header.flags & ASKS:
            self.authors[header.stream].add(header.author)
        self.rows.append(
            StoredRow(self.position, header.stream, version + 1, topic, state, header.event_id, header.author, chained)
        )
        return self.position

    def event(self, draft: Draft) -> Event:
        """The event that a draft would become."""
        header = Header(FORMAT, draft.flags, 0, draft.stream, draft.event_id, b"", self.recorded_at, b"")
        return event_from(header, draft.body, uuid_text(draft.stream))

    def write(self, recorder: Recorder) -> None:
        """Put the rows, and where the log's count and clock stand, into the transaction."""
        recorder.insert_events(self.rows, cursor=self.cursor)
        self.cursor.execute("UPDATE head SET position = ?, recorded_at = ?", (self.position, self.recorded_at))

    def _head(self, stream: bytes) -> tuple[int, bytes]:
        if known := self.known_heads.get(stream) or self.looked_up.get(stream):
            return known
        self.cursor.execute(
            "SELECT originator_version, link FROM stored_events WHERE originator_id = ? "
            "ORDER BY originator_version DESC LIMIT 1",
            (stream,),
        )
        row = self.cursor.fetchone()
        return (row[0], row[1]) if row else (0, GENESIS)


def clear_of(position: int, topic: str, state: bytes) -> bytes:
    """What the chain binds of a row beside its ciphertext: the header, the place in the log, own or carried."""
    return state[: HEADER.size] + position.to_bytes(8, "big") + topic.encode()
