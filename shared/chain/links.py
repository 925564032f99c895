"""The chain of one stream: each event's link holds all that went before it."""

from hashlib import sha256

GENESIS = bytes(32)


def link(previous: bytes, envelope: bytes, ciphertext: bytes) -> bytes:
    """SHA256(0x02 | previous | SHA256(envelope) | SHA256(ciphertext)): 32 bytes, from the 32 of the link before.

    The hash of an erased ciphertext is kept in its place, so that the chain can still be followed.
    """
    return linked(previous, sha256(envelope).digest(), sha256(ciphertext).digest())


def linked(previous: bytes, envelope_hash: bytes, ciphertext_hash: bytes) -> bytes:
    """The same, of what is known by its hash only."""
    return sha256(b"\x02" + previous + envelope_hash + ciphertext_hash).digest()
