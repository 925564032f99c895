"""Continuity codes as the log keeps them: by keyed hash alone, with who asks by one and how often one was guessed.

What is posted as a code is replaced by its keyed hash before anything is compared or written.
"""

import hmac
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec.structs import replace

from services.pathway.domain import SHARING, understood
from shared import metrics
from shared.contracts import ConsentGiven, ContinuityCodeIssued, ContinuityCodePresented
from shared.errors import Problem, TooManyTries
from shared.facts import Event
from shared.keys import KeyRing
from shared.store.entries import Draft, Reading
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.sealed import (
    ASKS,
    PROVIDER_LEVEL,
    PUBLISHED,
    TYPE_FIRST,
    Body,
    encode_body,
    provider_stream,
    uuid_bytes,
)

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS codes (hash TEXT PRIMARY KEY, stream BLOB NOT NULL, live INTEGER NOT NULL) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS code_asks (stream BLOB NOT NULL, author BLOB NOT NULL, event_id BLOB NOT NULL, "
        "PRIMARY KEY (stream, author)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS code_tries (event_id BLOB NOT NULL, author BLOB NOT NULL, at INTEGER NOT NULL, "
        "PRIMARY KEY (event_id, author, at)) WITHOUT ROWID",
    ),
)
HOUR = 3_600_000_000
MOST_OF_ONE, MOST_OF_ALL = 5, 50
PRESENTED = TYPE_FIRST + b'ContinuityCodePresented"'
MISTYPED = Problem("data.code", "mistyped", "a character is wrong or missing, or two are swapped: compare it once more")
NO_SUCH_CODE = Problem("data.code", "unknown_code", "no code that can be used now")
TOO_MANY = TooManyTries("data.code", "too_many_tries", "too many codes were wrong; wait an hour")
_read = msgspec.json.Decoder(Body[msgspec.Raw]).decode


class Codes:
    """The tables of codes of one pathway log, kept in step inside each write transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._key = blake2b(b"continuity code", key=keys.index_key(), digest_size=32).digest()

    def hash_of(self, code: str) -> str:
        """What is known of a code; it tells nothing without the key database."""
        return "hmac:" + hmac.digest(self._key, code.encode(), "sha256").hex()

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        """Presented codes as keyed hashes, in the stream of the pathway that has or had them."""
        if not any(draft.body.startswith(PRESENTED) for draft in drafts):
            return drafts
        with reading() as cursor:
            return [self._placed(cursor, each) if each.body.startswith(PRESENTED) else each for each in drafts]

    def refuse(self, page: Page, draft: Draft, hashed: str) -> Problem | None:
        """Why a presented code opens nothing; wrong and replaced ones are alike, and both are counted."""
        author = self._keys.author(draft.provider_id)
        if self._tried_too_often(page, author):
            metrics.CODES_LIMITED.inc()
            return TOO_MANY
        page.cursor.execute("SELECT live FROM codes WHERE hash = ? AND stream = ?", (hashed, draft.stream))
        found = page.cursor.fetchone()
        return None if found and found[0] else self.missed(page, draft)

    def missed(self, page: Page, draft: Draft) -> Problem:
        """Count a try that was wrong, and the answer to it."""
        metrics.CODES_WRONG.inc()
        page.cursor.execute(
            "INSERT INTO code_tries VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (draft.event_id, self._keys.author(draft.provider_id), page.stamp(None)),
        )
        return NO_SUCH_CODE

    def may_consent(self, cursor: Any, draft: Draft, event: Event) -> bool:
        """Whether it is what a provider that was handed the code may post, and all that it may: her consent to it."""
        fact = event.fact
        if not isinstance(fact, ConsentGiven) or fact.purpose not in SHARING or fact.recipients != {draft.provider_id}:
            return False
        author = self._keys.author(draft.provider_id)
        cursor.execute("SELECT 1 FROM code_asks WHERE stream = ? AND author = ?", (draft.stream, author))
        return cursor.fetchone() is not None

    def asking(self, cursor: Any, provider_id: str) -> list[tuple[bytes, bytes]]:
        """The pathways that this provider asks for by a code, each with the event that presented it."""
        author = (self._keys.author(provider_id),)
        cursor.execute("SELECT stream, event_id FROM code_asks WHERE author = ? ORDER BY stream", author)
        return list(cursor.fetchall())

    def stored(self, cursor: Any, stream: bytes, registrations: set[bytes], event: Event) -> None:
        """A new code replaces the one before and ends what was asked by it; her consent answers."""
        author = self._keys.author(event.provider_id)
        match event.fact:
            case ContinuityCodeIssued(code_hash=hashed):
                before = [(one,) for one in registrations]
                cursor.executemany("UPDATE codes SET live = 0 WHERE stream = ?", before)
                cursor.executemany("DELETE FROM code_asks WHERE stream = ?", before)
                cursor.execute("INSERT INTO codes VALUES (?, ?, 1) ON CONFLICT DO NOTHING", (hashed, stream))
            case ContinuityCodePresented():
                row = (stream, author, uuid_bytes(event.event_id))
                cursor.execute("INSERT INTO code_asks VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)
            case ConsentGiven():
                cursor.execute("DELETE FROM code_asks WHERE stream = ? AND author = ?", (stream, author))

    def _placed(self, cursor: Any, draft: Draft) -> Draft:
        known = _read(draft.body)
        posted = msgspec.json.decode(known.data, type=ContinuityCodePresented).code
        code = understood(posted)
        hashed = self.hash_of(code or posted)
        stream = draft.stream if draft.trusted else self._stream_of(cursor, hashed, draft)
        nowhere = stream == provider_stream(draft.provider_id)
        data = msgspec.Raw(msgspec.json.encode({"code": hashed}))
        return replace(
            draft,
            stream=stream,
            body=encode_body(msgspec.structs.replace(known, data=data)),
            content=f"{known.type} {known.occurred_at or known.occurred_on} {hashed}".encode(),
            flags=PUBLISHED | ASKS | (PROVIDER_LEVEL if nowhere else 0),
            problem=draft.problem or (None if code or draft.trusted else MISTYPED),
        )

    def _stream_of(self, cursor: Any, hashed: str, draft: Draft) -> bytes:
        """The pathway that ever had this code, if its key is there still; a stream of the sender's own for none."""
        nowhere = provider_stream(draft.provider_id)
        cursor.execute("SELECT stream FROM codes WHERE hash = ?", (hashed,))
        stream = bytes(row[0]) if (row := cursor.fetchone()) else nowhere
        named = draft.stream in (stream, nowhere)
        return stream if named and self._keys.existing(stream) else nowhere

    def _tried_too_often(self, page: Page, author: bytes) -> bool:
        since = page.stamp(None) - HOUR
        page.cursor.execute("DELETE FROM code_tries WHERE at < ?", (since,))
        page.cursor.execute("SELECT count(*) FROM code_tries WHERE author = ?", (author,))
        own = int(page.cursor.fetchone()[0])
        page.cursor.execute("SELECT count(*) FROM code_tries")
        return own >= MOST_OF_ONE or int(page.cursor.fetchone()[0]) >= MOST_OF_ALL
