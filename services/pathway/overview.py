"""One row a pathway for the lists: dates, codes and provider ids in clear, the rest under her key.

Dates, not day counts: a row stays true as days pass. A row is marked stale in the transaction that
stores an event of its pathway, and folded afresh right after, or at the latest by the next list.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from typing import Any

import orjson

from services.pathway import domain
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.domain import Pathway
from shared.keys import StreamKey
from shared.store.log import Log
from shared.store.sealed import uuid_text

TABLE = (
    "CREATE TABLE IF NOT EXISTS {name} (stream BLOB PRIMARY KEY, open INTEGER NOT NULL, referent TEXT, "
    "without_referent_since TEXT, uncovered_since TEXT, windows INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID"
)
PAGE = 200


class Overview:
    """The overview table of one pathway log."""

    def __init__(self, log: Log, books: Bookkeeping) -> None:
        self._log = log
        self._books = books
        with log.writing() as cursor:
            cursor.execute(TABLE.format(name="overview"))

    def refresh(self) -> int:
        """Fold afresh every pathway that is marked stale; returns how many."""
        done = 0
        while stale := self._stale():
            rows = [(stream, upto, self._row(stream)) for stream, upto in stale]
            with self._log.writing() as cursor:
                for stream, upto, row in rows:
                    _put(cursor, "overview", row)
                    cursor.execute("DELETE FROM stale WHERE stream = ? AND position <= ?", (stream, upto))
            done += len(rows)
        return done

    def rows(self) -> Iterator[dict[str, Any]]:
        """The opened rows, in the order of pathway ids, fresh."""
        self.refresh()
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream, sealed FROM overview ORDER BY stream")
            found = cursor.fetchall()
        for stream, sealed in found:
            if key := self._log.keys.existing(stream):
                yield orjson.loads(_unseal(sealed, stream, key))

    def with_windows(self) -> list[bytes]:
        """Pathways of which a step not ended names a funding window now, or ever did."""
        self.refresh()
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream FROM overview WHERE windows > 0 ORDER BY stream")
            return [row[0] for row in cursor.fetchall()]

    def rebuild(self, progress: Callable[[int], None] = lambda done: None) -> tuple[int, int]:
        """Build the table anew from the log alone and put it in place.

        Returns (rows, rows that differ from the live table): the second is 0 unless something is wrong.
        """
        self.refresh()
        with self._log.writing() as cursor:
            cursor.execute("DROP TABLE IF EXISTS overview_new")
            cursor.execute(TABLE.format(name="overview_new"))
        done = 0
        for page in _pages(self.streams(), PAGE):
            rows = [self._row(stream) for stream in page]
            with self._log.writing() as cursor:
                for row in rows:
                    _put(cursor, "overview_new", row)
            done += len(rows)
            progress(done)
        with self._log.writing() as cursor:
            differing = _differing(cursor)
            cursor.execute("DROP TABLE overview")
            cursor.execute("ALTER TABLE overview_new RENAME TO overview")
        return done, differing

    def _stale(self) -> list[tuple[bytes, int]]:
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream, position FROM stale LIMIT ?", (PAGE,))
            return [tuple(row) for row in cursor.fetchall()]

    def streams(self) -> list[bytes]:
        """Every pathway of the log, in the order of ids."""
        with self._log.reading() as cursor:
            cursor.execute(
                "SELECT DISTINCT originator_id FROM stored_events EXCEPT "
                "SELECT originator_id FROM provider_level JOIN stored_events USING (position)"
            )
            return [row[0] for row in cursor.fetchall()]

    def _row(self, stream: bytes) -> tuple[Any, ...]:
        with self._log.reading() as cursor:
            events = self._books.events(cursor, stream)
        pathway = domain.fold(uuid_text(stream), events, PRESENT)
        return row_of(stream, pathway, self._log.keys.of([stream])[stream])


def row_of(stream: bytes, pathway: Pathway, key: StreamKey) -> tuple[Any, ...]:
    """The table row of a pathway folded on all its facts; equal facts give equal bytes."""
    item = domain.overview(pathway)
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


def _put(cursor: Any, table: str, row: tuple[Any, ...]) -> None:
    cursor.execute(f"INSERT OR REPLACE INTO {table} VALUES ({','.join('?' * len(row))})", row)


def _differing(cursor: Any) -> int:
    differing = 0
    for one, other in (("overview", "overview_new"), ("overview_new", "overview")):
        cursor.execute(f"SELECT count(*) FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other})")
        differing += int(cursor.fetchone()[0])
    return differing


def _pages(streams: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    page: list[bytes] = []
    for stream in streams:
        page.append(stream)
        if len(page) == size:
            yield page
            page = []
    if page:
        yield page
