"""One event as it is stored and as it travels: a clear header and a ciphertext bound to it.

state = header (75 bytes) | nonce (12) | AES-256-GCM(body padded to 64, header as associated data)

The header holds what is needed without the key and nothing that tells of her: format, flags (published to
the other services; of a provider rather than a pathway), ids, a keyed author and a keyed fingerprint of the content. The same bytes pass unchanged
from service to service; order and version belong to each service's chain.
"""

import os
import struct
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec
from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from shared.contracts import decoder_of
from shared.errors import NewerThanThisProgram, SealBroken
from shared.facts import Event
from shared.keys import KeyRing, StreamKey

FORMAT = 1
OWN, CARRIED = "own", "carried"
PUBLISHED, PROVIDER_LEVEL = 1, 2
HEADER = struct.Struct(">BBq16s16s8sq16s")
NONCE = 12
BLOCK = 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PROVIDERS = UUID("5f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10")


class Header(NamedTuple):
    """What is clear of a stored event; `recorded_at` in microseconds since 1970, UTC."""

    format: int
    flags: int
    key_id: int
    stream: bytes
    event_id: bytes
    author: bytes
    recorded_at: int
    tag: bytes


class Body(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is encrypted of a stored event; `data` is the fact, as posted."""

    type: str
    provider_id: str
    actor: str
    role: str
    occurred_on: date
    data: msgspec.Raw
    schema_version: int = 1
    occurred_at: datetime | None = None
    lateness_reason: str | None = None
    imported_at: datetime | None = None


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Body).decode


def header_of(state: bytes) -> Header:
    """The header of a stored event; an unknown format is a newer program's."""
    if state[0] != FORMAT:
        raise NewerThanThisProgram()
    return Header._make(HEADER.unpack_from(state))


def seal(header: Header, body: bytes, key: StreamKey) -> bytes:
    """The bytes to store and to send."""
    clear = HEADER.pack(*header)
    nonce = os.urandom(NONCE)
    return clear + nonce + key.cipher.encrypt(nonce, body + b" " * (-len(body) % BLOCK), clear)


def unseal(state: bytes, key: StreamKey) -> bytes:
    """The body of a stored event; refused if a byte of it, or its place, is not as it was sealed."""
    clear = state[: HEADER.size]
    start = HEADER.size + NONCE
    try:
        return key.cipher.decrypt(state[HEADER.size : start], state[start:], clear)
    except InvalidTag:
        raise SealBroken() from None


def encode_body(body: Body) -> bytes:
    return _encode(body)


def event_from(header: Header, body: bytes) -> Event:
    """The event that a header and its opened body make; `data` becomes the fact of its type."""
    known = _decode(body)
    return Event(
        event_id=uuid_text(header.event_id),
        type=known.type,
        pathway_id=None if header.flags & PROVIDER_LEVEL else uuid_text(header.stream),
        provider_id=known.provider_id,
        actor=known.actor,
        role=known.role,
        occurred_on=known.occurred_on,
        occurred_at=known.occurred_at,
        recorded_at=EPOCH + timedelta(microseconds=header.recorded_at),
        lateness_reason=known.lateness_reason,
        imported_at=known.imported_at,
        fact=decoder_of(known.type).decode(known.data),
    )


_provider_streams: dict[str, bytes] = {}


def provider_stream(provider_id: str) -> bytes:
    """The stream of a provider's own events (funding windows, services offered)."""
    stream = _provider_streams.get(provider_id)
    if stream is None:
        stream = _provider_streams[provider_id] = uuid5(PROVIDERS, provider_id).bytes
    return stream


def micros(moment: datetime) -> int:
    """A moment as microseconds since 1970."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def uuid_text(raw: bytes) -> str:
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class SealingMapper(Mapper[UUID]):
    """The library's mapper, with our sealing: neutral topics, the real type inside the ciphertext."""

    def __init__(self, keys: KeyRing) -> None:
        super().__init__(JSONTranscoder())
        self._keys = keys

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        if stored_event.topic not in (OWN, CARRIED):
            raise NewerThanThisProgram()
        return self.open(stored_event.state)

    def open(self, state: bytes) -> Event:
        """The event in a stored state, by the key of its stream."""
        header = header_of(state)
        key = self._keys.existing(header.stream)
        if key is None or key.key_id != header.key_id:
            raise SealBroken()
        return event_from(header, unseal(state, key))
