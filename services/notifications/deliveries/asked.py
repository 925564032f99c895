"""One delivery as it is asked for, and what of it is sealed."""

import os
from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag

from shared.errors import SealBroken
from shared.keys import StreamKey

Channel = Literal["mail", "webhook", "live"]
NONCE = 12


class Outgoing(NamedTuple):
    """What is to be told, to whom, and by which channel, from a moment on.

    Without `actor` it is for the provider's own system. `address` is that of a mail or, for the night, of a webhook;
    a webhook without one goes to each that the provider has registered. `values` hold dates and counts alone.
    """

    delivery_id: UUID
    provider_id: str
    actor: str | None
    channel: Channel
    address: str | None
    template: str
    lang: str
    link: str
    values: Mapping[str, str]
    not_before: datetime
    reason: str
    urgent: bool
    notice_id: UUID | None
    extreme: bool = False
    role: str | None = None

    @property
    def urgency(self) -> int:
        """0 for what is normal, 1 for what is urgent, 2 for extreme risk."""
        return 2 if self.extreme else int(self.urgent)


class Letter(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What of a delivery is sealed: whose it is and what is needed to send it, until it was."""

    provider_id: str
    template: str
    lang: str
    link: str = ""
    actor: str | None = None
    role: str | None = None
    address: str | None = None
    values: dict[str, str] = {}

    def ended(self) -> "Letter":
        """What stays of it once nothing more is to be sent."""
        return msgspec.structs.replace(self, address=None)


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Letter).decode


def letter(outgoing: Outgoing) -> Letter:
    """What of this is to be sealed."""
    return Letter(
        provider_id=outgoing.provider_id,
        template=outgoing.template,
        lang=outgoing.lang,
        link=outgoing.link,
        actor=outgoing.actor,
        role=outgoing.role,
        address=outgoing.address,
        values=dict(outgoing.values),
    )


def sealed(said: Letter, delivery_id: bytes, key: StreamKey) -> bytes:
    """A letter under its provider's key, bound to its delivery."""
    nonce = os.urandom(NONCE)
    return nonce + key.cipher.encrypt(nonce, _encode(said), b"delivery" + delivery_id)


def opened(raw: bytes, delivery_id: bytes, key: StreamKey | None) -> Letter:
    """The letter in these bytes; `SealBroken` if they are not as they were sealed."""
    if key is None:
        raise SealBroken()
    try:
        return _decode(key.cipher.decrypt(raw[:NONCE], raw[NONCE:], b"delivery" + delivery_id))
    except InvalidTag:
        raise SealBroken() from None
