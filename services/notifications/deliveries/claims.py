"""Deliveries claimed by one sender at a time, and what became of each attempt.

All that is written here is written in turn, by all processes over one database: two senders never claim the same row.
"""

import random
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from services.notifications.deliveries.asked import Letter
from services.notifications.deliveries.outcome import Drawn, Outcome, next_of
from services.notifications.deliveries.rows import Deliveries
from services.notifications.deliveries.tables import (
    CANCELLED,
    DEAD,
    FAILED,
    MIGRATIONS,
    NOBODY,
    OPEN,
    SENDING,
    SENT,
    WAITING,
    listed,
)
from shared import metrics
from shared.errors import SealBroken
from shared.store.database import Cursor
from shared.store.entries import moment
from shared.store.log import Log
from shared.store.migrations import migrate
from shared.store.sealed import micros

LEASE = timedelta(minutes=2)
CLAIM = 16
DUE = (
    "SELECT delivery_id, owner, channel, endpoint, notice, urgency, asked, attempts, tries, sealed, origin "
    f"FROM deliveries d WHERE state IN ({listed(OPEN)}) AND channel = ? AND due <= ? AND NOT EXISTS (SELECT 1 "
    "FROM endpoints e WHERE e.owner = d.owner AND e.endpoint = d.endpoint AND e.paused > ?) "
    "ORDER BY urgency DESC, due, position LIMIT ?"
)
Wanted = Callable[[UUID, Cursor, datetime], bool | datetime]
"""Whether what was asked for by this id is still wanted; a moment puts it off. It is asked before each attempt."""


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


class Claims:
    """The deliveries of one service, as those that send them see them. Methods block."""

    def __init__(self, log: Log, deliveries: Deliveries, drawn: Drawn = random.random) -> None:
        self.log = log
        self.deliveries = deliveries
        self._drawn = drawn
        migrate(log.database, {"deliveries": MIGRATIONS})

    def claim(self, channel: str, now: datetime, most: int, wanted: Wanted) -> list[Claimed]:
        """Take up to so many that are due and wanted, the most urgent first; what nobody settles is due again later."""
        at, claim = micros(now), secrets.token_bytes(CLAIM)
        with self.log.writing() as cursor:
            cursor.execute(DUE, (channel, at, at, most))
            found = [(row, self._letter(row)) for row in cursor.fetchall()]
            asked = [(row, wanted(UUID(bytes=row[-1]), cursor, now) if said else None, said) for row, said in found]
            cursor.executemany(
                "UPDATE deliveries SET state = ?, claim = ?, due = ? WHERE delivery_id = ?",
                [(*_taken(answer, claim, now), row[0]) for row, answer, _ in asked],
            )
        return [_claimed(row, claim, said) for row, answer, said in asked if said and answer is True]

    def holds(self, claimed: Claimed, now: datetime) -> bool:
        """Is it still this sender's to send? It may have been cancelled since. If so, for a whole lease from now."""
        held = (claimed.delivery_id.bytes, claimed.claim, SENDING)
        with self.log.writing() as cursor:
            cursor.execute("SELECT 1 FROM deliveries WHERE delivery_id = ? AND claim = ? AND state = ?", held)
            if cursor.fetchone() is None:
                return False
            cursor.execute("UPDATE deliveries SET due = ? WHERE delivery_id = ?", (micros(now + LEASE), held[0]))
        return True

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
                *(self.deliveries.seal(said, one, claimed.owner), one, holder[1]),
            ),
        )
        if tried:
            cursor.execute(
                "INSERT INTO delivery_attempts VALUES (?, ?, ?, ?) ON CONFLICT (delivery_id, number) DO NOTHING",
                (one, claimed.tries + 1, micros(now), outcome.code),
            )
        return state

    def _letter(self, row: tuple[Any, ...]) -> Letter | None:
        """None where it can't be opened: such a row stops no other."""
        with suppress(SealBroken):
            return self.deliveries.letter_of(row[0], row[1], row[9])
        return None


def _claimed(row: tuple[Any, ...], claim: bytes, said: Letter) -> Claimed:
    one, owner, channel, endpoint, notice, urgency, asked, attempts, tries, *_ = row
    return Claimed(
        *(UUID(bytes=one), claim, owner, channel, endpoint, notice, urgency > 0),
        *(moment(asked), attempts, tries, said),
    )


def _taken(answer: bool | datetime | None, claim: bytes, now: datetime) -> tuple[str, bytes, int]:
    """State, claim and next moment of what is due, as it is wanted or not; None for what can't be opened."""
    if answer is None:
        return FAILED, NOBODY, micros(now)
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
