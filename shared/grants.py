"""Who may post to a pathway: each service's own table of (pathway, provider), filled from facts.

A provider may post to a pathway that it opened, that names it in a consent, whose referral, handover or
fallback it accepted; and it may go on posting its own work after a consent ended (docs/definitions.md 7.5).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shared import metrics
from shared.contracts import (
    ConsentGiven,
    ConsentWithdrawn,
    ContinuityCodePresented,
    FallbackAgreed,
    HandoverDeclined,
    HandoverProposed,
    ReferralAnswered,
    ReferralSent,
)
from shared.errors import Problem
from shared.facts import Event
from shared.keys import KeyRing
from shared.relay import Deliver, Reached
from shared.store.database import among
from shared.store.entries import UNKNOWN, Draft, Message, Reading, Receipt
from shared.store.log import Log
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import ASKS, OWN, PROVIDER_LEVEL, header_of, provider_stream, uuid_bytes

OVERSEEING = frozenset({"supervisor", "privacy_officer"})
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS grants (stream BLOB NOT NULL, author BLOB NOT NULL, "
        "PRIMARY KEY (stream, author)) WITHOUT ROWID",
    ),
)
KEPT = 100_000


def granted(event: Event) -> set[str]:
    """The providers that may post to the event's pathway from now on because of it."""
    match event.fact:
        case ConsentGiven(recipients=recipients):
            return {event.provider_id, *recipients}
        case FallbackAgreed(to_provider=provider):
            return {event.provider_id, provider}
        case ReferralAnswered(answer="declined") | HandoverDeclined() | ContinuityCodePresented():
            return set()
    return {event.provider_id}


def asked(event: Event) -> set[str]:
    """The providers that are asked something and must be able to answer at the pathway door."""
    match event.fact:
        case ReferralSent(to_provider=provider) | HandoverProposed(to_provider=provider):
            return {provider}
    return set()


class Grants:
    """The table of one service; `opens` says that a first post there opens a pathway.

    Grants are never taken back, so what was once read as granted may be remembered.
    """

    def __init__(self, keys: KeyRing, *, opens: bool = False) -> None:
        self._keys = keys
        self._opens = opens
        self._known: dict[bytes, set[bytes]] = {}

    def tables(self) -> Mapping[str, Steps]:
        return {"grants": MIGRATIONS}

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        return drafts

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        """Read at once who may post to what is not remembered; nobody else writes before the page is committed."""
        wanted = [stream for stream in streams if stream not in self._known]
        page.granted.update((stream, set()) for stream in wanted)
        for stream, author in among(page.cursor, "SELECT stream, author FROM grants WHERE stream IN ({})", wanted):
            page.granted[stream].add(author)
        self._remember({stream: page.granted[stream] for stream in wanted if page.granted[stream]})

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        """None for a provider's own stream, for one that may post, and for a first post that opens."""
        author = self._keys.author(draft.provider_id)
        if author in self._known.get(draft.stream, ()) or draft.stream == provider_stream(draft.provider_id):
            return None
        if (before := page.granted.get(draft.stream)) is None:
            before = self._read(page.cursor, draft.stream)
        known = before | page.authors.get(draft.stream, set())
        if author in known or (known and draft.role in OVERSEEING) or (self._opens and not known):
            return None
        return UNKNOWN

    def aside(self, page: Page, draft: Draft) -> Receipt | None:
        return None

    def stored(self, page: Page) -> None:
        """Whoever has an event of a pathway stored may post to it."""
        self.add(
            page.cursor,
            {
                (stream, author)
                for stream, authors in page.authors.items()
                for author in authors
                if author not in self._known.get(stream, ())
            },
        )

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        return None

    def missing(self, cursor: Any, pairs: Collection[tuple[bytes, bytes]]) -> set[tuple[bytes, bytes]]:
        """Those of these grants (stream, author) that are not written yet."""
        streams = list({stream for stream, _ in pairs})
        there = among(cursor, "SELECT stream, author FROM grants WHERE stream IN ({})", streams)
        return set(pairs).difference((stream, author) for stream, author in there)

    def add(self, cursor: Any, pairs: Iterable[tuple[bytes, bytes]]) -> None:
        """Write these grants (stream, author) where they are not there yet."""
        cursor.executemany("INSERT INTO grants VALUES (?, ?) ON CONFLICT DO NOTHING", list(pairs))

    def add_for(self, cursor: Any, stream: bytes, providers: Iterable[str]) -> None:
        """The same, by the providers' ids."""
        self.add(cursor, [(stream, self._keys.author(provider)) for provider in providers])

    def has(self, cursor: Any, stream: bytes, provider_id: str) -> bool:
        return self._keys.author(provider_id) in self._read(cursor, stream)

    def of(self, cursor: Any, provider_id: str) -> list[bytes]:
        """The pathways that a provider may post to, as far as their events lie here."""
        cursor.execute(
            "SELECT stream FROM grants WHERE author = ? AND EXISTS "
            "(SELECT 1 FROM stored_events WHERE originator_id = stream AND topic = ?) ORDER BY stream",
            (self._keys.author(provider_id), OWN),
        )
        return [row[0] for row in cursor.fetchall()]

    def _read(self, cursor: Any, stream: bytes) -> set[bytes]:
        cursor.execute("SELECT author FROM grants WHERE stream = ?", (stream,))
        found = {row[0] for row in cursor.fetchall()}
        if found:
            self._remember({stream: found})
        return found

    def _remember(self, found: Mapping[bytes, set[bytes]]) -> None:
        if len(self._known) + len(found) > KEPT:
            self._known = {}
        self._known.update(found)


