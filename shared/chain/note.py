"""Signed notes (C2SP signed-note): a text and, after an empty line, who signed it.

    — ariadna.example/intake base64(key id, 4 bytes | Ed25519 signature of the text)

Lines of other signers, as of witnesses, may stand beside ours.
"""

import re
from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import CheckpointBroken
from shared.signing import raw_public

ED25519 = b"\x01"
NAME = re.compile(r"[^\s+\x00-\x1f\x7f\ud800-\udfff]{1,200}")
TEXT = re.compile(r"(?:[^\x00-\x09\x0b-\x1f\ud800-\udfff]|\n)*")
SIGNATURE = re.compile(r"— (\S+) ([A-Za-z0-9+/]+={0,2})")


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """The note of a text, whose last line must end, signed by the key of this name."""
    if not NAME.fullmatch(name) or not text.endswith("\n"):
        raise CheckpointBroken()
    signature = key_id(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {name} {b64encode(signature).decode()}\n"


def verified(note: str, name: str, public_key: Ed25519PublicKey) -> str:
    """The text of a note; `CheckpointBroken` unless this key signed every character of it."""
    if not TEXT.fullmatch(note):
        raise CheckpointBroken()
    body, gap, signatures = note.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise CheckpointBroken()
    text = body + "\n"
    ours = [one for line in signatures[:-1].split("\n") if (one := _signature(line, name, public_key))]
    if not ours:
        raise CheckpointBroken()
    try:
        for signature in ours:
            public_key.verify(signature, text.encode())
    except InvalidSignature:
        raise CheckpointBroken() from None
    return text


def vkey(name: str, public_key: Ed25519PublicKey) -> str:
    """The verifier key that a signer publishes: name+key id+key."""
    key = b64encode(ED25519 + raw_public(public_key)).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{key}"


def read_vkey(text: str) -> tuple[str, Ed25519PublicKey]:
    """The name and the key in a verifier key."""
    name, _, rest = text.partition("+")
    key = decoded(rest.partition("+")[2])
    if not NAME.fullmatch(name) or key[:1] != ED25519 or len(key) != 33:
        raise CheckpointBroken()
    public_key = Ed25519PublicKey.from_public_bytes(key[1:])
    if vkey(name, public_key) != text:
        raise CheckpointBroken()
    return name, public_key


def key_id(name: str, public_key: Ed25519PublicKey) -> bytes:
    """The first four bytes of SHA256(name | newline | 0x01 | public key)."""
    return sha256(name.encode() + b"\n" + ED25519 + raw_public(public_key)).digest()[:4]


def decoded(text: str) -> bytes:
    """Base64 in its one canonical form."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise CheckpointBroken() from None
    if b64encode(found).decode() != text:
        raise CheckpointBroken()
    return found


def _signature(line: str, name: str, public_key: Ed25519PublicKey) -> bytes | None:
    """The signature in a line if it is by this key, None if it is another's."""
    found = SIGNATURE.fullmatch(line)
    if not found:
        raise CheckpointBroken()
    signature = decoded(found[2])
    ours = found[1] == name and signature[:4] == key_id(name, public_key)
    return signature[4:] if ours else None
