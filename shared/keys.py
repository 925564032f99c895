"""One key for each stream, wrapped by a key-encryption key, in a database of its own.

Destroying a stream's key makes everything that was ever stored of it unreadable, in this store and in
every backup. The key database holds wrapped keys only; the key-encryption key is kept elsewhere.
"""

import secrets
import threading
from collections.abc import Collection, Iterable
from hashlib import blake2b

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.store.database import Database, among
from shared.store.migrations import Steps, migrate
from shared.wrapping import Kek, Wrapping, key_encryption_key

__all__ = ["KeyRing", "StreamKey", "key_encryption_key"]

INDEX = bytes(16)
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS stream_keys ("
        "key_id INTEGER PRIMARY KEY AUTOINCREMENT, stream BLOB NOT NULL UNIQUE, wrapped BLOB NOT NULL)",
    ),
)
KEPT = 50_000


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

    They are wrapped by a key-encryption key of 32 bytes, or by whatever wraps.
    """

    def __init__(self, database: Database, wrapping: Wrapping | bytes) -> None:
        self._wrapping = Kek(wrapping) if isinstance(wrapping, bytes) else wrapping
        self._lock = threading.Lock()
        self._known: dict[bytes, StreamKey] = {}
        self._database = database
        migrate(database, {"keys": MIGRATIONS})
        self._authors: dict[str, bytes] = {}
        self._index_key = self.of([INDEX])[INDEX].secret

    def of(self, streams: Iterable[bytes]) -> dict[bytes, StreamKey]:
        """The keys of these streams (16 bytes each), made where there is none yet."""
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
            self._load(set(streams) - self._known.keys())

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
        rows = [(stream, self._wrapping.wrap(secrets.token_bytes(32), stream)) for stream in streams]
        with self._database.writing() as cursor:
            cursor.executemany("INSERT INTO stream_keys (stream, wrapped) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)
