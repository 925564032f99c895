"""Who is asking, by short-lived local tokens (RFC 7519) signed with Ed25519."""

import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ConfigDict, ValidationError

from shared.errors import NotSignedIn, NotWellFormed, Problem
from shared.facts import ProviderId, Ref, Role
from shared.revocations import Revocations
from shared.signing import signing_key

__all__ = ["Claims", "Reader", "Revocations", "Signer", "Verifier"]

ISSUER: Literal["ariadna-local"] = "ariadna-local"
AUDIENCE = "ariadna"
HEADER = {"typ": "JWT", "alg": "EdDSA"}
LEEWAY = 5
KEPT = 10_000
MACHINE = "machine"
NOT_FOR_A_TOKEN = {
    "provider": Problem("provider", "malformed", "must be the id of a provider: capitals, digits and hyphens"),
    "role": Problem("role", "not_in_list", "must be one of the roles"),
    "sub": Problem("actor", "malformed", "must be a reference without spaces"),
    "aud": Problem("audience", "malformed", "must be a name without spaces"),
}
Clock = Callable[[], float]


class Reader(msgspec.Struct, frozen=True):
    """Who asks, by a verified token: the organisation, the role in it, and the person's reference there.

    `issued` and `expires` are in seconds since 1970.
    """

    provider_id: str
    role: Role
    actor: str
    token_id: str
    expires: int
    issued: int = 0


class Claims(BaseModel):
    """What a local token says; times are in seconds since 1970."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    iss: Literal["ariadna-local"]
    aud: Ref
    sub: Ref
    provider: ProviderId
    role: Role
    iat: int
    nbf: int
    exp: int
    jti: Ref


class _OneAlgorithm(jws.JWSRegistry):
    """EdDSA and no other; the library's own lookup warns that RFC 9864 has a newer name for it."""

    def get_alg(self, name: str) -> Any:
        if name != HEADER["alg"]:
            raise JoseError()
        return self.algorithms[name]


REGISTRY = _OneAlgorithm()
PREFIX = urlsafe_b64encode(json.dumps(HEADER, separators=(",", ":")).encode()).decode().rstrip("=") + "."


class Signer:
    """Makes local tokens."""

    def __init__(self, key: Ed25519PrivateKey, now: Clock = time.time) -> None:
        self.public_key = key.public_key()
        self._key = OKPKey.import_key(key)
        self._now = now

    @classmethod
    def load_or_create(cls, directory: Path) -> Self:
        """The signer whose key is in this directory; made there the first time."""
        return cls(signing_key(directory / "tokens.pem"))

    def issue(
        self, provider: str, role: str, actor: str = "local", minutes: float = 15, audience: str = AUDIENCE
    ) -> str:
        """One token; `NotWellFormed` names the argument that can't stand in one."""
        now = int(self._now())
        said = {"iss": ISSUER, "aud": audience, "sub": actor, "provider": provider, "role": role, "iat": now}
        said |= {"nbf": now, "exp": now + int(minutes * 60), "jti": secrets.token_hex(16)}
        try:
            Claims.model_validate(said)
        except ValidationError as error:
            wrong = {str(found["loc"][0]) for found in error.errors(include_input=False)}
        else:
            return jwt.encode(HEADER, said, self._key, registry=REGISTRY)
        raise NotWellFormed(*(NOT_FOR_A_TOKEN[claim] for claim in sorted(wrong)))


class Verifier:
    """Tells readers by their tokens. What was verified once is remembered while it is in force."""

    def __init__(
        self,
        public_key: Ed25519PublicKey,
        revocations: Revocations | None = None,
        *,
        audience: str = AUDIENCE,
        now: Clock = time.time,
    ) -> None:
        self._key = OKPKey.import_key(public_key)
        self._revocations = revocations
        self._audience = audience
        self._now = now
        self._known: dict[bytes, Reader] = {}

    def reader(self, token: str) -> Reader:
        """The reader that a token names; `NotSignedIn`, the same for every cause, if it doesn't hold."""
        digest = sha256(token.encode(errors="replace")).digest()
        reader = self._known.get(digest)
        if reader is None:
            reader = self._verified(token)
            self._keep(digest, reader)
        if reader.expires + LEEWAY <= self._now():
            self._known.pop(digest, None)
            raise NotSignedIn()
        if self._revocations and self._revocations.refuse(reader):
            raise NotSignedIn()
        return reader

    def _verified(self, token: str) -> Reader:
        claims = self._claims(token)
        if claims is None or claims.aud != self._audience or claims.nbf > self._now() + LEEWAY:
            raise NotSignedIn()
        return Reader(claims.provider, claims.role, claims.sub, claims.jti, claims.exp, claims.iat)

    def _claims(self, token: str) -> Claims | None:
        if not token.startswith(PREFIX):  # any other header, with keys or algorithms of its own, is not read at all
            return None
        try:
            said = jws.deserialize_compact(token, self._key, registry=REGISTRY).payload
            return Claims.model_validate_json(said)
        except (JoseError, ValueError):
            return None

    def _keep(self, digest: bytes, reader: Reader) -> None:
        if len(self._known) >= KEPT:
            self._known = {}
        self._known[digest] = reader
