"""One event as it is stored and as it travels: a clear header and a ciphertext bound to it.

state = header (74 bytes) | nonce (12) | AES-256-GCM(body padded to 64, header as associated data)

The header holds what is needed without the key and nothing that tells of her: format, flags (published to the
other services; of a provider rather than a pathway; by one that only asks, and may not post for it), ids, a
keyed author and a keyed fingerprint of the content. The same bytes pass unchanged from service to service;
order and version belong to each service's chain.
"""

import os
import struct
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

import msgspec
from cryptography.exceptions import InvalidTag
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from msgspec.structs import astuple

from shared.contracts import FACTS
from shared.contracts.feed import FEED
from shared.errors import NewerThanThisProgram, SealBroken, UnknownPathway
from shared.facts import Event
from shared.keys import KeyRing, StreamKey

FORMAT = 1
OWN, CARRIED = "own", "carried"
PUBLISHED, PROVIDER_LEVEL, ASKS = 1, 2, 4
HEADER = struct.Struct(">BBq16s16s8sq16s")
NONCE = 12
TYPE_FIRST = b'{"type":"'
BLOCK = 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Data = TypeVar("Data")
PROVIDERS = UUID("5f0c2f0e-6a53-4b8e-9d5e-1d1f3c7a9b10")


class Header(msgspec.Struct, frozen=True, gc=False):
    """What is clear of a stored event; `recorded_at` in microseconds since 1970, UTC."""

    format: int
    flags: int
    key_id: int
    stream: bytes
    event_id: bytes
    author: bytes
    recorded_at: int
    tag: bytes


class Body(msgspec.Struct, Generic[Data], frozen=True, gc=False, omit_defaults=True, forbid_unknown_fields=True):
    """What is encrypted of a stored event; `data` is the fact, as posted or as read. `type` stands first."""

    type: str
    provider_id: str
    actor: str
    role: str
    occurred_on: date
    data: Data
    schema_version: int = 1
    occurred_at: datetime | None = None
    lateness_reason: str | None = None
    imported_at: datetime | None = None


_encode = msgspec.json.Encoder().encode


def header_of(state: bytes) -> Header:
    """The header of a stored event; an unknown format is a newer program's."""
    if state[0] != FORMAT:
        raise NewerThanThisProgram()
    return Header(*HEADER.unpack_from(state))


def nonces(count: int) -> list[bytes]:
    """So many random nonces, drawn in one call of the system, which costs as much as sealing an event."""
    drawn = os.urandom(NONCE * count)
    return [drawn[start : start + NONCE] for start in range(0, len(drawn), NONCE)]


def seal(header: Header, body: bytes, key: StreamKey, nonce: bytes) -> bytes:
    """The bytes to store and to send; a nonce seals once."""
    clear = HEADER.pack(*astuple(header))
    return clear + nonce + key.cipher.encrypt(nonce, body + b" " * (-len(body) % BLOCK), clear)


def unseal(state: bytes, key: StreamKey) -> bytes:
    """The body of a stored event; refused if a byte of it, or its place, is not as it was sealed."""
    clear = state[: HEADER.size]
    start = HEADER.size + NONCE
    try:
        return key.cipher.decrypt(state[HEADER.size : start], state[start:], clear)
    except InvalidTag:
        raise SealBroken() from None


def encode_body(body: Body[msgspec.Raw]) -> bytes:
    return _encode(body)


# Made here, before any thread: msgspec keeps what it knows of a type half made while it makes it, and a thread that
# meets it then brings the process down.
_READERS: dict[bytes, msgspec.json.Decoder[Any]] = {
    name.encode(): msgspec.json.Decoder(Body[fact])  # type: ignore[valid-type]
    for name, fact in (FACTS | FEED).items()
}


def _reader_of(type_name: bytes) -> msgspec.json.Decoder[Any]:
    """Reads a body and its fact at once."""
    reader = _READERS.get(type_name)
    if reader is None:
        raise NewerThanThisProgram()
    return reader


def event_from(header: Header, body: bytes, pathway_id: str) -> Event:
    """The event that a header and its opened body make; `pathway_id` is its stream's id as text."""
    try:
        known = _reader_of(body[len(TYPE_FIRST) : body.find(b'"', len(TYPE_FIRST))]).decode(body)
    except msgspec.ValidationError:  # it was let in once, so a newer program knows this field or code
        raise NewerThanThisProgram() from None
    if known.schema_version != 1:
        raise NewerThanThisProgram()
    return Event(
        uuid_text(header.event_id),
        known.type,
        None if header.flags & PROVIDER_LEVEL else pathway_id,
        known.provider_id,
        known.actor,
        known.role,
        known.occurred_on,
        EPOCH + timedelta(0, *divmod(header.recorded_at, 1_000_000)),
        known.data,
        known.occurred_at,
        known.lateness_reason,
        known.imported_at,
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


def uuid_bytes(text: str) -> bytes:
    """The 16 bytes of a UUID in any of its written forms."""
    return bytes.fromhex(text.replace("-", "")) if len(text) == 36 else UUID(text).bytes


def uuid_text(raw: bytes) -> str:
    text = raw.hex("-", 2)
    return f"{text[:4]}{text[5:29]}{text[30:34]}{text[35:]}"


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
        return self.open_all([state])[0]

    def open_each(self, states: Sequence[bytes]) -> list[Event]:
        """The events in these states, of whatever streams; those of erased pathways are left out."""
        opened = []
        for state in states:
            with suppress(UnknownPathway):
                opened.append(self.open(state))
        return opened

    def open_all(self, states: Sequence[bytes]) -> list[Event]:
        """The events of one stream; its key is looked up once. `UnknownPathway` where it was destroyed."""
        stream = header_of(states[0]).stream
        key = self._key(states[0])
        pathway_id = uuid_text(stream)
        opened = []
        for state in states:
            header = header_of(state)
            if header.key_id != key.key_id:
                key = self._key(state)
            if header.key_id != key.key_id or header.stream != stream:
                raise SealBroken()
            opened.append(event_from(header, unseal(state, key), pathway_id))
        return opened

    def _key(self, state: bytes) -> StreamKey:
        """The key of a state's stream, of the ring that sealed it; a ring that is not at hand opens nothing."""
        header = header_of(state)
        ring = self._keys.that_sealed(header.key_id)
        if ring and (key := ring.existing(header.stream)):
            return key
        raise UnknownPathway() if ring is None or ring.ledger.erased([header.stream]) else SealBroken()