def learn_authors(log: Log, grants: Grants, onward: Deliver | None = None) -> Deliver:
    """A subscriber for facts: whoever posted one may post to its pathway. Opens no event; `onward` takes them in."""

    def deliver(messages: Sequence[Message], reached: Reached) -> None:
        headers = [header_of(message.state) for message in messages]
        pairs = {(header.stream, header.author) for header in headers if not header.flags & (PROVIDER_LEVEL | ASKS)}
        _learn(log, grants, pairs, {} if onward else reached)
        if onward:
            onward(messages, reached)

    return deliver


def learn_decisions(log: Log, grants: Grants, onward: Deliver | None = None) -> Deliver:
    """A subscriber for decisions: consents and acceptances name further providers; `onward` takes them in."""

    def deliver(messages: Sequence[Message], reached: Reached) -> None:
        events = log.mapper.open_each([message.state for message in messages])
        metrics.passed_over(log.name, len(messages) - len(events))
        pairs = {
            (uuid_bytes(event.pathway_id), log.keys.author(provider))
            for event in events
            if event.pathway_id
            for provider in granted(event)
        }
        _learn(log, grants, pairs, {} if onward else reached)
        if onward:
            onward(messages, reached)
        for event in events:
            if isinstance(event.fact, ConsentWithdrawn):
                metrics.withdrawal_taken_in(log.name, (datetime.now(UTC) - event.recorded_at).total_seconds())

    return deliver


def _learn(log: Log, grants: Grants, pairs: Collection[tuple[bytes, bytes]], reached: Reached) -> None:
    """Write these grants; where all are known, nothing.

    Without `reached` they are written by themselves: who dies before the messages are taken in learns them again.
    """
    with log.reading() as cursor:
        missing = grants.missing(cursor, pairs)
    if not missing:
        return log.passed(reached)

    def write(cursor: Any) -> None:
        erased = log.erased(cursor, [stream for stream, _ in missing])
        grants.add(cursor, [pair for pair in missing if pair[0] not in erased])

    if reached:
        return log.note(reached, write)
    with log.writing() as cursor:
        write(cursor)
    return None
