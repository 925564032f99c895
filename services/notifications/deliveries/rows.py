"""The rows of deliveries: asked for in the transaction that knows why, each once."""

from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid5

from services.notifications.deliveries.asked import Letter, Outgoing, letter, opened, sealed
from services.notifications.deliveries.tables import CANCELLED, NOBODY, ON, OPEN, WAITING, listed
from shared.keys import KeyRing, StreamKey
from shared.store.database import Cursor, among
from shared.store.sealed import micros, provider_stream

COLUMNS = (
    "delivery_id, origin, owner, person, channel, state, urgency, notice, endpoint, asked, due, attempts, tries, "
    "claim, told, shown, sealed"
)
PUT = (
    f"INSERT INTO deliveries ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))}) "
    "ON CONFLICT (delivery_id) DO NOTHING"
)


class Deliveries:
    """What is to be carried, sealed by the service's keys; every `cursor` is that of the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys

    def enqueue(self, cursor: Cursor, asked: Iterable[Outgoing]) -> None:
        """Have these carried, each once however often it is asked for."""
        found = [each for one in asked for each in _by_endpoint(cursor, one)]
        keys = self._keys.of({provider_stream(one.provider_id) for one, _, _ in found})
        cursor.executemany(PUT, [self._row(*each, keys) for each in found])

    def cancel(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None:
        """What was not sent yet of these notices is not sent."""
        cursor.executemany(
            f"UPDATE deliveries SET state = ?, claim = ? WHERE notice = ? AND state IN ({listed(OPEN)})",
            [(CANCELLED, NOBODY, each.bytes) for each in notice_ids],
        )

    def again(self, cursor: Cursor, asked: Iterable[Outgoing]) -> None:
        """What was called off before it was tried is carried after all: its notice is open again."""
        cursor.executemany(
            "UPDATE deliveries SET state = ?, asked = ?, due = ? "
            "WHERE notice = ? AND origin = ? AND state = ? AND tries = 0",
            [
                (WAITING, at := micros(one.not_before), at, one.notice_id.bytes, one.delivery_id.bytes, CANCELLED)
                for one in asked
                if one.notice_id
            ],
        )

    def forget(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None:
        """Leave nothing of what was told by these notices."""
        asked = "SELECT delivery_id FROM deliveries WHERE notice IN ({})"
        rows = list(among(cursor, asked, [each.bytes for each in notice_ids]))
        cursor.executemany("DELETE FROM delivery_attempts WHERE delivery_id = ?", rows)
        cursor.executemany("DELETE FROM deliveries WHERE delivery_id = ?", rows)

    def person(self, provider_id: str, actor: str | None) -> bytes:
        """What stands for one person of a provider in clear columns; for none, nothing."""
        if actor is None:
            return NOBODY
        whole = f"{provider_id}|{actor}".encode()
        return blake2b(whole, key=self._keys.index_key(), digest_size=16, person=b"deliveries").digest()

    def letter_of(self, delivery_id: bytes, owner: bytes, raw: bytes) -> Letter:
        """What is sealed in a row."""
        return opened(raw, delivery_id, self._keys.existing(owner))

    def seal(self, said: Letter, delivery_id: bytes, owner: bytes) -> bytes:
        """The same, to be written anew."""
        return sealed(said, delivery_id, self._keys.of([owner])[owner])

    def _row(self, one: Outgoing, origin: UUID, endpoint: bytes, keys: Mapping[bytes, StreamKey]) -> tuple[Any, ...]:
        owner, at = provider_stream(one.provider_id), micros(one.not_before)
        notice = one.notice_id.bytes if one.notice_id else NOBODY
        ids = (one.delivery_id.bytes, origin.bytes, owner, self.person(one.provider_id, one.actor))
        begun = (one.channel, WAITING, one.urgency, notice, endpoint, at, at, 0, 0, NOBODY, 0, 0)
        return (*ids, *begun, sealed(letter(one), one.delivery_id.bytes, keys[owner]))


def _by_endpoint(cursor: Cursor, one: Outgoing) -> list[tuple[Outgoing, UUID, bytes]]:
    """For each endpoint that the provider has registered, one of its own; by which id it was asked for."""
    if one.channel != "webhook" or one.address:
        return [(one, one.delivery_id, NOBODY)]
    owner = provider_stream(one.provider_id)
    cursor.execute("SELECT endpoint FROM endpoints WHERE owner = ? AND state = ?", (owner, ON))
    found = [each for (each,) in cursor.fetchall()]
    return [(one._replace(delivery_id=uuid5(one.delivery_id, each.hex())), one.delivery_id, each) for each in found]
