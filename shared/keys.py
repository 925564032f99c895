"""One key for each stream, wrapped by a key-encryption key, in a database of its own.

Destroying a stream's key makes everything that was ever stored of it unreadable, in this store and in
every backup. The key database holds wrapped keys only; the key-encryption key is kept elsewhere.
"""

import secrets
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any, TypeVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared import erasures
from shared.erasures import Decision, Ledger
from shared.store.database import Database, among
from shared.store.migrations import Steps, migrate
from shared.store.remains import Remains
from shared.wrapping import Kek, Wrapping, key_encryption_key

__all__ = ["KeyRing", "StreamKey", "key_encryption_key"]

INDEX = bytes(16)
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS stream_keys ("
        "key_id INTEGER PRIMARY KEY AUTOINCREMENT, stream BLOB NOT NULL UNIQUE, wrapped BLOB NOT NULL)",
    ),
)
APART = 1 << 40
NUMBERED: Steps = ((f"INSERT INTO sqlite_sequence VALUES ('stream_keys', {APART})",),)
KEPT = 50_000
PAGE = 200
T = TypeVar("T")


class StreamKey:
    """The key of one stream: `cipher` seals its events, `tag` fingerprints their content."""

    __slots__ = ("cipher", "key_id", "secret", "tag_key")

    def __init__(self, key_id: int, secret: bytes) -> None:
        self.key_id = key_id
        self.secret = secret
        self.cipher = AESGCM(secret)
        self.tag_key = blake2b(b"content tag", key=secret, digest_size=32).digest()

    def tag(self, content: bytes) -> bytes:
        """16 bytes that are equal for equal content and tell nothing without the key."""
        return blake2b(content, key=self.tag_key, digest_size=16).digest()


