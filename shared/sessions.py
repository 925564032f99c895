"""Sessions of the pages: what a browser holds is a random secret, and what is stored tells nothing without it."""

import os
import secrets
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.access import MACHINE, Reader
from shared.errors import NotSignedIn
from shared.store.database import Database
from shared.store.migrations import Steps, migrate

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS sessions (digest BLOB NOT NULL PRIMARY KEY, session BLOB NOT NULL, "
        "sealed BLOB NOT NULL, renew INTEGER NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS sessions_session ON sessions (session)",
    ),
)
LONGEST = 8 * 60 * 60
IDLE = 15 * 60
RENEWED_AFTER = 5 * 60
OVERLAP = 30
NONCE = 12
NEVER = 2**53


class Sessions:
    """Who is signed in, by the secret in a cookie; all replicas share the table. Methods block.

    A secret is good for a quarter of an hour and exchanged for a new one after five minutes of use, so that a session
    left alone for as long has ended, and all have after eight hours. Requests under way may use the old secret for
    half a minute more.
    """

    def __init__(
        self, database: Database, revoked: Callable[[Reader], bool], now: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._revoked = revoked
        self._now = now
        migrate(database, {"sessions": MIGRATIONS})

    def begin(self, reader: Reader) -> str:
        """A new secret for somebody who has just shown who she is; it ends with what she showed."""
        if reader.role == MACHINE:
            raise NotSignedIn()
        now = int(self._now())
        ends = min(reader.expires, now + LONGEST)
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM sessions WHERE until <= ?", (now,))
            return _put(cursor, msgspec.structs.replace(reader, expires=ends), now)

    def read(self, secret: str) -> tuple[Reader, str | None]:
        """Who holds this secret, and the one to hold from now on if that is another; `NotSignedIn` for nobody."""
        now = int(self._now())
        with self._database.reading() as cursor:
            found = _found(cursor, secret, now)
        if found is None or self._revoked(found[0]):
            raise NotSignedIn()
        reader, renew = found
        return reader, self._renewed(secret, now) if renew <= now else None

    def end(self, secret: str) -> Reader | None:
        """Sign out, in all windows and replicas at once; whose session it was."""
        with self._database.writing() as cursor:
            found = _found(cursor, secret, int(self._now()))
            if found is None:
                return None
            cursor.execute("DELETE FROM sessions WHERE session = ?", (_session(found[0]),))
        return found[0]

    def _renewed(self, secret: str, now: int) -> str | None:
        """Of several requests at once the first gets a new secret."""
        with self._database.writing() as cursor:
            found = _found(cursor, secret, now)
            if found is None or found[1] > now:
                return None
            cursor.execute(
                "UPDATE sessions SET renew = ?, until = CASE WHEN until < ? THEN until ELSE ? END WHERE digest = ?",
                (NEVER, now + OVERLAP, now + OVERLAP, _digest(secret)),
            )
            return _put(cursor, found[0], now)


def _put(cursor: Any, reader: Reader, now: int) -> str:
    secret = secrets.token_urlsafe(32)
    digest, nonce = _digest(secret), os.urandom(NONCE)
    sealed = nonce + _cipher(secret).encrypt(nonce, msgspec.json.encode(reader), digest)
    until = min(now + IDLE, reader.expires)
    cursor.execute(
        "INSERT INTO sessions (digest, session, sealed, renew, until) VALUES (?, ?, ?, ?, ?)",
        (digest, _session(reader), sealed, now + RENEWED_AFTER, until),
    )
    return secret


def _found(cursor: Any, secret: str, now: int) -> tuple[Reader, int] | None:
    digest = _digest(secret)
    cursor.execute("SELECT sealed, renew FROM sessions WHERE digest = ? AND until > ?", (digest, now))
    row = cursor.fetchone()
    if row is None:
        return None
    try:
        opened = _cipher(secret).decrypt(row[0][:NONCE], row[0][NONCE:], digest)
    except InvalidTag:
        return None
    return msgspec.json.decode(opened, type=Reader), row[1]


def _digest(secret: str) -> bytes:
    return blake2b(secret.encode(errors="replace"), digest_size=32, person=b"ariadna-found").digest()


def _cipher(secret: str) -> AESGCM:
    return AESGCM(blake2b(secret.encode(errors="replace"), digest_size=32, person=b"ariadna-sealed").digest())


def _session(reader: Reader) -> bytes:
    return blake2b(reader.token_id.encode(), digest_size=32, person=b"ariadna-session").digest()
