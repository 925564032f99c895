"""Where providers' own systems are told of notices: their webhooks, with the secrets that sign what is sent there.

By the Standard Webhooks specification a secret is random, `whsec_` before it; it is shown once, to who registers. When
it is changed the old one signs as well for a day, so that a receiver can change over when it likes.
"""

import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec

from services.notifications.deliveries.tables import CANCELLED, DEAD, FAILING, GONE, NOBODY, ON, OPEN, listed
from shared.errors import NotWellFormed, Problem, UnknownAddress
from shared.outward import NotAnAddress, NotFound, NotPublic, Outward
from shared.store.database import Cursor
from shared.store.entries import moment
from shared.store.log import Log
from shared.store.sealed import micros, provider_stream

SECRET, NONCE = 32, 12
MOST = 5
OVERLAP = timedelta(days=1)
OFF_AFTER = timedelta(days=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=1)
WRONG = {
    NotAnAddress: Problem("url", "malformed", "must be an https address without credentials, on 443 or from 1024 up"),
    NotPublic: Problem("url", "not_public", "must lead to public addresses alone"),
    NotFound: Problem("url", "not_found", "the name of the host leads nowhere"),
}
TOO_MANY = Problem("webhook_id", "too_many", "a provider has five webhooks at most")
Clock = Callable[[], datetime]


class Endpoint(msgspec.Struct, frozen=True, gc=False):
    """An address and its secrets, the newest first; `until` the old one signs too."""

    url: str
    secrets: list[str]
    until: datetime

    def signing(self, now: datetime) -> list[str]:
        """The secrets that sign now."""
        return self.secrets if now < self.until else self.secrets[:1]


class Standing(NamedTuple):
    """An endpoint as its provider sees it; `secret` only when it was made just now."""

    webhook_id: UUID
    url: str
    state: str
    failing_since: datetime | None
    secret: str | None = None
    made: bool = False


