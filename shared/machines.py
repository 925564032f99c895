"""Machines of providers: each holds a private key, we keep the public one; no secret is shared (RFC 7523)."""

import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

import orjson
from joserfc.jwk import JWKRegistry, Key
from pydantic import BaseModel, ConfigDict

from shared.access import MACHINE, Signer
from shared.errors import NotSignedIn, NotWellFormed, Problem
from shared.facts import Ref
from shared.revocations import Revocations, somebody
from shared.signatures import PREFERRED, Unsigned, claims_of, from_pem, imported, serves, unproved
from shared.store.database import Database
from shared.store.migrations import Steps, migrate

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS machines (machine TEXT NOT NULL PRIMARY KEY, provider TEXT NOT NULL, "
        "key TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS assertions (digest BLOB NOT NULL PRIMARY KEY, until INTEGER NOT NULL) "
        "WITHOUT ROWID",
    ),
)
LONGEST = 5 * 60
CLOCKS_APART = 30
MINUTES = 15
MACHINE_ID = re.compile(r"m-[0-9a-f]{16}")
NO_KEY = Problem("key", "not_a_key", "one public key, Ed25519 or P-256, as PEM or JWK")


class Machine(NamedTuple):
    """One registered machine; its id is what it calls itself by and what its events name as their actor."""

    machine: str
    provider_id: str


class Assertion(BaseModel):
    """What a machine says of itself, signed (RFC 7523, 3)."""

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    iss: str
    sub: str
    aud: str
    jti: Ref
    exp: int
    iat: int | None = None
    nbf: int | None = None


class Machines:
    """The machines that may ask for tokens, in a table that all replicas share. Methods block.

    `audience` is whom an assertion must be meant for, to the letter.
    """

    def __init__(
        self, database: Database, revocations: Revocations, audience: str, now: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._revocations = revocations
        self._audience = audience
        self._now = now
        migrate(database, {"machines": MIGRATIONS})

    def add(self, provider_id: str, key: bytes) -> Machine:
        """Register a public key for a provider; `NotWellFormed` if it is none, or a private one."""
        found = _public(key)
        if found is None:
            raise NotWellFormed(NO_KEY)
        machine = Machine(f"m-{secrets.token_hex(8)}", provider_id)
        with self._database.writing() as cursor:
            said = orjson.dumps(found.as_dict(private=False)).decode()
            cursor.execute("INSERT INTO machines (machine, provider, key) VALUES (?, ?, ?)", (*machine, said))
        return machine

    def all(self) -> list[Machine]:
        with self._database.reading() as cursor:
            cursor.execute("SELECT machine, provider FROM machines ORDER BY provider, machine")
            return [Machine(*row) for row in cursor.fetchall()]

    def remove(self, machine: str) -> bool:
        """It gets no token any more, and those that it has end; False if there is no such machine."""
        found = self._of(machine)
        if found is None:
            return False
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM machines WHERE machine = ?", (machine,))
        self._revocations.add(somebody(found[0], machine))
        return True

    def token(self, assertion: str, signer: Signer) -> str:
        """An access token for the machine that signed this; `NotSignedIn`, the same for every cause, for any other.

        An assertion is taken once: of several at the same time one.
        """
        now = self._now()
        machine, provider_id, said = self._verified(assertion)
        starts = max(said.iat or 0, said.nbf or 0)
        in_time = starts - CLOCKS_APART <= now < said.exp + CLOCKS_APART and said.exp <= now + LONGEST + CLOCKS_APART
        if said.aud != self._audience or not in_time:
            raise NotSignedIn()
        self._use(f"{machine} {said.jti}", said.exp + CLOCKS_APART, int(now))
        return signer.issue(provider_id, MACHINE, machine, MINUTES)

    def _verified(self, assertion: str) -> tuple[str, str, Assertion]:
        """Its claims, by the key of the machine that they name: they are believed for that alone before."""
        machine = _named(assertion)
        found = self._of(machine)
        if found is None:
            raise NotSignedIn()
        provider_id, key = found
        try:
            said = claims_of(assertion, [key], PREFERRED, Assertion)
        except Unsigned:
            raise NotSignedIn() from None
        if not machine == said.iss == said.sub:
            raise NotSignedIn()
        return machine, provider_id, said

    def _of(self, machine: str) -> tuple[str, Key] | None:
        with self._database.reading() as cursor:
            cursor.execute("SELECT provider, key FROM machines WHERE machine = ?", (machine,))
            row = cursor.fetchone()
        return (row[0], JWKRegistry.import_key(orjson.loads(row[1]))) if row else None

    def _use(self, assertion: str, until: int, now: int) -> None:
        digest = sha256(assertion.encode()).digest()
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM assertions WHERE until < ?", (now,))
            cursor.execute("SELECT 1 FROM assertions WHERE digest = ?", (digest,))
            if cursor.fetchone():
                raise NotSignedIn()
            cursor.execute("INSERT INTO assertions (digest, until) VALUES (?, ?)", (digest, until))


def _named(assertion: str) -> str:
    """Who an assertion says that it is from: what it is then to be proved by."""
    try:
        issuer = unproved(assertion).get("iss")
    except Unsigned:
        raise NotSignedIn() from None
    if not isinstance(issuer, str) or not MACHINE_ID.fullmatch(issuer):
        raise NotSignedIn()
    return issuer


def _public(given: bytes) -> Key | None:
    """A public key of a kind that an assertion may be signed with."""
    try:
        key = imported(orjson.loads(given)) if given.lstrip().startswith(b"{") else from_pem(given)
    except orjson.JSONDecodeError:
        return None
    return key if key and any(serves(key, name) for name in PREFERRED) else None
