"""Rows beside the log, each sealed by the key of its stream and bound to its place."""

import os
from collections.abc import Iterable
from typing import TypeVar

import msgspec

from shared.keys import KeyRing

NONCE = 12
S = TypeVar("S", bound=msgspec.Struct)
_encode = msgspec.json.Encoder().encode


class Sealing:
    """Seals and opens the rows of one table."""

    def __init__(self, keys: KeyRing, table: str) -> None:
        self._keys = keys
        self._table = table.encode()

    def expect(self, streams: Iterable[bytes]) -> None:
        """Read at once the keys of what is about to be opened."""
        self._keys.fetch(streams)

    def seal(self, stream: bytes, row: bytes, value: msgspec.Struct) -> bytes | None:
        """A value under the key of its stream; None for who was erased."""
        key = self._keys.of([stream]).get(stream)
        if key is None:
            return None
        nonce = os.urandom(NONCE)
        return nonce + key.cipher.encrypt(nonce, _encode(value), self._table + row)

    def open(self, stream: bytes, row: bytes, sealed: bytes, decoder: msgspec.json.Decoder[S]) -> S | None:
        """The value again; None where the key is gone."""
        key = self._keys.existing(stream)
        if key is None:
            return None
        return decoder.decode(key.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], self._table + row))
