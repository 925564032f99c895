"""The feed's log, and the tables by which nothing is told twice: what is open, and how each may be reached.

Both are changed in the transaction that tells it, so whoever dies anywhere tells it again, and that changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from services.pathway.domain import Ask
from services.pathway.feed.told import drafted, raised, spelled
from shared.contracts.feed import ContactChanged, FeedFact, NoticeClosed, NoticeRaised
from shared.keys import KeyRing
from shared.store.database import Database, among
from shared.store.entries import Draft, NoRules, Receipt
from shared.store.log import Log
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import FORMAT, Header, SealingMapper, event_from, uuid_text

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS feed_open (notice BLOB PRIMARY KEY, stream BLOB NOT NULL) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS feed_open_of ON feed_open (stream)",
        "CREATE TABLE IF NOT EXISTS feed_contacts (stream BLOB PRIMARY KEY, tag BLOB NOT NULL) WITHOUT ROWID",
    ),
)
OPEN = "SELECT stream, notice FROM feed_open WHERE stream IN ({})"
CONTACTS = "SELECT stream, tag FROM feed_contacts WHERE stream IN ({})"
HEARS = "pathway"
AT_ONCE = 1000


class FeedBook:
    """What notifications was told and is to be told. Methods block; several threads and processes may share it."""

    def __init__(self, database: Database, keys: KeyRing) -> None:
        self._keys = keys
        self.log = Log(database, keys, Told(keys), (HEARS,))

    def asks(self, asked: Mapping[bytes, Collection[Ask]], today: date, *, level: bool = False) -> int:
        """Raise and close so much that of these streams these asks are open, and no others; how much that was."""
        with self.log.reading() as cursor:
            told: dict[bytes, set[bytes]] = {stream: set() for stream in asked}
            for stream, notice in among(cursor, OPEN, list(asked)):
                told[stream].add(notice)
        drafts: list[Draft] = []
        for stream, asks in asked.items():
            wanted, open_now = raised(asks, today), told[stream]
            over = (NoticeClosed(notice_id=UUID(bytes=notice)) for notice in sorted(open_now - wanted.keys()))
            news = (wanted[notice] for notice in sorted(wanted.keys() - open_now))
            facts: list[FeedFact] = [*over, *news]
            drafts += (drafted(stream, fact, today, level=level) for fact in facts)
        return self._post(drafts)

    def contacts(self, found: Mapping[bytes, ContactChanged], today: date) -> int:
        """Tell of those who are to be reached otherwise than was told."""
        with self.log.reading() as cursor:
            told = dict(among(cursor, CONTACTS, list(found)))
        keys = self._keys.of(found)
        news = {
            stream: fact
            for stream, fact in found.items()
            if stream in keys and keys[stream].tag(spelled(fact)) != told.get(stream)
        }
        return self._post([drafted(stream, fact, today) for stream, fact in news.items()])

    def close(self) -> None:
        self.log.close()

    def _post(self, drafts: Sequence[Draft]) -> int:
        for start in range(0, len(drafts), AT_ONCE):
            self.log.post(drafts[start : start + AT_ONCE])
        return len(drafts)


class Told(NoRules):
    """The tables, in step with the log inside each write transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._mapper = SealingMapper(keys)
        self._said: dict[bytes, bool] = {}

    def tables(self) -> Mapping[str, Steps]:
        return {"feed": MIGRATIONS}

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        self._said = {}

    def aside(self, page: Page, draft: Draft) -> Receipt | None:
        """What another process told meanwhile."""
        match fact := _fact(page, draft):
            case NoticeRaised() | NoticeClosed():
                known = self._is_open(page.cursor, fact.notice_id.bytes) == isinstance(fact, NoticeRaised)
                self._said[fact.notice_id.bytes] = isinstance(fact, NoticeRaised)
            case ContactChanged():
                page.cursor.execute(CONTACTS.format("?"), (draft.stream,))
                known = (draft.stream, self._tag(draft.stream, fact)) in page.cursor.fetchall()
        return Receipt(uuid_text(draft.event_id), "duplicate") if known else None

    def stored(self, page: Page) -> None:
        for row in page.rows:
            fact: Any = self._mapper.open(row.state).fact
            match fact:
                case NoticeRaised():
                    about = (fact.notice_id.bytes, row.originator_id)
                    page.cursor.execute("INSERT INTO feed_open VALUES (?, ?) ON CONFLICT DO NOTHING", about)
                case NoticeClosed():
                    page.cursor.execute("DELETE FROM feed_open WHERE notice = ?", (fact.notice_id.bytes,))
                case ContactChanged():
                    page.cursor.execute(
                        "INSERT INTO feed_contacts VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET tag = excluded.tag",
                        (row.originator_id, self._tag(row.originator_id, fact)),
                    )

    def _is_open(self, cursor: Any, notice: bytes) -> bool:
        if notice in self._said:
            return self._said[notice]
        cursor.execute("SELECT 1 FROM feed_open WHERE notice = ?", (notice,))
        return cursor.fetchone() is not None

    def _tag(self, stream: bytes, fact: ContactChanged) -> bytes:
        return self._keys.of([stream])[stream].tag(spelled(fact))


def _fact(page: Page, draft: Draft) -> FeedFact:
    header = Header(FORMAT, draft.flags, 0, draft.stream, draft.event_id, b"", page.recorded_at, b"")
    fact: FeedFact = cast(Any, event_from(header, draft.body, uuid_text(draft.stream)).fact)
    return fact
