"""The rows of deliveries: asked for, claimed by one sender at a time, and what became of each attempt.

All that is written here is written in turn, by all processes over one database: two senders never claim the same row.
"""

import random
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from services.notifications.deliveries.asked import Letter, Outgoing, letter, opened, sealed
from services.notifications.deliveries.outcome import Drawn, Outcome, next_of
from services.notifications.deliveries.tables import (
    CANCELLED,
    DEAD,
    MIGRATIONS,
    NOBODY,
    ON,
    OPEN,
    SENDING,
    SENT,
    WAITING,
    listed,
)
from shared import metrics
from shared.keys import StreamKey
from shared.store.database import Cursor, among
from shared.store.entries import moment
from shared.store.log import Log
from shared.store.migrations import migrate
from shared.store.sealed import micros, provider_stream

LEASE = timedelta(minutes=10)
CLAIM = 16
COLUMNS = (
    "delivery_id, owner, person, channel, state, urgency, notice, endpoint, asked, due, attempts, tries, claim, "
    "told, shown, sealed"
)
PUT = (
    f"INSERT INTO deliveries ({COLUMNS}) VALUES ({', '.join('?' * len(COLUMNS.split(',')))}) "
    "ON CONFLICT (delivery_id) DO NOTHING"
)
DUE = (
    "SELECT delivery_id, owner, channel, endpoint, notice, urgency, asked, attempts, tries, sealed FROM deliveries d "
    f"WHERE state IN ({listed(OPEN)}) AND channel = ? AND due <= ? AND NOT EXISTS (SELECT 1 FROM endpoints e "
    "WHERE e.owner = d.owner AND e.endpoint = d.endpoint AND e.paused > ?) ORDER BY urgency DESC, due, position LIMIT ?"
)
Wanted = Callable[[UUID, Cursor, datetime], bool | datetime]
"""Whether a delivery is still wanted: a moment puts it off until then. Asked again before each attempt."""


class Claimed(NamedTuple):
    """A delivery that one sender holds until its lease ends. `asked` is from when on it was to be sent."""

    delivery_id: UUID
    claim: bytes
    owner: bytes
    channel: str
    endpoint: bytes
    notice: bytes
    urgent: bool
    asked: datetime
    attempts: int
    tries: int
    letter: Letter


