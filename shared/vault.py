"""Keys wrapped by a key that never leaves Vault: its transit engine, or whatever speaks the same over HTTP."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import httpx

from shared.errors import KeysUnreadable, NotReady, WrongSetting

ADDRESS = "VAULT_ADDR"
TOKEN_FILE = "VAULT_TOKEN_FILE"
CERTIFICATE = "VAULT_CACERT"
MOUNT = "ARIADNA_VAULT_MOUNT"
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
WRAPPED = b"vault:v"
WITHIN = 10.0


class KeysAway(NotReady):
    """What keeps the key-encryption key can't be reached, or does not let us use it."""

    code = "keys_away"


@dataclass(frozen=True)
class Vault:
    """A key of the transit engine; the token is read anew each time, for an agent may renew it.

    The stream is bound to what is wrapped as associated data, so that two wrapped keys can't change places.
    """

    address: str
    key: str
    token_file: Path
    mount: str = "transit"
    certificate: str | None = None

    @classmethod
    def named(cls, key: str, environment: Mapping[str, str]) -> Self:
        """A key by its name, where the environment says that Vault is."""
        address, file = environment.get(ADDRESS, ""), Path(environment.get(TOKEN_FILE) or "-")
        mount = environment.get(MOUNT) or "transit"
        if not re.fullmatch(r"https?://[^\s/?#@]+/?", address):
            raise WrongSetting(ADDRESS, "an address such as https://vault.example:8200")
        if not file.is_file():
            raise WrongSetting(TOKEN_FILE, "the file of a token, which is there")
        if not NAME.fullmatch(key) or not NAME.fullmatch(mount):
            raise WrongSetting("ARIADNA_VAULT_KEY", "a name of letters, digits, _ and -, as must be the engine's mount")
        return cls(address.rstrip("/"), key, file, mount, environment.get(CERTIFICATE))

    def wrap(self, secret: bytes, stream: bytes) -> bytes:
        answer = self._ask("encrypt", plaintext=_text(secret), associated_data=_text(stream))
        wrapped = str(answer.get("ciphertext", "")).encode()
        if not wrapped.startswith(WRAPPED):
            raise KeysAway()
        return wrapped

    def unwrap(self, wrapped: bytes, stream: bytes) -> bytes:
        if not wrapped.startswith(WRAPPED):  # wrapped by another key, before this one was in use
            raise KeysUnreadable()
        answer = self._ask("decrypt", ciphertext=wrapped.decode("ascii", "replace"), associated_data=_text(stream))
        try:
            return b64decode(answer["plaintext"], validate=True)
        except (KeyError, ValueError, TypeError):
            raise KeysUnreadable() from None

    def _ask(self, what: str, **said: str) -> Mapping[str, Any]:
        try:
            token = self.token_file.read_text().strip()
            url = f"{self.address}/v1/{self.mount}/{what}/{self.key}"
            answer = _client(self.certificate).post(url, json=said, headers={"X-Vault-Token": token})
            if answer.status_code == 400:
                raise KeysUnreadable()
            data = answer.raise_for_status().json()["data"]
        except (OSError, httpx.HTTPError, ValueError, KeyError, TypeError):
            raise KeysAway() from None
        return data if isinstance(data, dict) else {}


@cache
def _client(certificate: str | None) -> httpx.Client:
    """One for the process: its connections are kept, and no proxy of the environment sees a key."""
    import ssl

    verify = ssl.create_default_context(cafile=certificate) if certificate else True
    return httpx.Client(timeout=WITHIN, verify=verify, trust_env=False)


def _text(content: bytes) -> str:
    return b64encode(content).decode()