class KeyRing:
    """Keys by stream, made put-if-absent; several processes may share one key database.

    They are wrapped by a key-encryption key of 32 bytes, or by whatever wraps. A ring that is `apart` has numbers
    that another never reaches: in a log that another sealed before, a row's key number tells which of the two it was.
    """

    def __init__(
        self, database: Database, wrapping: Wrapping | bytes, *, apart: bool = False, before: "KeyRing | None" = None
    ) -> None:
        self._apart = apart
        self.before = before
        self._wrapping = Kek(wrapping) if isinstance(wrapping, bytes) else wrapping
        self._lock = threading.Lock()
        self._known: dict[bytes, StreamKey] = {}
        self._database = database
        families: dict[str, Steps] = {"keys": MIGRATIONS, **({"keys_apart": NUMBERED} if apart else {})}
        migrate(database, {**families, "erasures": erasures.MIGRATIONS})
        self._authors: dict[str, bytes] = {}
        self._destroyed: dict[bytes, tuple[bytes, bytes]] = {}
        self._ledger: Ledger | None = None
        self._index_key = self.of([INDEX])[INDEX].secret
        self._ledger = Ledger(database, self._index_key)

    def of(self, streams: Iterable[bytes]) -> dict[bytes, StreamKey]:
        """The keys of these streams (16 bytes each), made where there is none yet; an erased one gets none."""
        wanted = set(streams)
        known = self._known
        found = {stream: known[stream] for stream in wanted if stream in known}
        if len(found) < len(wanted):
            with self._lock:
                found |= self._load(wanted - found.keys())
                if absent := wanted - found.keys():
                    self._make(absent)
                    found |= self._load(absent)
        return found

    def existing(self, stream: bytes) -> StreamKey | None:
        """The key of a stream, or None: no key, no pathway."""
        key = self._known.get(stream)
        if key is None:
            with self._lock:
                key = self._load([stream]).get(stream)
        return key

    def fetch(self, streams: Iterable[bytes]) -> None:
        """Read the keys of these streams at once, for `existing` to find."""
        with self._lock:
            self._load({stream for stream in streams if stream not in self._known})

    def beside(self, rows: Sequence[tuple[bytes, T]]) -> Iterator[tuple[bytes, T, StreamKey]]:
        """Rows, each of a stream, with its key; keys are read a page at a time, and who has none is left out."""
        for start in range(0, len(rows), PAGE):
            page = rows[start : start + PAGE]
            self.fetch(stream for stream, _ in page)
            for stream, row in page:
                if key := self.existing(stream):
                    yield stream, row, key

    def that_sealed(self, key_id: int) -> "KeyRing | None":
        """The ring of a key's number: this one, or the one before; None where that is not at hand."""
        return self.before if self._apart and key_id < APART else self

    @property
    def ledger(self) -> Ledger:
        """What was decided about erasures."""
        assert self._ledger
        return self._ledger

    def erase(self, streams: Collection[bytes], decision: Decision) -> None:
        """Write the decision into the ledger and destroy these keys, in one transaction.

        What was destroyed is kept in memory, for whoever makes sure that it is nowhere, until it is `forgotten`.
        """
        secrets_of = {stream: key.secret for stream in streams if (key := self.existing(stream))}
        with self._lock, self._database.erasing() as cursor:
            self.ledger.record(cursor, streams, decision)
            self._destroy(cursor, streams, secrets_of)

    def replay(self) -> None:
        """Destroy what the ledger says was erased and is still here: it was brought back, or others erased it."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT stream FROM stream_keys")
            back = self.ledger.erased(stream for (stream,) in cursor.fetchall())
        secrets_of = {stream: key.secret for stream in back if (key := self.existing(stream))}
        with self._lock:
            if back:
                with self._database.erasing() as cursor:
                    self._destroy(cursor, back, secrets_of)
            self._forget(self.ledger.erased(list(self._known)))

    def follow(self, other: Ledger) -> None:
        """Destroy here what the ledger of another ring says was erased, and say so in the own; by whom, stays there."""
        with self._database.reading() as cursor:
            cursor.execute("SELECT stream FROM stream_keys")
            back = other.erased(stream for (stream,) in cursor.fetchall())
        begun = set(other.begun())
        known = self.ledger.erased(begun)
        decided = other.executed() if back or begun - known else {}
        for stream in back | (begun - known):
            told = decided[other.tag(stream)]
            self.erase([stream], Decision(erasures.EXECUTED, told.decided_on, (), None, told.recorded_at))

    def decide(self, streams: Collection[bytes], decision: Decision) -> None:
        """Write a decision into the ledger, and carry out what it means for the keys."""
        if decision.decision == erasures.EXECUTED:
            return self.erase(streams, decision)
        with self._database.writing() as cursor:
            self.ledger.record(cursor, streams, decision)

    def destroyed(self) -> Iterable[bytes]:
        """The keys that were destroyed here and are not forgotten yet, bare and wrapped."""
        return [each for pair in self._destroyed.values() for each in pair if each]

    def forgotten(self) -> None:
        """Nobody looks for them any more."""
        self._destroyed = {}

    def scrub(self) -> bool:
        """Leave nothing of what was deleted in the key database; False if somebody stands in the way."""
        return self._database.scrub(whole=True)

    def traces(self, looked_for: Remains) -> list[str]:
        """The tables of the key database that hold anything of it."""
        return self._database.traces(looked_for)

    def author(self, provider_id: str) -> bytes:
        """8 bytes that stand for a provider in clear columns and tell nothing without the key database."""
        author = self._authors.get(provider_id)
        if author is None:
            author = blake2b(provider_id.encode(), key=self._index_key, digest_size=8).digest()
            if len(self._authors) < KEPT:
                self._authors[provider_id] = author
        return author

    def index_key(self) -> bytes:
        """The key of what is not any one stream's own."""
        return self._index_key

    def close(self) -> None:
        self._database.close()

    def _destroy(self, cursor: Any, streams: Collection[bytes], secrets_of: Mapping[bytes, bytes]) -> None:
        asked = "SELECT stream, wrapped FROM stream_keys WHERE stream IN ({})"
        wrapped = dict(among(cursor, asked, list(streams)))
        self._destroyed |= {stream: (secret, wrapped.get(stream, b"")) for stream, secret in secrets_of.items()}
        cursor.executemany("DELETE FROM stream_keys WHERE stream = ?", [(stream,) for stream in streams])
        self._forget(streams)

    def _forget(self, streams: Collection[bytes]) -> None:
        self._known = {stream: key for stream, key in self._known.items() if stream not in streams}

    def _load(self, streams: Collection[bytes]) -> dict[bytes, StreamKey]:
        found = {}
        with self._database.reading() as cursor:
            asked = "SELECT key_id, stream, wrapped FROM stream_keys WHERE stream IN ({})"
            for key_id, stream, wrapped in among(cursor, asked, list(streams)):
                found[stream] = StreamKey(key_id, self._wrapping.unwrap(wrapped, stream))
        if len(self._known) + len(found) > KEPT:
            self._known = {}
        self._known.update(found)
        return found

    def _make(self, streams: Collection[bytes]) -> None:
        wrapped = {stream: self._wrapping.wrap(secrets.token_bytes(32), stream) for stream in streams}
        with self._database.writing() as cursor:
            gone = self._ledger.among(cursor, streams) if self._ledger else set()
            rows = [each for each in wrapped.items() if each[0] not in gone]
            cursor.executemany("INSERT INTO stream_keys (stream, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)