class Endpoints:
    """The endpoints of all providers, each under its provider's key. Methods block."""

    def __init__(self, log: Log, outward: Outward, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._log = log
        self._outward = outward
        self._clock = clock

    def put(self, provider_id: str, webhook_id: UUID, url: str, rotate: bool) -> Standing:
        """Register an address or change it; what was turned off is on again. The secret is told when it is new."""
        self._check(url)
        owner, now = provider_stream(provider_id), self._clock()
        self._log.keys.of([owner])
        with self._log.writing() as cursor:
            found = self._found(cursor, owner, webhook_id.bytes)
            if found is None and _count(cursor, owner) >= MOST:
                raise NotWellFormed(TOO_MANY)
            before = found[1] if found else None
            kept = changed(before, url, now, rotate)
            self._write(cursor, owner, webhook_id.bytes, kept)
        fresh = kept.secrets[0] if before is None or rotate else None
        return Standing(webhook_id, url, ON, None, fresh, before is None)

    def all_of(self, provider_id: str) -> list[Standing]:
        """Those of a provider."""
        owner = provider_stream(provider_id)
        with self._log.reading() as cursor:
            cursor.execute(
                "SELECT endpoint, state, failing, sealed FROM endpoints WHERE owner = ? ORDER BY endpoint", (owner,)
            )
            rows = cursor.fetchall()
        return [
            Standing(UUID(bytes=each), self._opened(owner, each, raw).url, state, _moment(failing))
            for each, state, failing, raw in rows
        ]

    def one_of(self, provider_id: str, webhook_id: UUID) -> Standing:
        """One of a provider's own; `UnknownAddress` for anybody else's."""
        found = [each for each in self.all_of(provider_id) if each.webhook_id == webhook_id]
        if not found:
            raise UnknownAddress()
        return found[0]

    def remove(self, provider_id: str, webhook_id: UUID) -> None:
        """Tell this address nothing more, of what waits neither."""
        owner = provider_stream(provider_id)
        with self._log.writing() as cursor:
            if self._found(cursor, owner, webhook_id.bytes) is None:
                raise UnknownAddress()
            cursor.execute("DELETE FROM endpoints WHERE owner = ? AND endpoint = ?", (owner, webhook_id.bytes))
            _leave(cursor, owner, webhook_id.bytes, CANCELLED)

    def get(self, owner: bytes, endpoint: bytes) -> Endpoint | None:
        """Where to send, if it is still to be told."""
        with self._log.reading() as cursor:
            found = self._found(cursor, owner, endpoint)
        return found[1] if found and found[0] == ON else None

    def answered(self, owner: bytes, endpoint: bytes) -> None:
        """It took what it was sent."""
        with self._log.writing() as cursor:
            cursor.execute(
                "UPDATE endpoints SET failing = 0, failures = 0, paused = 0 WHERE owner = ? AND endpoint = ?",
                (owner, endpoint),
            )

    def failed(self, owner: bytes, endpoint: bytes, now: datetime, gone: bool) -> bool:
        """It did not: let it be for a while, or for good if it says so or has failed for days; is it turned off?"""
        at = micros(now)
        with self._log.writing() as cursor:
            asked = "SELECT failing, failures FROM endpoints WHERE owner = ? AND endpoint = ? AND state = ?"
            cursor.execute(asked, (owner, endpoint, ON))
            if not (row := cursor.fetchone()):
                return False
            since, failures = row[0] or at, row[1]
            off = GONE if gone else FAILING if now - moment(since) > OFF_AFTER else ON
            pause = min(FIRST_PAUSE * 2 ** min(failures, 20), LONGEST_PAUSE)
            cursor.execute(
                "UPDATE endpoints SET state = ?, failing = ?, failures = failures + 1, paused = ? "
                "WHERE owner = ? AND endpoint = ?",
                (off, since, micros(now + pause), owner, endpoint),
            )
            if off != ON:
                _leave(cursor, owner, endpoint, DEAD)
        return off != ON

    def _check(self, url: str) -> None:
        try:
            self._outward.judged(url)
        except (NotAnAddress, NotPublic, NotFound) as error:
            raise NotWellFormed(WRONG[type(error)]) from None

    def _found(self, cursor: Cursor, owner: bytes, endpoint: bytes) -> tuple[str, Endpoint] | None:
        cursor.execute("SELECT state, sealed FROM endpoints WHERE owner = ? AND endpoint = ?", (owner, endpoint))
        row = cursor.fetchone()
        return (row[0], self._opened(owner, endpoint, row[1])) if row else None

    def _write(self, cursor: Cursor, owner: bytes, endpoint: bytes, kept: Endpoint) -> None:
        key, nonce = self._log.keys.of([owner])[owner], os.urandom(NONCE)
        sealed = nonce + key.cipher.encrypt(nonce, msgspec.json.encode(kept), b"endpoint" + owner + endpoint)
        cursor.execute(
            "INSERT INTO endpoints VALUES (?, ?, ?, 0, 0, 0, ?) ON CONFLICT (owner, endpoint) DO UPDATE "
            "SET state = excluded.state, failing = 0, failures = 0, paused = 0, sealed = excluded.sealed",
            (owner, endpoint, ON, sealed),
        )

    def _opened(self, owner: bytes, endpoint: bytes, raw: bytes) -> Endpoint:
        key = self._log.keys.of([owner])[owner]
        plain = key.cipher.decrypt(raw[:NONCE], raw[NONCE:], b"endpoint" + owner + endpoint)
        return msgspec.json.decode(plain, type=Endpoint)


def secret() -> str:
    """A new one, as the specification writes it."""
    return f"whsec_{b64encode(secrets.token_bytes(SECRET)).decode()}"


def changed(before: Endpoint | None, url: str, now: datetime, rotate: bool) -> Endpoint:
    """An endpoint as it is registered, with a new secret if it has none or if that is asked for."""
    if before is None:
        return Endpoint(url, [secret()], now)
    if not rotate:
        return msgspec.structs.replace(before, url=url)
    return Endpoint(url, [secret(), before.secrets[0]], now + OVERLAP)


def _leave(cursor: Cursor, owner: bytes, endpoint: bytes, state: str) -> None:
    """What waits for an endpoint that is told nothing more."""
    cursor.execute(
        f"UPDATE deliveries SET state = ?, claim = ? WHERE owner = ? AND endpoint = ? AND state IN ({listed(OPEN)})",
        (state, NOBODY, owner, endpoint),
    )


def _count(cursor: Cursor, owner: bytes) -> int:
    cursor.execute("SELECT count(*) FROM endpoints WHERE owner = ?", (owner,))
    return int(cursor.fetchone()[0])


def _moment(at: int) -> datetime | None:
    return moment(at) if at else None