class Deliveries:
    """The deliveries of one service, beside its log and sealed by its keys."""

    def __init__(self, log: Log, drawn: Drawn = random.random) -> None:
        self.log = log
        self._drawn = drawn
        migrate(log.database, {"deliveries": MIGRATIONS})

    def enqueue(self, cursor: Cursor, asked: Iterable[Outgoing]) -> None:
        """Have these carried, each once however often it is asked for, in the transaction of `cursor`."""
        found = [each for one in asked for each in _by_endpoint(cursor, one)]
        keys = self.log.keys.of({provider_stream(one.provider_id) for one, _ in found})
        cursor.executemany(PUT, [self._row(one, endpoint, keys) for one, endpoint in found])

    def cancel(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None:
        """What was not sent yet of these notices is not sent."""
        cursor.executemany(
            f"UPDATE deliveries SET state = ?, claim = ? WHERE notice = ? AND state IN ({listed(OPEN)})",
            [(CANCELLED, NOBODY, each.bytes) for each in notice_ids],
        )

    def forget(self, cursor: Cursor, notice_ids: Collection[UUID]) -> None:
        """Leave nothing of what was told by these notices."""
        asked = "SELECT delivery_id FROM deliveries WHERE notice IN ({})"
        rows = list(among(cursor, asked, [each.bytes for each in notice_ids]))
        cursor.executemany("DELETE FROM delivery_attempts WHERE delivery_id = ?", rows)
        cursor.executemany("DELETE FROM deliveries WHERE delivery_id = ?", rows)

    def claim(self, channel: str, now: datetime, most: int, wanted: Wanted) -> list[Claimed]:
        """Take up to so many that are due and wanted, the most urgent first; what nobody settles is due again later."""
        at, claim = micros(now), secrets.token_bytes(CLAIM)
        with self.log.writing() as cursor:
            cursor.execute(DUE, (channel, at, at, most))
            asked = [(row, wanted(UUID(bytes=row[0]), cursor, now)) for row in cursor.fetchall()]
            cursor.executemany(
                "UPDATE deliveries SET state = ?, claim = ?, due = ? WHERE delivery_id = ?",
                [(*_taken(answer, claim, now), row[0]) for row, answer in asked],
            )
        return [self._claimed(row, claim) for row, answer in asked if answer is True]

    def holds(self, claimed: Claimed) -> bool:
        """Is it still this sender's to send? It may have been cancelled since it was claimed."""
        with self.log.reading() as cursor:
            cursor.execute(
                "SELECT 1 FROM deliveries WHERE delivery_id = ? AND claim = ? AND state = ?",
                (claimed.delivery_id.bytes, claimed.claim, SENDING),
            )
            return cursor.fetchone() is not None

    def settle(self, results: Sequence[tuple[Claimed, Outcome]], now: datetime) -> None:
        """Write down what became of attempts."""
        with self.log.writing() as cursor:
            states = [self._settle(cursor, claimed, outcome, now) for claimed, outcome in results]
        for (claimed, outcome), state in zip(results, states, strict=True):
            metrics.delivery(claimed.channel, DEAD if state == DEAD else outcome.what)

    def _settle(self, cursor: Cursor, claimed: Claimed, outcome: Outcome, now: datetime) -> str:
        state, due, attempts = next_of(claimed.attempts, claimed.urgent, claimed.asked, outcome, now, self._drawn)
        said = claimed.letter if state in OPEN else claimed.letter.ended()
        tried = int(outcome.what != "untried")
        one = claimed.delivery_id.bytes
        # That it was sent is so, whoever has claimed or cancelled it meanwhile; all else only its holder may say.
        holder = ("state != ?", SENT) if state == SENT else ("claim = ?", claimed.claim)
        cursor.execute(
            "UPDATE deliveries SET state = ?, due = ?, attempts = ?, tries = tries + ?, claim = ?, shown = ?, "
            f"sealed = ? WHERE delivery_id = ? AND {holder[0]}",
            (
                *(state, micros(due), attempts, tried, NOBODY, _shown(cursor, claimed, state)),
                *(sealed(said, one, self._key(claimed.owner)), one, holder[1]),
            ),
        )
        if tried:
            cursor.execute(
                "INSERT INTO delivery_attempts VALUES (?, ?, ?, ?) ON CONFLICT (delivery_id, number) DO NOTHING",
                (one, claimed.tries + 1, micros(now), outcome.code),
            )
        return state

    def person(self, provider_id: str, actor: str | None) -> bytes:
        """What stands for one person of a provider in clear columns; for none, nothing."""
        if actor is None:
            return NOBODY
        whole = f"{provider_id}|{actor}".encode()
        return blake2b(whole, key=self.log.keys.index_key(), digest_size=16, person=b"deliveries").digest()

    def letter_of(self, delivery_id: bytes, owner: bytes, raw: bytes) -> Letter:
        """What is sealed in a row."""
        return opened(raw, delivery_id, self.log.keys.existing(owner))

    def _row(self, one: Outgoing, endpoint: bytes, keys: dict[bytes, StreamKey]) -> tuple[Any, ...]:
        owner, at, notice = provider_stream(one.provider_id), micros(one.not_before), one.notice_id
        return (
            *(one.delivery_id.bytes, owner, self.person(one.provider_id, one.actor), one.channel, WAITING, one.urgency),
            *(notice.bytes if notice else NOBODY, endpoint, at, at, 0, 0, NOBODY, 0, 0),
            sealed(letter(one), one.delivery_id.bytes, keys[owner]),
        )

    def _claimed(self, row: tuple[Any, ...], claim: bytes) -> Claimed:
        one, owner, channel, endpoint, notice, urgency, asked, attempts, tries, raw = row
        said = self.letter_of(one, owner, raw)
        return Claimed(
            *(UUID(bytes=one), claim, owner, channel, endpoint, notice, urgency > 0),
            *(moment(asked), attempts, tries, said),
        )

    def _key(self, owner: bytes) -> StreamKey:
        return self.log.keys.of([owner])[owner]


def _by_endpoint(cursor: Cursor, one: Outgoing) -> list[tuple[Outgoing, bytes]]:
    """For each endpoint that the provider has registered, one of its own."""
    if one.channel != "webhook" or one.address:
        return [(one, NOBODY)]
    owner = provider_stream(one.provider_id)
    cursor.execute("SELECT endpoint FROM endpoints WHERE owner = ? AND state = ?", (owner, ON))
    return [(one._replace(delivery_id=uuid5(one.delivery_id, each.hex())), each) for (each,) in cursor.fetchall()]


def _taken(answer: bool | datetime, claim: bytes, now: datetime) -> tuple[str, bytes, int]:
    """State, claim and next moment of what is due, as it is wanted or not."""
    if isinstance(answer, datetime):
        return WAITING, NOBODY, micros(answer)
    return (SENDING, claim, micros(now + LEASE)) if answer else (CANCELLED, NOBODY, micros(now))


def _shown(cursor: Cursor, claimed: Claimed, state: str) -> int:
    """The place of a live update among all that were ever shown, in the order of commits."""
    if claimed.channel != "live" or state != SENT:
        return 0
    cursor.execute("UPDATE live_shown SET last = last + 1")
    cursor.execute("SELECT last FROM live_shown")
    return int(cursor.fetchone()[0])
