"""Signed notes (C2SP signed-note): a text and, after an empty line, who signed it.

    — ariadna.example/intake base64(key id, 4 bytes | Ed25519 signature of the text)

Lines of other signers may stand beside ours: those of witnesses say when they saw it too (C2SP tlog-cosignature).
"""

import re
from base64 import b64decode, b64encode
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.errors import CheckpointBroken
from shared.signing import raw_public

ED25519, COSIGNATURE = b"\x01", b"\x04"
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
    wanted = key_id(name, public_key)
    ours = [one for line in signatures[:-1].split("\n") if (one := _signature(line, name, wanted))]
    if not ours:
        raise CheckpointBroken()
    try:
        for signature in ours:
            public_key.verify(signature, text.encode())
    except InvalidSignature:
        raise CheckpointBroken() from None
    return text


def cosign(note: str, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """A note with one more line: this witness saw its text at a moment (seconds since 1970), and that it follows."""
    text = note.rpartition("\n\n")[0] + "\n"
    signature = key.sign(_witnessed(text, at))
    line = key_id(name, key.public_key(), COSIGNATURE) + at.to_bytes(8, "big") + signature
    return f"{note}— {name} {b64encode(line).decode()}\n"


def cosigned_at(note: str, name: str, public_key: Ed25519PublicKey) -> int:
    """When this witness signed the note; `CheckpointBroken` if it did not."""
    body, _, signatures = note.rpartition("\n\n")
    for line in signatures.splitlines():
        signature = _signature(line, name, key_id(name, public_key, COSIGNATURE))
        if signature and len(signature) == 72:
            at = int.from_bytes(signature[:8], "big")
            try:
                public_key.verify(signature[8:], _witnessed(body + "\n", at))
            except InvalidSignature:
                break
            return at
    raise CheckpointBroken()


def _witnessed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def vkey(name: str, public_key: Ed25519PublicKey, kind: bytes = ED25519) -> str:
    """The verifier key that a signer publishes, or a witness: name+key id+key."""
    key = b64encode(kind + raw_public(public_key)).decode()
    return f"{name}+{key_id(name, public_key, kind).hex()}+{key}"


def read_vkey(text: str, kind: bytes = ED25519) -> tuple[str, Ed25519PublicKey]:
    """The name and the key in a verifier key."""
    name, _, rest = text.partition("+")
    key = decoded(rest.partition("+")[2])
    if not NAME.fullmatch(name) or key[:1] != kind or len(key) != 33:
        raise CheckpointBroken()
    public_key = Ed25519PublicKey.from_public_bytes(key[1:])
    if vkey(name, public_key, kind) != text:
        raise CheckpointBroken()
    return name, public_key


def key_id(name: str, public_key: Ed25519PublicKey, kind: bytes = ED25519) -> bytes:
    """The first four bytes of SHA256(name | newline | kind | public key)."""
    return sha256(name.encode() + b"\n" + kind + raw_public(public_key)).digest()[:4]


def decoded(text: str) -> bytes:
    """Base64 in its one canonical form."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        raise CheckpointBroken() from None
    if b64encode(found).decode() != text:
        raise CheckpointBroken()
    return found


def _signature(line: str, name: str, wanted: bytes) -> bytes | None:
    """The signature in a line if it is by the key of this name and id, None if it is another's."""
    found = SIGNATURE.fullmatch(line)
    if not found:
        raise CheckpointBroken()
    signature = decoded(found[2])
    return signature[4:] if found[1] == name and signature[:4] == wanted else None
