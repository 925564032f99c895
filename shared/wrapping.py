"""What wraps the streams' keys: a key-encryption key from a file, the environment or a passphrase, or a key in Vault.

Where it comes from is said by one of four variables; the same with OLD_ name the one before, which opens what it
wrapped until `ariadna keys rotate` has wrapped it anew.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import KeysExposed, KeysUnreadable, WrongSetting
from shared.files import put_once

KEK = "{}KEK"
KEK_FILE = "{}KEK_FILE"
PASSPHRASE_FILE = "{}PASSPHRASE_FILE"
VAULT_KEY = "{}VAULT_KEY"
NOW, OLD = "ARIADNA_", "ARIADNA_OLD_"
NOTICES = "NOTICES_"
NONCE = 12
SCRYPT = {"n": 2**17, "r": 8, "p": 1}
SHORTEST = 16


class Wrapping(Protocol):
    """Wraps the secret of a stream, and opens for that stream alone what it wrapped."""

    def wrap(self, secret: bytes, stream: bytes) -> bytes: ...

    def unwrap(self, wrapped: bytes, stream: bytes) -> bytes:
        """`KeysUnreadable` if it was not wrapped by this, or for another stream."""


@dataclass(frozen=True)
class Kek:
    """A key-encryption key of 32 bytes: AES-256-GCM, the stream as associated data."""

    key: bytes = field(repr=False)

    def wrap(self, secret: bytes, stream: bytes) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self.key).encrypt(nonce, secret, stream)

    def unwrap(self, wrapped: bytes, stream: bytes) -> bytes:
        try:
            return AESGCM(self.key).decrypt(wrapped[:NONCE], wrapped[NONCE:], stream)
        except (InvalidTag, ValueError):
            raise KeysUnreadable() from None


@dataclass(frozen=True)
class Changing:
    """One that wraps from now on, and the one before, which opens what it wrapped."""

    now: Wrapping
    old: Wrapping

    def wrap(self, secret: bytes, stream: bytes) -> bytes:
        return self.now.wrap(secret, stream)

    def unwrap(self, wrapped: bytes, stream: bytes) -> bytes:
        try:
            return self.now.unwrap(wrapped, stream)
        except KeysUnreadable:
            return self.old.unwrap(wrapped, stream)


def wrapping_of(environment: Mapping[str, str], of: str = "") -> Wrapping | None:
    """What the environment names, with the one before if it names that too; none if it names nothing.

    `of` stands in the variables' names: `NOTICES` for what wraps the keys of the feed to notifications.
    """
    now, old = _named(environment, f"{NOW}{of}"), _named(environment, f"{OLD}{of}")
    if old and not now:
        raise WrongSetting(KEK_FILE.format(f"{NOW}{of}"), "set where the one before it is named")
    return Changing(now, old) if now and old else now


def key_encryption_key(path: Path) -> bytes:
    """The 32 bytes kept in `path` (hex, mode 0600); made there if the file is absent."""
    if not path.exists():
        put_once(path, f"{secrets.token_hex(32)}\n".encode())
    try:
        key = bytes.fromhex(_secret(path))
    except ValueError:
        raise KeysUnreadable() from None
    if len(key) != 32:
        raise KeysUnreadable()
    return key


def prepare(passphrase: Path) -> Path:
    """Write what a passphrase's key is made with, salt and cost of scrypt, beside its file, unless it is there."""
    beside = passphrase.with_name(f"{passphrase.name}.scrypt")
    put_once(beside, json.dumps({"salt": secrets.token_hex(32), **SCRYPT}).encode())
    return beside


def key_of_passphrase(path: Path) -> bytes:
    """The key that a passphrase makes, with what lies beside its file; the same on every machine that has both."""
    passphrase = _secret(path).encode()
    if len(passphrase) < SHORTEST:
        raise KeysUnreadable()
    try:
        made_with = json.loads(path.with_name(f"{path.name}.scrypt").read_bytes())
        salt, n, r, p = bytes.fromhex(made_with["salt"]), made_with["n"], made_with["r"], made_with["p"]
        if n < SCRYPT["n"] or len(salt) < 16:
            raise KeysUnreadable()
        return hashlib.scrypt(passphrase, salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)
    except (OSError, ValueError, KeyError, TypeError):
        raise KeysUnreadable() from None


def _named(environment: Mapping[str, str], prefix: str) -> Wrapping | None:
    variables = [variable.format(prefix) for variable in (KEK, KEK_FILE, PASSPHRASE_FILE, VAULT_KEY)]
    given = [variable for variable in variables if environment.get(variable)]
    if len(given) > 1:
        raise WrongSetting(given[1], f"left out where {given[0]} is set")
    if not given:
        return None
    value = environment[given[0]]
    if given[0] == variables[0]:
        return Kek(_hex(given[0], value))
    if given[0] == variables[3]:
        from shared.vault import Vault  # its client takes a tenth of a second to import

        return Vault.named(value, environment)
    if not Path(value).is_file():  # one made here would open nothing that other machines have sealed
        raise WrongSetting(given[0], "a file that is there")
    return Kek((key_encryption_key if given[0] == variables[1] else key_of_passphrase)(Path(value)))


def _secret(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise KeysExposed()
    try:
        return path.read_text().strip()
    except UnicodeDecodeError:
        raise KeysUnreadable() from None


def _hex(variable: str, given: str) -> bytes:
    try:
        key = bytes.fromhex(given)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WrongSetting(variable, "32 bytes in hexadecimal")
    return key
