"""The tables beside the read log: where to find a record without opening all, and how many pathways somebody tried.

The index holds keyed tags and positions. The count is of distinct pathways that one person asked for by id within an
hour, whether it was there or not; what a list shows counts for nobody (docs/definitions.md 8).
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from shared import metrics
from shared.errors import Problem, SealBroken, TooManyTries
from shared.keys import KeyRing, StreamKey
from shared.reads import record
from shared.reads.record import STREAM, ReadRecord
from shared.store.entries import Draft, NoRules
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import unseal

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS read_index (tag BLOB NOT NULL, position INTEGER NOT NULL, "
        "PRIMARY KEY (tag, position)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS read_tries (person BLOB NOT NULL, pathway BLOB NOT NULL, at INTEGER NOT NULL, "
        "PRIMARY KEY (person, pathway)) WITHOUT ROWID",
    ),
)
HOUR = 3_600_000_000
ALARM, STOP = 20, 50
LOCAL: Final = "local"  # the token of who is at the machine itself
ALARMS = b"alarm"
TOO_MANY = TooManyTries("pathway_id", "too_many_pathways", "too many pathways within an hour")


class ReadIndex(NoRules):
    """Kept in step inside each write transaction of the read log."""

    def __init__(self, keys: KeyRing) -> None:
        self._key: StreamKey = keys.of([STREAM])[STREAM]
        self._alarming: set[bytes] = set()

    def tables(self) -> Mapping[str, Steps]:
        return {"reads": MIGRATIONS}

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        self._alarming = set()

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        """Stop who asks for too many; what was stopped is written down without being counted again."""
        read = record.decode(draft.body)
        if read.tried is None or read.token_id == LOCAL or read.outcome == "stopped":
            return None
        others = self._others(page, read)
        if others >= STOP:
            return TOO_MANY
        if self._tried(page, read) and others + 1 == ALARM:
            self._alarming.add(draft.event_id)
        return None

    def stored(self, page: Page) -> None:
        rows: list[tuple[bytes, int]] = []
        for row in page.rows:
            read = record.decode(unseal(row.state, self._key))
            rows += ((tag, row.position) for tag in record.tokens(self._key, read))
            if row.event_id in self._alarming:
                rows.append((self.alarms, row.position))
                metrics.READING_ALARMS.inc()
        page.cursor.executemany("INSERT INTO read_index VALUES (?, ?)", rows)

    @property
    def alarms(self) -> bytes:
        """Under which those records are found that reached the bound of an alarm."""
        return self._key.tag(ALARMS)

    def missing(self, cursor: Any, stored: Sequence[tuple[int, bytes]]) -> int | None:
        """The first of these rows (position, state) that the index would not find by all that it should."""
        first, last = stored[0][0], stored[-1][0]
        cursor.execute("SELECT tag, position FROM read_index WHERE position BETWEEN ? AND ?", (first, last))
        there = {(bytes(tag), position) for tag, position in cursor.fetchall()}
        for position, state in stored:
            try:
                wanted = record.tokens(self._key, record.decode(unseal(state, self._key)))
            except (SealBroken, ValueError):
                return position
            if any((tag, position) not in there for tag in wanted):
                return position
        return None

    def _others(self, page: Page, read: ReadRecord) -> int:
        person, pathway = self._who(read), record.of_pathway(self._key, read.tried or "")
        page.cursor.execute(
            "SELECT count(*) FROM read_tries WHERE person = ? AND at > ? AND pathway <> ?",
            (person, page.stamp(None) - HOUR, pathway),
        )
        return int(page.cursor.fetchone()[0])

    def _tried(self, page: Page, read: ReadRecord) -> bool:
        """Note it; was it not tried before within the hour?"""
        person, pathway = self._who(read), record.of_pathway(self._key, read.tried or "")
        now = page.stamp(None)
        page.cursor.execute("SELECT at FROM read_tries WHERE person = ? AND pathway = ?", (person, pathway))
        before = page.cursor.fetchone()
        page.cursor.execute(
            "INSERT INTO read_tries VALUES (?, ?, ?) ON CONFLICT (person, pathway) DO UPDATE SET at = excluded.at",
            (person, pathway, now),
        )
        return before is None or before[0] <= now - HOUR

    def _who(self, read: ReadRecord) -> bytes:
        return record.of_person(self._key, read.provider_id, read.actor)
