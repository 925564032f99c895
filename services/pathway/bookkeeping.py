"""The pathway service's own tables, kept in step with its log inside each write transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from services.pathway import codes
from services.pathway.codes import Codes
from services.pathway.domain import Pathway, Windows, fold, forbidden, open_windows, refusal
from services.pathway.erasing import POSTED, Erasures
from services.pathway.naming import held_by, merging, stream_named
from shared import registrations
from shared.clocks import civil_day
from shared.contracts import (
    ContinuityCodeIssued,
    ContinuityCodePresented,
    HandoverAccepted,
    HandoverDeclined,
    ReferralAnswered,
)
from shared.errors import ChangedSince, Problem
from shared.facts import Event
from shared.grants import OVERSEEING, Grants, asked, granted
from shared.keys import KeyRing
from shared.store.database import among, each
from shared.store.entries import Draft, Reading, Receipt
from shared.store.erased import FORMAT as ERASED_FORMAT
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.recorder import holds
from shared.store.remembered import Remembered
from shared.store.sealed import (
    OWN,
    PROVIDER_LEVEL,
    SealingMapper,
    uuid_text,
)

PRESENT = date(9000, 1, 1)
MIGRATIONS: Steps = (
    (
        registrations.TABLE,
        "CREATE TABLE IF NOT EXISTS asked ("
        "stream BLOB NOT NULL, author BLOB NOT NULL, PRIMARY KEY (stream, author)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS provider_level (position INTEGER PRIMARY KEY)",
        "CREATE TABLE IF NOT EXISTS stale (stream BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
    ),
)
ANSWERS = ReferralAnswered | HandoverAccepted | HandoverDeclined
TOGETHER = 50
CLOCKS_KEPT = 8
CHANGED_SINCE = ChangedSince("If-Match", "not_that_version", "something was stored since: read again, then decide")
MADE_HERE = Problem("type", "made_here", "ask for a code at /pathway/v1/pathways/{pathway_id}/continuity-code")


class Bookkeeping:
    """Grants, merged registrations, provider-level events, and which overview rows are out of date."""

    def __init__(self, keys: KeyRing) -> None:
        self.grants = Grants(keys)
        self.codes = Codes(keys)
        self.erasures = Erasures(keys)
        self._keys = keys
        self._mapper = SealingMapper(keys)
        self._provider_level = Remembered(self._mapper, "provider_level")
        self._windows: dict[tuple[int, date, datetime | None], Windows] = {}

    def tables(self) -> Mapping[str, Steps]:
        own = {"bookkeeping": MIGRATIONS, "codes": codes.MIGRATIONS}
        return {**self.grants.tables(), **own, **self.erasures.tables()}

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        return self.codes.placed(drafts, reading)

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        self.grants.expect(page, streams)

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        """A decision is refused where the fold, on the present state, would set it aside."""
        event = page.event(draft)
        if isinstance(event.fact, ContinuityCodePresented):
            return self._may_ask(page, draft, event, event.fact)
        if problem := self._may_decide(page, draft, event) or self._may_merge(page.cursor, event):
            return problem
        if isinstance(event.fact, ContinuityCodeIssued):
            return MADE_HERE
        if problem := self.erasures.refuse(page, draft, event):
            return problem
        return self._may_stand(page, draft, event) if event.pathway_id else None

    def aside(self, page: Page, draft: Draft) -> Receipt | None:
        """A decision to erase goes to the ledger alone."""
        if not draft.body.startswith(POSTED):
            return None
        pathway = self.folded(page.cursor, draft.stream)
        return self.erasures.take(page, draft, page.event(draft), pathway)

    def version(self, cursor: Any, stream: bytes, unwritten: int = 0) -> str:
        """An entity tag of all that a fold of this pathway reads, of what may be read by nobody too; empty for nothing.

        Logs only grow, so a count tells versions apart; sealed, it tells nothing else.
        """
        if (key := self._keys.existing(stream)) is None:
            return ""
        cursor.execute("SELECT count(*) FROM provider_level")
        count = int(cursor.fetchone()[0]) + unwritten
        for one in self.group(cursor, stream):
            cursor.execute("SELECT count(*) FROM stored_events WHERE originator_id = ?", (one,))
            count += int(cursor.fetchone()[0])
        return f'"{key.tag(b"version %d" % count).hex()}"'

    def stored(self, page: Page) -> None:
        self.grants.stored(page)
        page.cursor.executemany(
            "INSERT INTO provider_level VALUES (?) ON CONFLICT DO NOTHING",
            [(row.position,) for row in page.rows if row.state[1] & PROVIDER_LEVEL],
        )
        for row in page.rows:
            if row.topic == OWN and not row.state[1] & PROVIDER_LEVEL:
                self._decided(page.cursor, row.originator_id, self._mapper.open(row.state))
        self._mark(page)

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        return None

    def group(self, cursor: Any, stream: bytes) -> set[bytes]:
        """Every registration that was ever merged with this one, itself included."""
        return registrations.group(cursor, stream)

    def folded(
        self,
        cursor: Any,
        stream: bytes,
        as_of: date = PRESENT,
        known_at: datetime | None = None,
        unwritten: Sequence[Event] = (),
    ) -> Pathway:
        """This pathway at these clocks, with what is not written yet."""
        events = [*self.her_events(cursor, stream), *unwritten]
        if any(event.pathway_id is None for event in unwritten):
            return fold(uuid_text(stream), [*self.provider_level(cursor), *events], as_of, known_at)
        return fold(uuid_text(stream), events, as_of, known_at, self.windows(cursor, as_of, known_at))

    def windows(self, cursor: Any, as_of: date, known_at: datetime | None = None) -> Windows:
        """All funding windows at these clocks: many readings share them, so those of the last clocks are kept."""
        level = self.provider_level(cursor)
        clocks = (len(level), as_of, known_at)
        if (found := self._windows.get(clocks)) is None:
            found = open_windows((each for each in level if known_at is None or each.recorded_at <= known_at), as_of)
            kept = list(self._windows.items())[1 - CLOCKS_KEPT :]
            self._windows = dict([*kept, (clocks, found)])
        return found

    def her_events(self, cursor: Any, stream: bytes) -> list[Event]:
        """The events of all registrations of one pathway."""
        return registrations.events(cursor, self._mapper, stream)

    def asked_of(self, cursor: Any, provider_id: str) -> list[bytes]:
        """The registrations of which something was ever asked of this provider."""
        author = self._keys.author(provider_id)
        cursor.execute("SELECT stream FROM asked WHERE author = ? ORDER BY stream", (author,))
        return [stream for (stream,) in cursor.fetchall() if not self._destroyed(stream)]

    def histories(self, cursor: Any, first: bytes, last: bytes) -> Iterator[tuple[bytes, list[Event]]]:
        """Every pathway of a range of ids with its events, in one ordered walk over the log."""
        cursor.execute("SELECT stream FROM registrations")
        merged = {row[0] for row in cursor.fetchall()}
        walk = each(
            cursor,
            "SELECT originator_id, state FROM stored_events WHERE originator_id BETWEEN ? AND ? "
            "ORDER BY originator_id, originator_version",
            (first, last),
        )
        streams = ((stream, [state for _, state in rows]) for stream, rows in groupby(walk, key=itemgetter(0)))
        while together := list(islice(streams, TOGETHER)):
            self._keys.fetch(stream for stream, _ in together)
            for stream, states in together:
                if states[0][0] == ERASED_FORMAT or states[0][1] & PROVIDER_LEVEL or self._destroyed(stream):
                    continue
                if stream in merged:
                    yield stream, self.her_events(cursor, stream)
                else:
                    yield stream, self._mapper.open_all(states)

    def _destroyed(self, stream: bytes) -> bool:
        return self._keys.existing(stream) is None and bool(self._keys.ledger.erased([stream]))

    def provider_level(self, cursor: Any) -> list[Event]:
        """Funding windows, services offered and their corrections, of all providers."""
        return self._provider_level.read(cursor)

    def _may_ask(self, page: Page, draft: Draft, event: Event, fact: ContinuityCodePresented) -> Problem | None:
        """By a code that is in force, of a pathway that is open; anything else is answered as a wrong code."""
        if problem := self.codes.refuse(page, draft, fact.code):
            return problem
        pathway = self.folded(page.cursor, draft.stream)
        return None if pathway.open else self.codes.missed(page, draft)

    def _may_decide(self, page: Page, draft: Draft, event: Event) -> Problem | None:
        """Who may post may decide; who was asked something may answer, and that alone."""
        problem = self.grants.refuse(page, draft)
        if problem and isinstance(event.fact, ANSWERS):
            author = self._keys.author(draft.provider_id)
            page.cursor.execute("SELECT 1 FROM asked WHERE stream = ? AND author = ?", (draft.stream, author))
            return None if page.cursor.fetchone() else problem
        if problem and self.codes.may_consent(page.cursor, draft, event):
            pathway = self.folded(page.cursor, draft.stream)
            return problem if forbidden(pathway, draft.provider_id) else None
        return problem

    def _may_stand(self, page: Page, draft: Draft, event: Event) -> Problem | None:
        """A decision is taken on the present state, what waits in this page to be written included."""
        unwritten = self._unwritten(page, draft.stream)
        if draft.match and not matches(draft.match, self.version(page.cursor, draft.stream, len(unwritten))):
            return CHANGED_SINCE
        pathway = self.folded(page.cursor, draft.stream, unwritten=unwritten)
        problem = refusal(pathway, event, civil_day(datetime.now(UTC)))
        if problem is None:
            self._fold_together(page.cursor, event)  # the next decision of this page sees both registrations
        return problem

    def _may_merge(self, cursor: Any, event: Event) -> Problem | None:
        """Merging and splitting is for supervisors and privacy officers, of two pathways that are there."""
        pair = merging(event)
        if pair is None:
            return None
        if event.role not in OVERSEEING:
            return Problem("type", "role_not_allowed", "a supervisor or privacy officer merges and splits")
        survivor, other = (stream_named(one) for one in pair)
        if survivor is None or uuid_text(survivor) != event.pathway_id:
            return Problem("data.survivor", "other_pathway", "the event is posted to the survivor's pathway")
        return (
            None if holds(cursor, other or b"") else Problem("data", "unknown_pathway", "both pathways must be there")
        )

    def _unwritten(self, page: Page, stream: bytes) -> list[Event]:
        """What a fold of this pathway will read of a page."""
        if not page.rows:
            return []
        group = self.group(page.cursor, stream)
        rows = [row for row in page.rows if row.originator_id in group or row.state[1] & PROVIDER_LEVEL]
        return [self._mapper.open(row.state) for row in rows]

    def _decided(self, cursor: Any, stream: bytes, event: Event) -> None:
        self.grants.add_for(cursor, stream, granted(event))
        self.codes.stored(cursor, stream, self.group(cursor, stream), event)
        waiting = [(stream, self._keys.author(provider_id)) for provider_id in asked(event) | held_by(event)]
        cursor.executemany("INSERT INTO asked VALUES (?, ?) ON CONFLICT DO NOTHING", waiting)
        self._fold_together(cursor, event)

    def _fold_together(self, cursor: Any, event: Event) -> None:
        """From a merge on two registrations are read together, whatever is decided of them later."""
        one, other = (stream_named(each) for each in merging(event) or ("", ""))
        if one and other:
            registrations.join(cursor, one, other)

    def _mark(self, page: Page) -> None:
        marks = {row.originator_id: row.position for row in page.rows if not row.state[1] & PROVIDER_LEVEL}
        merged = "SELECT DISTINCT stream FROM registrations WHERE stream IN ({})"
        for (stream,) in list(among(page.cursor, merged, list(marks))):
            for other in self.group(page.cursor, stream) - marks.keys():
                if holds(page.cursor, other):  # a merge may name what is not there yet
                    marks[other] = page.position
        page.cursor.executemany(
            "INSERT INTO stale VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET position = excluded.position",
            list(marks.items()),
        )


def matches(wanted: str, version: str) -> bool:
    """Is this version one of those that an `If-Match` lists? An asterisk is any."""
    listed = {each.strip() for each in wanted.split(",")}
    return bool(version) and (version in listed or "*" in listed)
