"""The pathway service's own tables, kept in step with its log inside each write transaction."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from services.pathway.domain import fold, unfit
from shared.contracts import ReferentAssigned, RegistrationsMerged
from shared.errors import Problem
from shared.facts import Event
from shared.grants import Grants, asked, granted
from shared.keys import KeyRing
from shared.store.entries import Draft
from shared.store.page import Page
from shared.store.sealed import (
    FORMAT,
    OWN,
    PROVIDER_LEVEL,
    Header,
    SealingMapper,
    event_from,
    uuid_text,
)

PRESENT = date(9000, 1, 1)
TABLES = (
    "CREATE TABLE IF NOT EXISTS registrations ("
    "stream BLOB NOT NULL, other BLOB NOT NULL, PRIMARY KEY (stream, other)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS provider_level (position INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS stale (stream BLOB PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID",
)
NOT_NOW = "not as the history stands now"


class Bookkeeping:
    """Grants, merged registrations, provider-level events, and which overview rows are out of date."""

    def __init__(self, keys: KeyRing) -> None:
        self.grants = Grants(keys)
        self._mapper = SealingMapper(keys)
        self._provider_level: tuple[int, list[Event]] = (0, [])

    def tables(self) -> Iterable[str]:
        return (*self.grants.tables(), *TABLES)

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        """A decision is refused where the fold, on the present state, would set it aside."""
        if problem := self.grants.refuse(page, draft):
            return problem
        if b'"ContinuityCode' in draft.body[:40]:
            return Problem("type", "not_offered_yet", "continuity codes are not offered by this version")
        header = Header(FORMAT, draft.flags, 0, draft.stream, draft.event_id, b"", page.recorded_at, b"")
        event = event_from(header, draft.body, uuid_text(draft.stream))
        if event.pathway_id is None:
            return None
        before = [*self.events(page.cursor, draft.stream), *self._unwritten(page)]
        pathway = fold(event.pathway_id, before, PRESENT)
        if isinstance(event.fact, ReferentAssigned) and pathway.referents:
            return Problem("", "referent_already_active", "another referent answers for this pathway")
        reason = unfit(pathway, event)
        return Problem("", reason, NOT_NOW) if reason else None

    def stored(self, page: Page) -> None:
        self.grants.stored(page)
        page.cursor.executemany(
            "INSERT OR IGNORE INTO provider_level VALUES (?)",
            [(row.position,) for row in page.rows if row.state[1] & PROVIDER_LEVEL],
        )
        for row in page.rows:
            if row.topic == OWN and not row.state[1] & PROVIDER_LEVEL:
                self._decided(page.cursor, row.originator_id, self._mapper.open(row.state))
        self._mark(page)

    def group(self, cursor: Any, stream: bytes) -> set[bytes]:
        """Every registration that was ever merged with this one, itself included."""
        group: set[bytes] = set()
        waiting = {stream}
        while waiting:
            one = waiting.pop()
            group.add(one)
            cursor.execute("SELECT other FROM registrations WHERE stream = ?", (one,))
            waiting |= {row[0] for row in cursor.fetchall()} - group
        return group

    def events(self, cursor: Any, stream: bytes) -> list[Event]:
        """All that a fold of this pathway reads: its registrations' events and the provider-level ones."""
        return [*self.provider_level(cursor), *self.her_events(cursor, stream)]

    def her_events(self, cursor: Any, stream: bytes) -> list[Event]:
        """The events of all registrations of one pathway."""
        found: list[Event] = []
        for one in self.group(cursor, stream):
            cursor.execute(
                "SELECT state FROM stored_events WHERE originator_id = ? ORDER BY originator_version", (one,)
            )
            if states := [row[0] for row in cursor.fetchall()]:
                found.extend(self._mapper.open_all(states))
        return found

    def histories(self, cursor: Any, first: bytes, last: bytes) -> Iterator[tuple[bytes, list[Event]]]:
        """Every pathway of a range of ids with its events, in one ordered walk over the log."""
        cursor.execute("SELECT stream FROM registrations")
        merged = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT originator_id, state FROM stored_events WHERE originator_id BETWEEN ? AND ? "
            "ORDER BY originator_id, originator_version",
            (first, last),
        )
        for stream, rows in groupby(cursor, key=itemgetter(0)):
            states = [state for _, state in rows]
            if states[0][1] & PROVIDER_LEVEL:
                continue
            if stream in merged:
                yield stream, self.her_events(cursor.connection.cursor(), stream)
            else:
                yield stream, self._mapper.open_all(states)

    def provider_level(self, cursor: Any) -> list[Event]:
        """Funding windows, services offered and their corrections, of all providers."""
        upto, known = self._provider_level
        cursor.execute(
            "SELECT position, state FROM provider_level JOIN stored_events USING (position) "
            "WHERE position > ? ORDER BY position",
            (upto,),
        )
        if rows := cursor.fetchall():
            known = [*known, *(self._mapper.open(row[1]) for row in rows)]
            self._provider_level = (rows[-1][0], known)
        return known

    def _unwritten(self, page: Page) -> list[Event]:
        return [self._mapper.open(row.state) for row in page.rows]

    def _decided(self, cursor: Any, stream: bytes, event: Event) -> None:
        self.grants.add_for(cursor, stream, granted(event) | asked(event))
        if isinstance(event.fact, RegistrationsMerged):
            one, other = UUID(event.fact.survivor).bytes, UUID(event.fact.absorbed).bytes
            cursor.executemany("INSERT OR IGNORE INTO registrations VALUES (?, ?)", [(one, other), (other, one)])

    def _mark(self, page: Page) -> None:
        marks = {row.originator_id: row.position for row in page.rows if not row.state[1] & PROVIDER_LEVEL}
        for stream in list(marks):
            for other in self.group(page.cursor, stream):
                marks.setdefault(other, page.position)
        page.cursor.executemany(
            "INSERT INTO stale VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET position = excluded.position",
            list(marks.items()),
        )
