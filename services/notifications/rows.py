"""The rows of notices, of what was told of each to whom, and of what is still to be written into the log."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from services.notifications.domain import HELD_BY, OF_THE_NETWORK, STATES, Notice, Person, State, Told
from services.notifications.sealing import Sealing
from shared.keys import KeyRing
from shared.store.database import Cursor, among
from shared.store.migrations import Steps
from shared.store.sealed import micros, provider_stream

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS notices (notice_id BLOB PRIMARY KEY, "
        "number INTEGER NOT NULL, stream BLOB NOT NULL, owner BLOB NOT NULL, duty INTEGER NOT NULL, "
        "state INTEGER NOT NULL, planned INTEGER NOT NULL, supervised INTEGER NOT NULL, "
        "unanswered INTEGER NOT NULL, look_at INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS notices_number ON notices (number)",
        "CREATE INDEX IF NOT EXISTS notices_look ON notices (state, look_at)",
        "CREATE INDEX IF NOT EXISTS notices_planned ON notices (planned)",
        "CREATE INDEX IF NOT EXISTS notices_stream ON notices (stream)",
        "CREATE TABLE IF NOT EXISTS told_also (person BLOB NOT NULL, notice_id BLOB NOT NULL, stream BLOB NOT NULL, "
        "PRIMARY KEY (person, notice_id)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS kept_from (owner BLOB NOT NULL, notice_id BLOB NOT NULL, stream BLOB NOT NULL, "
        "PRIMARY KEY (owner, notice_id)) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS told (delivery_id BLOB PRIMARY KEY, notice_id BLOB NOT NULL, stream BLOB NOT NULL, "
        "person BLOB NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE INDEX IF NOT EXISTS told_stream ON told (stream)",
        "CREATE TABLE IF NOT EXISTS to_say (event_id BLOB PRIMARY KEY, stream BLOB NOT NULL, sealed BLOB NOT NULL) "
        "WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS notices_counted (number INTEGER NOT NULL)",
        "INSERT INTO notices_counted VALUES (0)",
    ),
)
NETWORK: Final = "ARIADNA"
DUTIES: Final = tuple(HELD_BY)
OPEN, ACKNOWLEDGED, CLOSED = range(len(STATES))
NOTICE: Final = msgspec.json.Decoder(Notice)
TOLD: Final = msgspec.json.Decoder(Told)
KEPT: Final = "SELECT notice_id, number, stream, state, sealed FROM notices "


class Kept(NamedTuple):
    """A notice as it is kept, by its number: the newest has the highest."""

    number: int
    stream: bytes
    state: State
    notice: Notice


class Saying(msgspec.Struct, frozen=True):
    """An event of the catalogue that is still to be written into the log."""

    type: str
    on: date
    data: dict[str, str]
    hers: bool


SAYING: Final = msgspec.json.Decoder(Saying)


class Rows:
    """Notices and what was told of them; all by a cursor of the caller's transaction."""

    def __init__(self, keys: KeyRing) -> None:
        self._keys = keys
        self._notices, self._told, self._sayings = (Sealing(keys, each) for each in ("notices", "told", "to_say"))

    def tables(self) -> Mapping[str, Steps]:
        return {"inbox": MIGRATIONS}

    def put(self, cursor: Cursor, notice: Notice) -> None:
        """A notice that was raised: new, or open again."""
        stream, raw = stream_of(notice), id_of(notice)
        if (sealed := self._notices.seal(stream, raw, notice)) is None:
            return
        place = (raw, self._next(cursor), stream, self._owner(notice.provider_id))
        cursor.execute(
            "INSERT INTO notices VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, 0, ?) ON CONFLICT (notice_id) "
            f"DO UPDATE SET state = {OPEN}, planned = 0 WHERE notices.state = {CLOSED}",
            (*place, DUTIES.index(notice.duty), OPEN, sealed),
        )
        cursor.executemany(
            "INSERT INTO kept_from VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(self._owner(each), raw, stream) for each in sorted(notice.not_for)],
        )

    def one(self, cursor: Cursor, notice_id: UUID) -> Kept | None:
        cursor.execute(KEPT + "WHERE notice_id = ?", (notice_id.bytes,))
        return next(iter(self._opened(cursor.fetchall())), None)

    def ended(self, cursor: Cursor, notice_id: UUID, state: int, now: datetime) -> None:
        """Nobody needs to look after it any more, from now on."""
        cursor.execute(
            "UPDATE notices SET state = ?, look_at = ? WHERE notice_id = ? AND state < ?",
            (state, micros(now), notice_id.bytes, state),
        )

    def forget(self, cursor: Cursor, before: datetime) -> None:
        """Keep nothing of what ended so long ago, nor who was told of it."""
        long_over = f"SELECT notice_id FROM notices WHERE state > {OPEN} AND look_at < ?"
        for table in ("told", "told_also", "kept_from", "notices"):
            cursor.execute(f"DELETE FROM {table} WHERE notice_id IN ({long_over})", (micros(before),))

    def is_due(self, cursor: Cursor, now: datetime) -> bool:
        """Whether there is anything to tell of, or to ask the next in line."""
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM notices WHERE planned = 0), "
            f"EXISTS (SELECT 1 FROM notices WHERE state = {OPEN} AND look_at > 0 AND look_at <= ?)",
            (micros(now),),
        )
        return any(cursor.fetchone())

    def unplanned(self, cursor: Cursor, most: int) -> list[Kept]:
        """Those of which nobody was told yet, in their order, whatever became of them; from now on they are planned."""
        cursor.execute(KEPT + "WHERE planned = 0 ORDER BY number LIMIT ?", (most,))
        rows = cursor.fetchall()
        cursor.executemany("UPDATE notices SET planned = 1 WHERE notice_id = ?", [(row[0],) for row in rows])
        return self._opened(rows)

    def overdue(self, cursor: Cursor, now: datetime, most: int) -> list[Kept]:
        """Those that nobody has answered in time."""
        cursor.execute(
            KEPT + "WHERE state = ? AND look_at > 0 AND look_at <= ? ORDER BY look_at LIMIT ?",
            (OPEN, micros(now), most),
        )
        return self._opened(cursor.fetchall())

    def asked(self, cursor: Cursor, asked: Iterable[tuple[Notice, datetime | None]]) -> None:
        """Who of each was asked last, and when to look whether anybody has answered."""
        rows = []
        for notice, look_at in asked:
            stream, raw = stream_of(notice), id_of(notice)
            if sealed := self._notices.seal(stream, raw, notice):
                supervised, unanswered = int(notice.asked == "supervisor"), int(notice.unanswered)
                rows.append((sealed, supervised, unanswered, micros(look_at) if look_at else 0, raw))
        cursor.executemany(
            "UPDATE notices SET sealed = ?, supervised = ?, unanswered = ?, look_at = ? WHERE notice_id = ?", rows
        )

    def renumber(self, cursor: Cursor, notice: Notice) -> None:
        """Put it before all others, for those to whom it is new."""
        cursor.execute("UPDATE notices SET number = ? WHERE notice_id = ?", (self._next(cursor), id_of(notice)))

    def of(self, cursor: Cursor, person: Person, tag: bytes, on: date, scope: "Scope") -> list[Kept]:
        """What stands in a person's inbox, the newest first."""
        seen, values = self._seen(person, tag, on)
        states = ", ".join(str(STATES.index(each)) for each in scope.states)
        cursor.execute(
            f"{KEPT}WHERE number > ? AND number < ? AND state IN ({states}) AND ({seen}) "
            "AND notice_id NOT IN (SELECT notice_id FROM kept_from WHERE owner = ?) ORDER BY number DESC LIMIT ?",
            (scope.above, scope.below, *values, self._owner(person.provider_id), scope.most),
        )
        return self._opened(cursor.fetchall())

    def unanswered(self, cursor: Cursor) -> list[Kept]:
        """What is open and nobody answered, the oldest first."""
        cursor.execute(f"{KEPT}WHERE state = {OPEN} AND unanswered = 1 ORDER BY number")
        return self._opened(cursor.fetchall())

    def of_stream(self, cursor: Cursor, stream: bytes) -> list[UUID]:
        cursor.execute("SELECT notice_id FROM notices WHERE stream = ?", (stream,))
        return [UUID(bytes=raw) for (raw,) in cursor.fetchall()]

    def also(self, cursor: Cursor, notice: Notice, people: Collection[bytes]) -> None:
        """These see it too, whatever their duty."""
        cursor.executemany(
            "INSERT INTO told_also VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [(tag, id_of(notice), stream_of(notice)) for tag in people],
        )

    def is_also(self, cursor: Cursor, notice: Notice, tag: bytes) -> bool:
        """Whether somebody sees it beside those of the duty."""
        cursor.execute("SELECT 1 FROM told_also WHERE person = ? AND notice_id = ?", (tag, id_of(notice)))
        return cursor.fetchone() is not None

    def tell(self, cursor: Cursor, told: Sequence["Remembered"]) -> set[UUID]:
        """Remember who was told; the deliveries that are new."""
        there = "SELECT delivery_id FROM told WHERE delivery_id IN ({})"
        known = {raw for (raw,) in among(cursor, there, [each.delivery_id.bytes for each in told])}
        rows, new = [], set()
        for each in told:
            raw = each.delivery_id.bytes
            if raw not in known and (sealed := self._told.seal(each.stream, raw, each.told)):
                known.add(raw)
                new.add(each.delivery_id)
                rows.append((raw, each.notice_id, each.stream, each.person, sealed))
        cursor.executemany("INSERT INTO told VALUES (?, ?, ?, ?, ?)", rows)
        return new

    def remembered(self, cursor: Cursor, delivery_id: UUID) -> "Remembered | None":
        cursor.execute("SELECT notice_id, stream, person, sealed FROM told WHERE delivery_id = ?", (delivery_id.bytes,))
        if (row := cursor.fetchone()) is None:
            return None
        told = self._told.open(row[1], delivery_id.bytes, row[3], TOLD)
        return Remembered(delivery_id, row[0], row[1], row[2], told) if told else None

    def told_about(self, cursor: Cursor, stream: bytes) -> Iterator[tuple[bytes, Told]]:
        """By tag of a person, what was told about a pathway."""
        cursor.execute("SELECT delivery_id, person, sealed FROM told WHERE stream = ?", (stream,))
        for raw, person, sealed in cursor.fetchall():
            if told := self._told.open(stream, raw, sealed, TOLD):
                yield person, told

    def say(self, cursor: Cursor, event_id: UUID, stream: bytes, saying: Saying) -> None:
        """Have an event written into the log, once."""
        if sealed := self._sayings.seal(stream, event_id.bytes, saying):
            cursor.execute(
                "INSERT INTO to_say VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (event_id.bytes, stream, sealed)
            )

    def to_say(self, cursor: Cursor, most: int) -> list[tuple[UUID, bytes, Saying | None]]:
        cursor.execute("SELECT event_id, stream, sealed FROM to_say ORDER BY event_id LIMIT ?", (most,))
        return [
            (UUID(bytes=raw), stream, self._sayings.open(stream, raw, sealed, SAYING))
            for raw, stream, sealed in cursor.fetchall()
        ]

    def said(self, cursor: Cursor, event_ids: Iterable[UUID]) -> None:
        cursor.executemany("DELETE FROM to_say WHERE event_id = ?", [(each.bytes,) for each in event_ids])

    def _seen(self, person: Person, tag: bytes, on: date) -> tuple[str, list[Any]]:
        """The condition under which a notice stands in a person's inbox: `Person.sees`, as SQL."""
        own = [str(DUTIES.index(duty)) for duty in DUTIES if person.sees(duty, person.provider_id, on)]
        network = [str(DUTIES.index(duty)) for duty in OF_THE_NETWORK if person.sees(duty, None, on)]
        parts = ["notice_id IN (SELECT notice_id FROM told_also WHERE person = ?)"]
        values: list[Any] = [tag]
        for duties, owner in ((own, self._owner(person.provider_id)), (network, self._owner(None))):
            if duties:
                parts.append(f"owner = ? AND duty IN ({', '.join(duties)})")
                values.append(owner)
        if person.has("supervisor", on):
            parts.append("supervised = 1")
        return " OR ".join(f"({each})" for each in parts), values

    def _owner(self, provider_id: str | None) -> bytes:
        return self._keys.author(provider_id or NETWORK)

    def _next(self, cursor: Cursor) -> int:
        cursor.execute("UPDATE notices_counted SET number = number + 1")
        cursor.execute("SELECT number FROM notices_counted")
        return int(cursor.fetchone()[0])

    def _opened(self, rows: Sequence[tuple[Any, ...]]) -> list[Kept]:
        self._notices.expect({stream for _, _, stream, _, _ in rows})
        found = []
        for raw, number, stream, state, sealed in rows:
            if notice := self._notices.open(stream, raw, sealed, NOTICE):
                found.append(Kept(number, stream, STATES[state], notice))
        return found


class Remembered(NamedTuple):
    """A telling as it is remembered; a digest is of no notice, and in its person's organisation's stream."""

    delivery_id: UUID
    notice_id: bytes
    stream: bytes
    person: bytes
    told: Told


class Scope(NamedTuple):
    """A part of an inbox: numbers between two, states, how many at most."""

    above: int = 0
    below: int = 1 << 62
    states: Sequence[State] = STATES
    most: int = 100


def stream_of(notice: Notice) -> bytes:
    """Hers, or that of the organisation whose affair it is."""
    return UUID(notice.pathway_id).bytes if notice.pathway_id else provider_stream(notice.provider_id or NETWORK)


def id_of(notice: Notice) -> bytes:
    return UUID(notice.notice_id).bytes
