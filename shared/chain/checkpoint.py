"""Signed checkpoints of a log (C2SP tlog-checkpoint): how many events it held, and the root over them.

ariadna.example/intake                          the origin, which is also the name of the key
3                                               the size
O2zM1+PgI/85MAbwMDFe562esRGwIrQfun5bejlz9og=    the root

— ariadna.example/intake ...
"""

import re
from base64 import b64encode

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.chain import note
from shared.chain.merkle import EMPTY_ROOT, WIDTH
from shared.errors import CheckpointBroken

LARGEST = 2**63 - 1
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(msgspec.Struct, frozen=True):
    """A log as it stood; the root has 32 bytes."""

    origin: str
    size: int
    root: bytes


def make(origin: str, size: int, root: bytes, key: Ed25519PrivateKey) -> str:
    """The signed checkpoint of a log, as text. Never sign two that are not consistent."""
    text = f"{origin}\n{size}\n{b64encode(root).decode()}\n"
    _read(text, origin)
    return note.sign(text, origin, key)


def parse_and_verify(text: str, origin: str, public_key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint of the log `origin`; `CheckpointBroken` unless this key signed every character of it.

    Extension lines are let pass, as the format has it, and lines of other signers are not looked at.
    """
    return _read(note.verified(text, origin, public_key), origin)


def _read(text: str, origin: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise CheckpointBroken()
    root = note.decoded(lines[2])
    if lines[0] != origin or not SIZE.fullmatch(lines[1]) or len(root) != WIDTH:
        raise CheckpointBroken()
    size = int(lines[1])
    if size > LARGEST or (size == 0) != (root == EMPTY_ROOT):
        raise CheckpointBroken()
    return Checkpoint(origin, size, root)
