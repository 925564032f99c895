"""What became of deliveries: facts for the log, a list for those whom it concerns, and figures for who watches."""

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

import msgspec

from services.notifications.deliveries.rows import Deliveries
from services.notifications.deliveries.tables import DEAD, FAILED, OPEN, SENT, UNDELIVERED, listed
from shared.clocks import civil_day
from shared.contracts.codes import NoticeFailure
from shared.contracts.notices import NotificationFailed, NotificationSent
from shared.errors import NotWellFormed, Problem, SealBroken
from shared.facts import Fact
from shared.store.by_policy import by_policy
from shared.store.database import among
from shared.store.entries import Draft, moment
from shared.store.log import Log
from shared.store.recorder import END
from shared.store.sealed import PROVIDER_LEVEL, micros

AT_ONCE = 500
POLICY = "channels"
MOST_COUNTED = 5
BOUNCED = frozenset({"bounced", "deferred", "address_unfit", "answered_4xx", "answered_5xx", "redirected"})
NO_CHANNEL = frozenset({"no_channel", "endpoint_off", "endpoint_gone"})
TO_TELL = (
    "SELECT d.delivery_id, d.owner, d.state, d.attempts, d.sealed, coalesce(a.code, d.state), d.due FROM deliveries d "
    "LEFT JOIN delivery_attempts a ON a.delivery_id = d.delivery_id AND a.number = d.tries "
    f"WHERE d.told = 0 AND d.state IN ('{SENT}', '{FAILED}', '{DEAD}') ORDER BY d.position LIMIT ?"
)


class Attempt(NamedTuple):
    """One line of the log: when, and how it ended, as a code."""

    at: datetime
    code: str


class Delivered(NamedTuple):
    """One delivery as the log shows it."""

    position: int
    delivery_id: UUID
    notice_id: UUID | None
    provider_id: str
    actor: str | None
    channel: str
    template: str
    state: str
    due: datetime
    attempts: list[Attempt]


class Record:
    """Reads the rows of deliveries, and tells the service's log how they ended."""

    def __init__(self, log: Log, deliveries: Deliveries) -> None:
        self._log = log
        self._deliveries = deliveries

    def tell(self) -> int:
        """Put into the log what ended and is not in it yet; how many there were. Once, whoever dies meanwhile."""
        with self._log.reading() as cursor:
            cursor.execute(TO_TELL, (AT_ONCE,))
            rows = cursor.fetchall()
        if drafts := [draft for row in rows if (draft := self._draft(row))]:
            self._log.post(drafts)
        if rows:
            with self._log.writing() as cursor:
                cursor.executemany("UPDATE deliveries SET told = 1 WHERE delivery_id = ?", [row[:1] for row in rows])
        return len(rows)

    def of(self, owner: bytes, before: int, most: int) -> list[Delivered]:
        """Those of one provider before a position, the newest first."""
        return self._found("owner = ?", owner, before, most)

    def undelivered(self, before: int, most: int) -> list[Delivered]:
        """Those at extreme risk that did not arrive, or were tried and have not yet; of all providers."""
        tried = f"urgency = ? AND state IN ({listed(UNDELIVERED)}) AND (tries > 0 OR state NOT IN ({listed(OPEN)}))"
        return self._found(tried, 2, before, most)

    def waiting(self) -> dict[str, tuple[int, float]]:
        """By channel, how many are due, and for how many seconds the oldest has been."""
        now = datetime.now(UTC)
        with self._log.reading() as cursor:
            cursor.execute(
                f"SELECT channel, count(*), min(asked) FROM deliveries WHERE state IN ({listed(OPEN)}) "
                "AND asked <= ? GROUP BY channel",
                (micros(now),),
            )
            return {channel: (count, (micros(now) - since) / 1e6) for channel, count, since in cursor.fetchall()}

    def _draft(self, row: tuple[Any, ...]) -> Draft | None:
        """The fact of how a delivery ended, of the same id each time."""
        one, owner, state, attempts, raw, code, at = row
        try:
            said = self._deliveries.letter_of(one, owner, raw)
        except SealBroken:  # of it nobody knows anything; it is counted among those that failed
            return None
        fact: Fact
        if state != SENT:
            counted = min(max(attempts, 1), MOST_COUNTED)
            fact = NotificationFailed(template=said.template, cause=cause(code), attempt=counted)
        elif said.role:
            fact = NotificationSent(template=said.template, recipient_role=said.role)
        else:
            return None
        type_name, on = type(fact).__name__, civil_day(moment(at))
        event_id = uuid5(UUID(bytes=one), type_name).bytes
        data = msgspec.json.encode(fact)  # of nobody else's concern: it is not published
        return by_policy(event_id, owner, said.provider_id, POLICY, type_name, on, data, PROVIDER_LEVEL)

    def _found(self, which: str, value: Any, before: int, most: int) -> list[Delivered]:
        with self._log.reading() as cursor:
            cursor.execute(
                "SELECT position, delivery_id, owner, notice, channel, state, due, sealed FROM deliveries "
                f"WHERE {which} AND position < ? ORDER BY position DESC LIMIT ?",
                (value, before, most),
            )
            rows = cursor.fetchall()
            asked = "SELECT delivery_id, at, code FROM delivery_attempts WHERE delivery_id IN ({}) ORDER BY number"
            lines: dict[bytes, list[Attempt]] = {}
            for one, at, code in among(cursor, asked, [row[1] for row in rows]):
                lines.setdefault(one, []).append(Attempt(moment(at), code))
        return [self._delivered(row, lines.get(row[1], [])) for row in rows]

    def _delivered(self, row: tuple[Any, ...], lines: list[Attempt]) -> Delivered:
        position, one, owner, notice, channel, state, due, raw = row
        said = self._deliveries.letter_of(one, owner, raw)
        notice_id = UUID(bytes=notice) if notice else None
        return Delivered(
            *(position, UUID(bytes=one), notice_id, said.provider_id, said.actor),
            *(channel, said.template, state, moment(due), lines),
        )


def cause(code: str) -> NoticeFailure:
    """Why it did not arrive, in the words of the catalogue."""
    if code in NO_CHANNEL:
        return "no_channel"
    return "bounced" if code in BOUNCED else "timeout"


def before(cursor: str | None) -> int:
    """The position that a page begins before; `NotWellFormed` for what is none."""
    if cursor is None:
        return END
    if not cursor.isdecimal() or len(cursor) > len(str(END)) - 1:
        raise NotWellFormed(Problem("after", "malformed", "must be the `next` of a page of this list"))
    return int(cursor)
