"""Who asked to erase a pathway, until a second person decides the same: then it is in the ledger, and here no more.

Neither the request nor the decision is ever an event of hers: they would lie under the key that is destroyed.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from services.pathway.domain import Ask, Pathway, To
from shared.clocks import civil_day
from shared.contracts import ErasureDecided
from shared.erasures import EXECUTED, Decision
from shared.errors import NotNow, Problem, RightMissing
from shared.facts import Event
from shared.keys import KeyRing
from shared.store.entries import CONFLICT, Draft, Receipt, moment
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import TYPE_FIRST, uuid_text

MIGRATIONS: Steps = (
    ("CREATE TABLE IF NOT EXISTS erasures_asked (stream BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",),
)
POSTED = TYPE_FIRST + b'ErasureDecided"'
NONCE = 12
NOBODY = "local"  # what a token says that was made without a name
ROLE = Problem("type", "role_not_allowed", "two privacy officers decide on an erasure")
UNNAMED = Problem("", "person_not_named", "this token names nobody, and two people decide: sign in by name")
NO_GROUND = Problem("data.ground", "missing", "say on which ground anything is kept")
NO_ERASER = NotNow("", "no_eraser", "no role of this installation may destroy a key: ARIADNA_KEYS_ERASER_URL names one")
SAME_PERSON = NotNow("", "same_person", "somebody else decides the same, or it is not decided")


class Waiting(msgspec.Struct, frozen=True):
    """One person's decision, which waits for another's."""

    event_id: str
    by: str
    fact: ErasureDecided
    content: str
    asked_on: date


class Erasures:
    """The table of requests in one pathway log, kept in step inside each write transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def tables(self) -> Mapping[str, Steps]:
        return {"erasures_asked": MIGRATIONS}

    def refuse(self, page: Page, draft: Draft, event: Event) -> Problem | None:
        """Why this person can't decide so now."""
        fact = event.fact
        if not isinstance(fact, ErasureDecided):
            return None
        if draft.role != "privacy_officer":
            return ROLE
        if event.actor == NOBODY:
            return UNNAMED
        if fact.decision != EXECUTED and fact.ground is None:
            return NO_GROUND
        waiting = self._waiting(page.cursor, draft.stream)
        again = waiting and (waiting.by, waiting.fact) == (_person(event), fact)
        return SAME_PERSON if waiting and again and waiting.event_id != event.event_id else None

    def take(self, page: Page, draft: Draft, event: Event, pathway: Pathway) -> Receipt:
        """Keep a first decision; carry out a second that is the same by another. Any other takes its place."""
        fact, person, at = event.fact, _person(event), moment(page.stamp(None))
        assert isinstance(fact, ErasureDecided)
        waiting = self._waiting(page.cursor, draft.stream)
        content = self._keys.of([draft.stream])[draft.stream].tag(draft.content).hex()
        if waiting and (waiting.event_id, waiting.by) == (event.event_id, person):
            same = waiting.content == content
            return Receipt(event.event_id, "duplicate" if same else "conflict", errors=[] if same else [CONFLICT])
        if waiting and waiting.fact == fact:
            decision = Decision(fact.decision, event.occurred_on, (waiting.by, person), fact.ground, at)
            return self._decided(page, draft, event, decision, pathway)
        self._keep(page.cursor, draft.stream, Waiting(event.event_id, person, fact, content, civil_day(at)))
        return Receipt(event.event_id, "accepted", None, at)

    def asks(self, cursor: Any) -> Iterator[Ask]:
        """What waits for a second privacy officer."""
        cursor.execute("SELECT stream FROM erasures_asked ORDER BY stream")
        for (stream,) in cursor.fetchall():
            if waiting := self._waiting(cursor, stream):
                pathway_id, to = uuid_text(stream), To("privacy_officer")
                subject = waiting.fact.decision
                yield Ask("P-14", "erasure_to_confirm", subject, waiting.asked_on, to, pathway_id=pathway_id)

    def _decided(self, page: Page, draft: Draft, event: Event, decision: Decision, pathway: Pathway) -> Receipt:
        try:
            self._keys.decide([UUID(each).bytes for each in pathway.group], decision)
        except RightMissing:
            return Receipt(event.event_id, "refused", errors=[NO_ERASER])
        page.cursor.execute("DELETE FROM erasures_asked WHERE stream = ?", (draft.stream,))
        return Receipt(event.event_id, "accepted", None, decision.recorded_at)

    def _waiting(self, cursor: Any, stream: bytes) -> Waiting | None:
        cursor.execute("SELECT sealed FROM erasures_asked WHERE stream = ?", (stream,))
        row, key = cursor.fetchone(), self._keys.existing(stream)
        if row is None or key is None:
            return None
        opened = key.cipher.decrypt(row[0][:NONCE], row[0][NONCE:], b"erasure" + stream)
        return msgspec.json.decode(opened, type=Waiting)

    def _keep(self, cursor: Any, stream: bytes, waiting: Waiting) -> None:
        key, nonce = self._keys.of([stream])[stream], os.urandom(NONCE)
        sealed = nonce + key.cipher.encrypt(nonce, msgspec.json.encode(waiting), b"erasure" + stream)
        cursor.execute(
            "INSERT INTO erasures_asked VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET sealed = excluded.sealed",
            (stream, sealed),
        )


def _person(event: Event) -> str:
    return f"{event.provider_id}/{event.actor}"
