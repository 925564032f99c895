"""What an identity provider publishes of itself: its addresses (OpenID Connect Discovery) and its keys (RFC 7517)."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
from joserfc.jwk import Key
from pydantic import BaseModel, ValidationError

from shared import strict_json
from shared.errors import NotReady
from shared.identity.settings import IdentitySettings
from shared.signatures import imported

KEPT = 3600.0
AGAIN = 30.0
LARGEST = 256 * 1024
WITHIN = 5.0


class Metadata(BaseModel):
    """The addresses of a provider, as far as we use them."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    authorization_response_iss_parameter_supported: bool = False


class Published:
    """The provider's metadata and keys, read again once an hour; keys also when it has signed with others."""

    def __init__(self, settings: IdentitySettings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._client = httpx.Client(timeout=WITHIN, follow_redirects=False)
        self._metadata: tuple[float, Metadata] | None = None
        self._keys: tuple[float, list[Key]] | None = None
        self._missed = float("-inf")

    def metadata(self) -> Metadata:
        """`NotReady` if the provider doesn't answer, or not as the one that is meant."""
        with self._lock:
            if self._metadata is None or self._clock() - self._metadata[0] >= KEPT:
                self._metadata = self._clock(), self._discovered()
            return self._metadata[1]

    def keys(self, *, anew: bool = False) -> list[Key]:
        """Its keys; `anew` if those known did not do, which is looked into twice a minute at most."""
        address = self.metadata().jwks_uri
        with self._lock:
            now = self._clock()
            if self._keys is None or now - self._keys[0] >= KEPT or (anew and now - self._missed >= AGAIN):
                self._missed = now if anew else self._missed
                self._keys = now, _keys(self._asked("GET", address))
            return self._keys[1]

    def exchange(self, form: Mapping[str, str]) -> Any:
        """What the token endpoint answers; None if it refuses."""
        settings = self._settings
        us = quote(settings.client_id, safe=""), quote(settings.secret, safe="")
        basic = httpx.BasicAuth(*us) if settings.secret else None
        said = form if settings.secret else {**form, "client_id": settings.client_id}
        return self._asked("POST", self.metadata().token_endpoint, data=said, auth=basic)

    def close(self) -> None:
        self._client.close()

    def _discovered(self) -> Metadata:
        try:
            found = Metadata.model_validate(self._asked("GET", self._settings.discovery_url))
        except ValidationError:
            raise NotReady() from None
        addresses = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        over_tls = self._settings.issuer.startswith("https:")
        if found.issuer != self._settings.issuer or any(
            urlsplit(address).scheme not in (("https",) if over_tls else ("https", "http")) for address in addresses
        ):
            raise NotReady()
        return found

    def _asked(self, method: str, address: str, **said: Any) -> Any:
        """JSON of a bounded size; None for a refusal."""
        try:
            with self._client.stream(method, address, headers={"Accept": "application/json"}, **said) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > LARGEST:
                        raise NotReady()
                if answer.status_code >= 500 or answer.is_redirect:
                    raise NotReady()
                return strict_json.loads(body) if answer.is_success else None
        except (httpx.HTTPError, strict_json.Malformed):
            raise NotReady() from None


def _keys(found: Any) -> list[Key]:
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise NotReady()
    return [key for each in found["keys"] if (key := imported(each))]
