"""The read log: append-only, sealed with a key of its own, chained; written before an answer leaves."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.structs import replace

from shared import metrics
from shared.errors import AriadnaError, NotReady, TooManyPathways
from shared.keys import KeyRing, StreamKey
from shared.reads import record
from shared.reads.index import ReadIndex
from shared.reads.record import STREAM, Kept, ReadRecord
from shared.store.database import Database, among
from shared.store.entries import Receipt
from shared.store.log import Log
from shared.store.recorder import COLUMNS, END, StoredRow
from shared.store.sealed import header_of, micros
from shared.store.writer import Writer

NEWEST = END
FOUND = (
    "SELECT DISTINCT position FROM read_index WHERE tag IN ({}) AND position > ? AND position < ? "
    "ORDER BY position DESC LIMIT ?"
)
ROWS = f"SELECT {COLUMNS} FROM stored_events WHERE position IN ({{}})"


class Span(NamedTuple):
    """From one moment until, and without, another; None for no bound."""

    first: datetime | None = None
    until: datetime | None = None


class Staff(NamedTuple):
    """Somebody of a provider, or all of its staff."""

    provider_id: str
    actor: str | None = None


class ReadBook:
    """Records of reads. `policy` is the version of the rules by which it was decided who may read."""

    def __init__(self, database: Database, keys: KeyRing, policy: str) -> None:
        self.policy = policy
        self._index = ReadIndex(keys)
        self._key: StreamKey = keys.of([STREAM])[STREAM]
        self.log = Log(database, keys, self._index)
        self._writer = Writer(self.log, metrics.recorded_reads)

    async def keep(self, read: ReadRecord) -> None:
        """Returns once it is on disk; `NotReady` if it can't be, `TooManyPathways` for who is stopped."""
        try:
            (receipt,) = await self._writer.post([record.drafted(read)])
            if receipt.status == "refused":
                await self._writer.post([record.drafted(replace(read, outcome="stopped", pathways=()))])
        except AriadnaError:
            raise NotReady() from None
        _counted(read, receipt)

    def keep_now(self, read: ReadRecord) -> None:
        """The same for who is in no event loop."""
        (receipt,) = self.log.post([record.drafted(read)])
        _counted(read, receipt)

    def of_pathways(self, pathway_ids: Sequence[str], before: int, limit: int) -> list[Kept]:
        """Who looked at one of these, or tried to: the latest first, those before a position."""
        return self._found([record.of_pathway(self._key, one) for one in pathway_ids], 0, before, limit)

    def of_staff(self, staff: Staff, within: Span, before: int, limit: int) -> list[Kept]:
        """What somebody of a provider, or all of its staff, looked at or tried to."""
        provider_id, actor = staff
        tag = record.of_person(self._key, provider_id, actor) if actor else record.of_provider(self._key, provider_id)
        since = self._position_at(within.first) if within.first else 1
        upto = self._position_at(within.until) if within.until else NEWEST
        return self._found([tag], since - 1, min(before, upto), limit)

    def alarms(self, before: int, limit: int) -> list[Kept]:
        """The reads by which somebody reached the bound of an alarm."""
        return self._found([self._index.alarms], 0, before, limit)

    def misindexed(self, page: int = 1000) -> int | None:
        """The first record that would not be found by all that it tells of; None if all would."""
        rows: list[tuple[int, bytes]] = []
        for row in self.log.scan(page):
            rows.append((row.position, row.state))
            if len(rows) == page:
                if wrong := self._missing(rows):
                    return wrong
                rows = []
        return self._missing(rows) if rows else None

    def close(self) -> None:
        self._writer.close()
        self.log.close()

    def _missing(self, rows: Sequence[tuple[int, bytes]]) -> int | None:
        with self.log.reading() as cursor:
            return self._index.missing(cursor, rows)

    def _found(self, tags: Sequence[bytes], after: int, before: int, limit: int) -> list[Kept]:
        with self.log.reading() as cursor:
            cursor.execute(FOUND.format(",".join("?" * len(tags))), (*tags, after, before, limit))
            positions = [position for (position,) in cursor.fetchall()]
            rows = [StoredRow._make(row) for row in among(cursor, ROWS, positions)]
        return [record.opened(row, self._key) for row in sorted(rows, reverse=True)]

    def _position_at(self, at: datetime) -> int:
        """The first position recorded at a moment or after it: stamps only grow."""
        wanted = micros(at)
        return 1 + bisect_left(range(1, self.log.position() + 1), wanted, key=self._stamp)

    def _stamp(self, position: int) -> int:
        (row,) = self.log.recorder.rows(position, position)
        return header_of(row.state).recorded_at


def _counted(read: ReadRecord, receipt: Receipt) -> None:
    """Count it; `TooManyPathways` where it was refused."""
    stopped = receipt.status == "refused"
    metrics.child(metrics.READS, read="stopped" if stopped else read.outcome).inc()
    if stopped:
        raise TooManyPathways()
