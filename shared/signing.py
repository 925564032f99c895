"""Ed25519 signing keys, each in a PEM file that only its owner can read."""

from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import KeysExposed, KeysUnreadable
from shared.files import put_once


def signing_key(path: Path) -> Ed25519PrivateKey:
    """The private key kept in `path` (PKCS 8, mode 0600), made there if the file is absent."""
    if not path.exists():
        _make(path)
    if path.stat().st_mode & 0o077:
        raise KeysExposed()
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError):
        raise KeysUnreadable() from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnreadable()
    return key


def verifying_key(path: Path) -> Ed25519PublicKey:
    """The public key kept in `path`, or that of the private key there, which is made if the file is absent."""
    if is_public(path):
        try:
            key = serialization.load_pem_public_key(path.read_bytes())
        except (ValueError, TypeError):
            raise KeysUnreadable() from None
        if not isinstance(key, Ed25519PublicKey):
            raise KeysUnreadable()
        return key
    return signing_key(path).public_key()


def is_public(path: Path) -> bool:
    """Is there a public key alone?"""
    return path.exists() and b"PUBLIC KEY" in path.read_bytes()


def raw_public(key: Ed25519PublicKey) -> bytes:
    """The 32 bytes of a public key (RFC 8032)."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    put_once(path, pem)
