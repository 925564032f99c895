"""A service's log: what was posted or carried to it, stored once, in order, for ever."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

from shared import metrics
from shared.errors import AriadnaError, UnknownPathway
from shared.facts import Event
from shared.keys import KeyRing, StreamKey
from shared.store import erased
from shared.store.database import Database, among
from shared.store.entries import CONFLICT, UNKNOWN, Draft, Message, NoRules, Receipt, Rules, moment
from shared.store.erased import Erased
from shared.store.migrations import migrate
from shared.store.page import Page
from shared.store.reaching import Reaching
from shared.store.recorder import END, MIGRATIONS, OF_THE_TREE, Recorder, StoredRow
from shared.store.sealed import (
    CARRIED,
    FORMAT,
    HEADER,
    OWN,
    PUBLISHED,
    Header,
    SealingMapper,
    header_of,
    nonces,
    seal,
    uuid_text,
)

HEADS_KEPT = 100_000
NOTHING: Mapping[str, int] = {}
HELD = f"SELECT position, substr(state, 1, {HEADER.size}) FROM stored_events WHERE event_id IN ({{}}) ORDER BY position"


class Log:
    """The log of one service. Methods block; they may be called from any thread and several processes."""

    def __init__(
        self, database: Database, keys: KeyRing, rules: Rules | None = None, hears: Collection[str] = (), parts: int = 0
    ) -> None:
        self.name = database.name
        self.database = database
        self.hears = frozenset(hears)
        self.parts = parts
        self.keys = keys
        self.rules: Rules = rules or NoRules()
        self.mapper = SealingMapper(keys)
        self.recorder = Recorder(database)
        self._committed: list[Callable[[], None]] = []
        self._heads: dict[bytes, tuple[int, bytes]] = {}
        self._seen = -1
        self._turns = threading.Lock()
        self._reaching = Reaching(self.recorder, self.writing)
        self.gone = Erased(keys.ledger)
        own = {"log": MIGRATIONS, "erased": erased.MIGRATIONS, "tree": OF_THE_TREE}
        migrate(database, {**own, **self.rules.tables()})

    def on_commit(self, wake: Callable[[], None]) -> None:
        """Have `wake` called after each commit that stored something."""
        self._committed.append(wake)

    def post(self, drafts: Sequence[Draft]) -> list[Receipt]:
        """Store what is new, in one durable transaction; a receipt for each draft, in order."""
        drafts = self.rules.placed(drafts, self.reading)
        try:
            return self._post(drafts)
        except UnknownPathway:  # a key was destroyed meanwhile: now that is known before anything is looked at
            return self._post(drafts)

    def _post(self, drafts: Sequence[Draft]) -> list[Receipt]:
        keys = self.keys.of(draft.stream for draft in drafts)
        with self._page() as page:
            for stream in self.gone.among(page.cursor, keys):
                del keys[stream]
            known = self._known(page.cursor, [draft.event_id for draft in drafts])
            page.expect(keys)
            self.rules.expect(page, keys)
            receipts = [
                self._take(page, known, draft, keys.get(draft.stream), nonce)
                for draft, nonce in zip(drafts, nonces(len(drafts)), strict=True)
            ]
            if page.rows:
                self._write(page)
        return receipts

    def join(self, messages: Sequence[Message], reached: Mapping[str, int]) -> int:
        """Store messages of another service's log, each once, and how far that is; returns how many were new."""
        if not messages:
            self.passed(reached)
            return 0
        headers = [header_of(message.state) for message in messages]
        with self._page() as page:
            if not (news := self._news(page.cursor, reached)):
                return 0
            held = {_once(header) for _, header in self._held(page.cursor, [each.event_id for each in headers])}
            gone = self.erased(page.cursor, [header.stream for header in headers])
            page.expect(header.stream for header in headers)
            for message, header in zip(messages, headers, strict=True):
                if _once(header) not in held and header.stream not in gone:
                    held.add(_once(header))
                    page.add(header, message.state, CARRIED)
            self._write(page, news)
        return len(page.rows)

    def note(self, reached: Mapping[str, int], write: Callable[[Any], None]) -> None:
        """Let `write` take messages in and remember how far that is, in one transaction."""
        with self.writing() as cursor:
            if news := self._news(cursor, reached):
                write(cursor)
                self.recorder.keep(cursor, news)

    def passed(self, reached: Mapping[str, int]) -> None:
        """Remember how far that is where it brought nothing to store: at once in memory, on disk a second later."""
        self._reaching.passed(reached)

    def erased(self, cursor: Any, streams: Sequence[bytes]) -> set[bytes]:
        """Which of these pathways were erased here; what came for them, one each, is counted as passed over."""
        gone = self.gone.among(cursor, streams)
        if gone:
            metrics.passed_over(self.name, sum(stream in gone for stream in streams))
        return gone

    def position_of(self, way: str) -> int:
        """How far this service has taken in what comes by a way: another's log, or a part of it."""
        return self._reaching.position_of(way)

    def reached(self, source: str) -> int:
        """How far another's log was taken in, its own too; no end of what this service never hears."""
        if source == self.name:
            return self.position()
        if source not in self.hears:
            return END
        return min(self.position_of(way) for way in ways(source, self.parts))

    def position(self) -> int:
        """The position of the last stored event; 0 for none."""
        return self.recorder.max_notification_id() or 0

    def counted(self) -> int:
        """How many events were ever written here, by the log's own count."""
        with self.reading() as cursor:
            cursor.execute("SELECT position FROM head")
            return int(cursor.fetchone()[0])

    def messages(self, after: int, limit: int) -> tuple[list[Message], int]:
        """Published events after a position, and the position up to which the log was read."""
        rows = self.recorder.own(after, OWN, limit)
        published = [Message(position, state) for position, state in rows if state and state[1] & PUBLISHED]
        return published, rows[-1][0] if rows else after

    def events(self, stream: bytes) -> list[Event]:
        """The events of one stream, in the order of storing."""
        with self.database.reading() as cursor:
            return self.events_in(cursor, stream)

    def events_in(self, cursor: Any, stream: bytes) -> list[Event]:
        """The same, seen from inside a transaction."""
        states = self.recorder.states(cursor, stream)
        return self.mapper.open_all(states) if states else []

    def reading(self) -> AbstractContextManager[Any]:
        """A cursor in a read transaction: one state of the log throughout."""
        return self.database.reading()

    def walking(self) -> AbstractContextManager[Any]:
        """The same for one walk over all of the log: it comes by each page once, and keeps few of them."""
        return self.database.walking()

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """A cursor in a write transaction, for tables beside the log."""
        with self._turns, self.database.writing() as cursor:
            yield cursor

    @contextmanager
    def erasing(self) -> Iterator[Any]:
        """The same for who erases: what was known of the streams' heads is looked up anew afterwards."""
        with self._turns:
            with self.database.erasing() as cursor:
                yield cursor
            self._heads, self._seen = {}, -1

    def stream_of(self, event_id: UUID, provider_id: str) -> bytes | None:
        """The stream of an event that this provider posted, or None."""
        with self.reading() as cursor:
            cursor.execute(
                "SELECT originator_id FROM stored_events WHERE event_id = ? AND author = ?",
                (event_id.bytes, self.keys.author(provider_id)),
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def writable(self) -> bool:
        """Can an event be stored now? There must be room, and a small write must pass."""
        try:
            if not self.database.roomy():
                return False
            with self.writing() as cursor:
                cursor.execute("UPDATE head SET recorded_at = recorded_at + 1")
            return True
        except AriadnaError:
            return False

    def scan(self, page: int = 1000) -> Iterator[StoredRow]:
        """Every row in order, a page at a time."""
        after = 0
        while rows := self.recorder.rows(after + 1, after + page):
            yield from rows
            after = rows[-1].position

    def receipt(self, event_id: UUID, provider_id: str) -> Receipt | None:
        """The receipt that this provider got for its event, or None."""
        with self.database.reading() as cursor:
            found = self._known(cursor, [event_id.bytes]).get((event_id.bytes, self.keys.author(provider_id)))
        if found is None:
            return None
        return Receipt(str(event_id), "accepted", found[1], moment(found[2]))

    def close(self) -> None:
        self._reaching.close()
        self.database.close()

    def _take(
        self, page: Page, known: dict[tuple[bytes, bytes], Any], draft: Draft, key: StreamKey | None, nonce: bytes
    ) -> Receipt:
        """Without a key the pathway was erased, and is as unknown as any."""
        author = self.keys.author(draft.provider_id)
        tag = key.tag(draft.content) if key else b""
        event_id = uuid_text(draft.event_id)
        if first := known.get((draft.event_id, author)):
            status, errors = ("duplicate", []) if first[0] == tag else ("conflict", [CONFLICT])
            return Receipt(event_id, status, first[1], moment(first[2]), errors)
        problem = draft.problem or (self.rules.refuse(page, draft) if key and not draft.trusted else None)
        if problem or key is None:
            return Receipt(event_id, "refused", errors=[problem or UNKNOWN])
        if answer := None if draft.trusted else self.rules.aside(page, draft):
            return answer
        stamp = page.stamp(draft.recorded_at)
        header = Header(FORMAT, draft.flags, key.key_id, draft.stream, draft.event_id, author, stamp, tag)
        position = page.add(header, seal(header, draft.body, key, nonce), OWN)
        known[draft.event_id, author] = (tag, position, stamp)
        return Receipt(event_id, "accepted", position, moment(stamp))

    def _known(self, cursor: Any, event_ids: Sequence[bytes]) -> dict[tuple[bytes, bytes], tuple[bytes, int, int]]:
        """By id and author the tag, position and stamp of what was stored first."""
        known: dict[tuple[bytes, bytes], tuple[bytes, int, int]] = {}
        for position, header in self._held(cursor, event_ids):
            known.setdefault((header.event_id, header.author), (header.tag, position, header.recorded_at))
        return known

    def _held(self, cursor: Any, event_ids: Sequence[bytes]) -> Iterator[tuple[int, Header]]:
        for position, state in among(cursor, HELD, event_ids):
            yield position, header_of(state)

    def _news(self, cursor: Any, reached: Mapping[str, int]) -> dict[str, int]:
        """What of it goes further than what was taken in before."""
        kept = self.recorder.kept(cursor, reached)
        return {way: upto for way, upto in reached.items() if upto > kept.get(way, 0)}

    def _write(self, page: Page, news: Mapping[str, int] = NOTHING) -> None:
        page.write(self.recorder)
        if news:
            self.recorder.keep(page.cursor, news)
        self.rules.stored(page)

    @contextmanager
    def _page(self) -> Iterator[Page]:
        """One write transaction; what it learned of the streams' heads is kept once it is committed."""
        with self._turns:
            with self.database.writing() as cursor:
                page = Page(cursor)
                if page.position == self._seen:
                    page.known_heads = self._heads
                yield page
            if page.started_at != self._seen:
                self._heads = {}
            self._seen = page.position
            if len(self._heads) > HEADS_KEPT:
                self._heads = {}
            self._heads.update(page.heads)
        if page.rows:
            for wake in self._committed:
                wake()


def ways(source: str, parts: int) -> list[str]:
    """The names under which a service keeps how far it has taken in another's log: one, or one for each part of it."""
    return [f"{source}/{part}" for part in range(parts)] if parts else [source]


def _once(header: Header) -> tuple[bytes, bytes, bytes]:
    """What is carried once: one provider may have used an id at two doors, for two events."""
    return header.event_id, header.author, header.tag
