"""One person coming in by way of the identity provider, from our page and back to it."""

import secrets
import time
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b, sha256
from typing import Any
from urllib.parse import urlencode

import msgspec
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from shared.access import Reader
from shared.errors import NotAllowed, NotSignedIn
from shared.facts import ProviderId
from shared.identity.metadata import Published
from shared.identity.settings import IdentitySettings
from shared.signatures import Unsigned, claims_of

SCOPE = "openid"
CLOCKS_APART = 30
OLDEST = 10 * 60
LONGEST = 8 * 60 * 60
PROVIDER = TypeAdapter[str](ProviderId)


class Said(BaseModel):
    """The claims of an id token that are checked; what else it says is read by the names that the settings give."""

    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    iss: str
    sub: str
    aud: str | list[str]
    exp: int
    iat: int
    nbf: int | None = None
    nonce: str
    azp: str | None = None


class Identity:
    """The identity provider: sends people there, and tells who came back.

    `key` makes of somebody's subject a reference that stays the same and tells neither mail nor name.
    """

    def __init__(
        self,
        settings: IdentitySettings,
        key: bytes,
        published: Published | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.settings = settings
        self._key = key
        self._published = published or Published(settings)
        self._now = now

    @staticmethod
    def coming() -> str:
        """A secret for the browser to keep until it is back: state, nonce and PKCE verifier follow from it."""
        return secrets.token_urlsafe(32)

    def address(self, coming: str) -> str:
        """Where a browser that keeps this secret is to sign in."""
        verifier = _derived(coming, "verifier")
        asked = {
            "response_type": "code",
            "client_id": self.settings.client_id,
            "redirect_uri": self.settings.redirect_uri,
            "scope": SCOPE,
            "state": _derived(coming, "state"),
            "nonce": _derived(coming, "nonce"),
            "code_challenge": _text(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        return _with(self._published.metadata().authorization_endpoint, asked)

    def arrived(self, coming: str, answer: Sequence[tuple[str, str]]) -> Reader:
        """Who came back with this answer (RFC 6749, 9207); `NotSignedIn` for whatever does not hold.

        `NotAllowed` for somebody to whom the provider gives no organisation, or none or several of our roles.
        """
        said = dict(answer)
        metadata = self._published.metadata()
        issuer = said.get("iss", None if metadata.authorization_response_iss_parameter_supported else metadata.issuer)
        if len(said) != len(answer) or "error" in said or issuer != metadata.issuer:
            raise NotSignedIn()
        if not secrets.compare_digest(said.get("state", "").encode(), _derived(coming, "state").encode()):
            raise NotSignedIn()
        return self._reader(self._verified(self._token(coming, said.get("code", "")), _derived(coming, "nonce")))

    def leaving(self) -> str | None:
        """Where to sign out of the provider too, if it offers that."""
        endpoint = self._published.metadata().end_session_endpoint
        if endpoint is None:
            return None
        back = f"{self.settings.public_url}/pathway/sign-in"
        return _with(endpoint, {"client_id": self.settings.client_id, "post_logout_redirect_uri": back})

    def close(self) -> None:
        self._published.close()

    def _token(self, coming: str, code: str) -> str:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.settings.redirect_uri,
            "code_verifier": _derived(coming, "verifier"),
        }
        given = self._published.exchange(form)
        token = given.get("id_token") if isinstance(given, dict) else None
        if not isinstance(token, str):
            raise NotSignedIn()
        return token

    def _verified(self, token: str, nonce: str) -> Said:
        try:
            said = self._said(token)
        except Unsigned:
            raise NotSignedIn() from None
        now, ours = self._now(), self.settings.client_id
        for_us = said.aud in (ours, [ours]) and said.azp in (None, ours)
        from_there = said.iss == self.settings.issuer and secrets.compare_digest(said.nonce.encode(), nonce.encode())
        starts = max(said.iat, said.nbf or 0)
        in_time = starts - CLOCKS_APART <= now < said.exp + CLOCKS_APART and now - said.iat < OLDEST
        if not (for_us and from_there and in_time and said.sub):
            raise NotSignedIn()
        return said

    def _said(self, token: str) -> Said:
        try:
            return claims_of(token, self._published.keys(), self.settings.algorithms, Said)
        except Unsigned:
            return claims_of(token, self._published.keys(anew=True), self.settings.algorithms, Said)

    def _reader(self, said: Said) -> Reader:
        others: dict[str, Any] = said.model_extra or {}
        provider_id, named = others.get(self.settings.provider_claim), others.get(self.settings.role_claim)
        names = {each for each in (named if isinstance(named, list) else [named]) if isinstance(each, str)}
        roles = {self.settings.roles[name] for name in names if name in self.settings.roles}
        try:
            PROVIDER.validate_python(provider_id, strict=True)
        except ValidationError:
            raise NotAllowed() from None
        if len(roles) != 1:
            raise NotAllowed()
        now = int(self._now())
        told = {
            "provider_id": provider_id,
            "role": roles.pop(),
            "actor": reference(self._key, said.iss, said.sub, str(provider_id)),
            "token_id": secrets.token_hex(16),
            "expires": now + LONGEST,
            "issued": now,
        }
        return msgspec.convert(told, Reader)


def reference(key: bytes, issuer: str, subject: str, provider_id: str) -> str:
    """What stands for a person in an organisation: the same each time, another one in each, and not to be undone."""
    said = "\0".join((issuer, subject, provider_id)).encode()
    digest = blake2b(said, key=key, digest_size=15, person=b"ariadna-actor").digest()
    return f"p-{b32encode(digest).decode().lower()}"


def _derived(coming: str, what: str) -> str:
    return _text(sha256(f"{what} {coming}".encode()).digest())


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _with(address: str, asked: dict[str, str]) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
