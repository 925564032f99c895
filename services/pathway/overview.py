"""One row a pathway for the lists: dates, codes and provider ids in clear, the rest under her key.

Dates, not day counts: a row stays true as days pass. A row is marked stale in the transaction that
stores an event of its pathway, and folded afresh right after, or at the latest by the next list.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson

from services.pathway import domain, entries
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.domain import Pathway
from services.pathway.entries import BEGIN, LATEST, Entries, Found, Place, stretches
from shared import metrics
from shared.contracts import door_of
from shared.errors import AriadnaError
from shared.facts import Event
from shared.keys import StreamKey
from shared.logs import kind, said
from shared.store.database import among
from shared.store.log import Log
from shared.store.migrations import Steps, migrate
from shared.store.sealed import uuid_text

TABLE = (
    "CREATE TABLE IF NOT EXISTS {name} (stream BLOB PRIMARY KEY, open INTEGER NOT NULL, referent TEXT, "
    "without_referent_since TEXT, uncovered_since TEXT, windows INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID"
)
FOLD_ALL_AFRESH = (
    "INSERT INTO stale SELECT stream, 0 FROM overview WHERE true ON CONFLICT (stream) DO UPDATE SET position = 0"
)
# The rows' shape is the fold's: a program that changes it folds all afresh, by one more step here.
MIGRATIONS: Steps = (
    (TABLE.format(name="overview"), TABLE.format(name="overview_new")),
    (FOLD_ALL_AFRESH,),
    (FOLD_ALL_AFRESH,),
    (FOLD_ALL_AFRESH,),
    (*entries.MADE, FOLD_ALL_AFRESH),
    (FOLD_ALL_AFRESH,),
)
logger = logging.getLogger(__name__)
PAGE = 200
Row = dict[str, Any]
Made = tuple[tuple[Any, ...], Row]
"""A row of the table, and what is sealed in it."""
COLUMNS = ("open", "referent", "without_referent_since", "uncovered_since", "windows", "sealed")
PUT = f"INSERT INTO {{}} VALUES (?, {', '.join('?' for _ in COLUMNS)}) ON CONFLICT (stream) DO UPDATE SET " + ", ".join(
    f"{column} = excluded.{column}" for column in COLUMNS
)
MARKED = "SELECT stream FROM stale WHERE stream IN ({})"
DONE = "DELETE FROM stale WHERE stream = ? AND position <= ?"
TABLES = ("overview", *entries.TABLES)
FIRST, LAST = bytes(16), b"\xff" * 16


class Overview:
    """The overview table of one pathway log."""

    def __init__(self, log: Log, books: Bookkeeping) -> None:
        self._log = log
        self._books = books
        self._entries = Entries(log.keys)
        migrate(log.database, {"overview": MIGRATIONS})
        self._fresh_at = time.monotonic()

    def refresh(self) -> int:
        """Fold afresh every pathway that is marked stale; returns how many.

        One that can't be folded keeps its mark and its old row, and stops no other. Without its mark a row
        was folded meanwhile by somebody else, of no less than what is folded here, and stays.
        """
        done = 0
        failed: set[bytes] = set()
        while page := self._afresh(PAGE, failed):
            failed |= {stream for stream, _, row in page if row is None}
            fresh = [(stream, upto, row) for stream, upto, row in page if row is not None]
            if fresh:
                with self._log.writing() as cursor:
                    marked = {stream for (stream,) in among(cursor, MARKED, [stream for stream, _, _ in fresh])}
                    self._put(cursor, [row for stream, _, row in fresh if stream in marked])
                    cursor.executemany(DONE, [(stream, upto) for stream, upto, _ in fresh])
            done += len(fresh)
        if not failed:
            self._fresh_at = time.monotonic()
        return done

    def behind(self) -> tuple[int, float]:
        """How many rows are out of date, and for how many seconds at most any of them has been."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT count(*) FROM stale")
            count = int(cursor.fetchone()[0])
        return count, time.monotonic() - self._fresh_at if count else 0.0

    def rows(self, *, paid: bool = False) -> Iterator[Row]:
        """The opened rows, in the order of pathway ids, fresh; `paid`: those of which a step ever named a window."""
        self.refresh()
        least = 1 if paid else 0
        with self._log.reading() as cursor:
            cursor.execute("SELECT '', stream, sealed FROM overview WHERE windows >= ? ORDER BY stream", (least,))
            found = cursor.fetchall()
        yield from (row for _, row in self.opened(found))

    def few(self, provider_id: str, most: int) -> list[Row] | None:
        """The rows that name an organisation, in the order of ids; None if they are more than so many."""
        self.refresh()
        with self._log.reading() as cursor:
            found = self._entries.few(cursor, provider_id, most)
        return None if found is None else [row for _, row in self.opened(found)]

    def apart(self, provider_id: str) -> list[Row]:
        """The rows in which an organisation is named, or something is kept from everybody."""
        self.refresh()
        with self._log.reading() as cursor:
            found = self._entries.apart(cursor, provider_id)
        return [row for _, row in self.opened(found)]

    def walk(
        self, name: str, place: Place = BEGIN, upto: str = LATEST, provider_id: str | None = None
    ) -> Iterator[tuple[str, Row]]:
        """The days and opened rows of a list up to a day, in its order, as far as somebody goes.

        Of all rows, or of those that name an organisation. A row stands once for each of its days.
        """
        self.refresh()
        for limit in stretches():
            with self._log.reading() as cursor:
                found = self._entries.next(cursor, name, place, upto, limit, provider_id)
            yield from self.opened(found)
            if len(found) < limit:
                return
            place = Place(found[-1][0], found[-1][1], after=True)

    def counted(self, bounds: Iterable[tuple[str, str]], provider_id: str) -> list[int]:
        """How many items stand in each list up to a day, but for those of the rows `apart`."""
        self.refresh()
        with self._log.reading() as cursor:
            return self._entries.counted(cursor, bounds, provider_id)

    def with_windows(self) -> list[bytes]:
        """Pathways of which a step names a funding window, or ever did."""
        self.refresh()
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream FROM overview WHERE windows > 0 ORDER BY stream")
            return [row[0] for row in cursor.fetchall()]

    def streams(self) -> list[bytes]:
        """Every pathway of the log, in the order of ids."""
        self.refresh()
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream FROM overview ORDER BY stream")
            return [row[0] for row in cursor.fetchall()]

    def begin_rebuild(self) -> int:
        """Empty the table beside the live one; returns the position up to which it will be right."""
        self.refresh()
        with self._log.writing() as cursor:
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table}_new")
            cursor.execute("SELECT position FROM head")
            return int(cursor.fetchone()[0])

    def rebuild(
        self, first: bytes = FIRST, last: bytes = LAST, progress: Callable[[int], None] = lambda done: None
    ) -> int:
        """Fold every pathway of a range of ids from the log alone; returns how many events that took.

        Streams through the log in the order of ids, so memory does not grow with it; processes may take
        a range each.
        """
        events = 0
        done = 0
        with self._log.walking() as cursor:
            fresh = self._books.histories(cursor, first, last)
            while page := [(self._row(stream, history), len(history)) for stream, history in islice(fresh, PAGE)]:
                with self._log.writing() as writing:
                    self._put(writing, [row for row, _ in page], "_new")
                events += sum(count for _, count in page)
                done += len(page)
                progress(done)
        return events

    def finish_rebuild(self, upto: int) -> tuple[int, int]:
        """Put the new rows in place: their number, and how many differ from the live one, which is none if all is well.

        What was stored after `upto` is marked stale, and not compared.
        """
        with self._log.writing() as cursor:
            cursor.execute(
                "INSERT INTO stale SELECT originator_id, max(position) FROM stored_events "
                "WHERE position > ? AND originator_id IN (SELECT stream FROM overview UNION "
                "SELECT stream FROM overview_new) GROUP BY originator_id ON CONFLICT DO NOTHING",
                (upto,),
            )
            differing = _differing(cursor)
            cursor.execute("SELECT count(*) FROM overview_new")
            count = int(cursor.fetchone()[0])
            for table in TABLES:
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"INSERT INTO {table} SELECT * FROM {table}_new")
                cursor.execute(f"DELETE FROM {table}_new")
        return count, differing

    def _put(self, cursor: Any, rows: list[Made], suffix: str = "") -> None:
        """Write rows and where they stand, but for those of pathways that were erased while they were folded."""
        gone = self._log.erased(cursor, [row[0] for row, _ in rows])
        kept = [(row, item) for row, item in rows if row[0] not in gone]
        cursor.executemany(PUT.format(f"overview{suffix}"), [row for row, _ in kept])
        self._entries.put(cursor, {row[0]: item for row, item in kept}, suffix)

    def opened(self, found: Sequence[Found]) -> Iterator[tuple[str, Row]]:
        """Rows with their days, but for those whose key is no more."""
        placed = [(stream, (day, sealed)) for day, stream, sealed in found]
        for stream, (day, sealed), key in self._log.keys.beside(placed):
            yield day, orjson.loads(_unseal(sealed, stream, key))

    def _afresh(self, count: int, failed: Collection[bytes]) -> list[tuple[bytes, int, Made | None]]:
        """Of so many stale pathways the stream, the position of its mark, and its row, None if it can't be folded."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream, position FROM stale LIMIT ?", (count + len(failed),))
            stale = [(stream, upto) for stream, upto in cursor.fetchall() if stream not in failed]
            return [(stream, upto, self._fresh(cursor, stream)) for stream, upto in stale]

    def _fresh(self, cursor: Any, stream: bytes) -> Made | None:
        try:
            return self._row(stream, self._books.her_events(cursor, stream))
        except (AriadnaError, ValueError, TypeError, LookupError) as error:
            logger.error(said("pathway_not_folded", error=kind(error)))
            return None

    def _row(self, stream: bytes, events: Iterable[Event]) -> Made:
        pathway = domain.fold(uuid_text(stream), events, PRESENT, windows={})
        if pathway.set_aside:
            self._count_set_aside(stream, pathway)
        item = domain.overview(pathway)
        return row_of(stream, item, self._log.keys.of([stream])[stream]), item

    def _count_set_aside(self, stream: bytes, pathway: Pathway) -> None:
        """Count the events that are set aside now and were not in the row before."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT sealed FROM overview WHERE stream = ?", (stream,))
            row = cursor.fetchone()
        before = orjson.loads(_unseal(row[0], stream, self._log.keys.of([stream])[stream])) if row else {}
        known = {(each["provider_id"], each["event_id"]) for each in before.get("set_aside", ())}
        silent = domain.unspoken(pathway)
        for event in pathway.given:
            if (key := (event.provider_id, event.event_id)) in pathway.set_aside and key not in known | silent:
                metrics.set_aside(
                    door_of(event.type, {"dimension": getattr(event.fact, "dimension", None)}), event.type
                )


