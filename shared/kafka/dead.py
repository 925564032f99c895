"""Dead letters: records that could not be taken in, sealed as they were, whatever they were."""

import os
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.errors import Refusal, SealBroken
from shared.keys import KeyRing

NONCE = 12
UNFORESEEN = "unforeseen"


class Place(NamedTuple):
    """Where a record lay: the topic, its id, the partition, the offset."""

    topic: str
    topic_id: str
    partition: int
    offset: int

    def __str__(self) -> str:
        return f"{self.topic_id}:{self.partition}:{self.offset}"


class Letter(msgspec.Struct, frozen=True, array_like=True):
    """All that a record held."""

    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]


class DeadLetters:
    """Seals and opens letters by a key of their own; each is bound to the place that it came from."""

    def __init__(self, keys: KeyRing) -> None:
        self._cipher = AESGCM(blake2b(b"dead letters", key=keys.index_key(), digest_size=32).digest())

    def seal(self, place: Place, letter: Letter) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, msgspec.msgpack.encode(letter), str(place).encode())

    def open(self, place: Place, sealed: bytes) -> Letter:
        """The letter; refused if it is not as it was sealed, or is said to come from elsewhere."""
        try:
            opened = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], str(place).encode())
        except (InvalidTag, ValueError):
            raise SealBroken() from None
        return msgspec.msgpack.decode(opened, type=Letter)


def said_of(place: Place, reason: str, time: str) -> dict[str, str]:
    """The headers of a dead letter: where it came from, why and when; nothing of what it holds."""
    return {
        "ariadna_reason": reason,
        "ariadna_source_topic": place.topic,
        "ariadna_source_topic_id": place.topic_id,
        "ariadna_source_partition": str(place.partition),
        "ariadna_source_offset": str(place.offset),
        "ariadna_dead_at": time,
    }


def place_in(headers: Sequence[tuple[str, bytes]]) -> Place:
    """Where a dead letter says that it came from."""
    said: Mapping[str, str] = {name: value.decode() for name, value in headers}
    return Place(
        said["ariadna_source_topic"],
        said["ariadna_source_topic_id"],
        int(said["ariadna_source_partition"]),
        int(said["ariadna_source_offset"]),
    )


def reason_of(failure: BaseException) -> str:
    """A code without content: ours by name, anything else is not foreseen."""
    if isinstance(failure, Refusal):
        return failure.code
    name = type(failure).__name__
    ours = type(failure).__module__.startswith(("shared.", "services."))
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_") if ours else UNFORESEEN