def row_of(stream: bytes, item: Row, key: StreamKey) -> tuple[Any, ...]:
    """The table row of a pathway's outline, folded on all its facts; equal facts give equal bytes."""
    plain = orjson.dumps(item, option=orjson.OPT_SORT_KEYS)
    return (
        stream,
        int(item["open"]),
        item["referent"],
        item["without_referent_since"],
        min((gap["since"] for gap in item["gaps"]), default=None),
        len(item["windows"]),
        _seal(plain, stream, key),
    )


def _seal(plain: bytes, stream: bytes, key: StreamKey) -> bytes:
    """Sealed with a nonce made of key and content, so that a rebuilt row is the same to the byte."""
    nonce = blake2b(plain, key=key.tag_key, digest_size=12, person=b"overview").digest()
    return nonce + key.cipher.encrypt(nonce, plain, b"overview" + stream)


def _unseal(sealed: bytes, stream: bytes, key: StreamKey) -> bytes:
    return key.cipher.decrypt(sealed[:12], sealed[12:], b"overview" + stream)


def _differing(cursor: Any) -> int:
    differing = 0
    for table in TABLES:
        for one, other in ((table, f"{table}_new"), (f"{table}_new", table)):
            cursor.execute(
                f"SELECT count(*) FROM (SELECT * FROM {one} WHERE stream NOT IN (SELECT stream FROM stale) "
                f"EXCEPT SELECT * FROM {other}) AS differing"
            )
            differing += int(cursor.fetchone()[0])
    return differing
