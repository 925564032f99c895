"""The tables of the policies: sealed asks a pathway, how far the log was read, and which days were run."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from services.pathway import addressed
from services.pathway.addressed import APART, Addressed, Spot, is_apart, lists_of, spot_of
from services.pathway.domain import Ask
from services.pathway.entries import stretches
from shared.facts import Event
from shared.keys import StreamKey
from shared.store.database import Cursor, among
from shared.store.erased import FORMAT as ERASED_FORMAT
from shared.store.log import Log
from shared.store.migrations import Steps, migrate
from shared.store.sealed import PROVIDER_LEVEL

MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS tasks (stream BLOB PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID",
        "CREATE TABLE IF NOT EXISTS policies_reached (position INTEGER NOT NULL)",
        "INSERT INTO policies_reached VALUES (0)",
        "CREATE TABLE IF NOT EXISTS policy_days ("
        "day TEXT PRIMARY KEY, begun INTEGER NOT NULL, done INTEGER NOT NULL) WITHOUT ROWID",
    ),
    (
        "CREATE TABLE IF NOT EXISTS untold (stream BLOB PRIMARY KEY, turn INTEGER NOT NULL) WITHOUT ROWID",
        "INSERT INTO untold SELECT stream, 0 FROM tasks WHERE true ON CONFLICT DO NOTHING",
    ),
    ("ALTER TABLE tasks ADD COLUMN seen INTEGER NOT NULL DEFAULT 0",),
    (*addressed.MADE, "UPDATE policies_reached SET position = 0"),  # what is asked by now is asked once more
)
PUT = (
    "INSERT INTO tasks (stream, sealed, seen) VALUES (?, ?, ?) ON CONFLICT (stream) "
    "DO UPDATE SET sealed = excluded.sealed, seen = excluded.seen"
)
SEEN_MORE = "SELECT stream, seen FROM tasks WHERE stream IN ({})"
ASKED = "SELECT stream, sealed FROM tasks WHERE stream IN ({})"
TURN = "INSERT INTO untold VALUES (?, 0) ON CONFLICT (stream) DO UPDATE SET turn = untold.turn + 1"
AT_ONCE = 50_000
LEASE = 15 * 60
ENCODE = msgspec.json.Encoder()
DECODE = msgspec.json.Decoder(list[Ask])


class News(NamedTuple):
    """What was stored after a position: the pathways of it, and the provider-level events."""

    after: int
    upto: int
    streams: set[bytes]
    level: list[Event]


class Rows:
    """What the policies keep beside the log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._addressed = Addressed(log.keys)
        migrate(log.database, {"policies": MIGRATIONS})

    def news(self) -> News:
        """What was not read yet, some ten thousands of events at most."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT position FROM policies_reached")
            after = int(cursor.fetchone()[0])
            cursor.execute(
                "SELECT position, originator_id, substr(state, 1, 2) FROM stored_events "
                "WHERE position > ? ORDER BY position LIMIT ?",
                (after, AT_ONCE),
            )
            found = cursor.fetchall()
            of_providers = [position for position, _, start in found if start[1] & PROVIDER_LEVEL]
            level = [self._event(cursor, position) for position in of_providers]
        upto = found[-1][0] if found else after
        hers = {stream for _, stream, start in found if start[0] != ERASED_FORMAT and not start[1] & PROVIDER_LEVEL}
        return News(after, upto, hers, level)

    def _event(self, cursor: Cursor, position: int) -> Event:
        cursor.execute("SELECT state FROM stored_events WHERE position = ?", (position,))
        return self._log.mapper.open(cursor.fetchone()[0])

    def reached(self, upto: int) -> None:
        """The log was read up to here."""
        with self._log.writing() as cursor:
            cursor.execute("UPDATE policies_reached SET position = ? WHERE position < ?", (upto, upto))

    def put(self, asked: Mapping[bytes, Sequence[Ask]], seen: int) -> None:
        """What is asked about these pathways from now on, as the log was at a position or later.

        Who was overtaken by another process, which saw more, leaves that one's row.
        """
        keyed = self._log.keys.beside(list(asked.items()))
        rows = [(stream, _seal(ENCODE.encode(asks), stream, key), seen) for stream, asks, key in keyed]
        with self._log.writing() as cursor:
            streams = [row[0] for row in rows]
            left = self._log.erased(cursor, streams) | {
                stream for stream, more in among(cursor, SEEN_MORE, streams) if more > seen
            }
            kept = [row for row in rows if row[0] not in left]
            cursor.executemany(PUT, kept)
            self._addressed.put(cursor, {stream: asked[stream] for stream, _, _ in kept})
            cursor.executemany(TURN, [(stream,) for stream, _, _ in kept])

    def untold(self, limit: int) -> dict[bytes, int]:
        """Pathways whose rows were written since notifications was told of them, each with the turn of its mark."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream, turn FROM untold ORDER BY stream LIMIT ?", (limit,))
            return dict(cursor.fetchall())

    def told(self, turns: Mapping[bytes, int]) -> None:
        """Notifications was told of these, but for what was written meanwhile."""
        with self._log.writing() as cursor:
            cursor.executemany("DELETE FROM untold WHERE stream = ? AND turn = ?", list(turns.items()))

    def streams(self) -> list[bytes]:
        """The pathways of which anything was ever asked."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT stream FROM tasks ORDER BY stream")
            return [stream for (stream,) in cursor.fetchall()]

    def asks_of(self, streams: Sequence[bytes]) -> dict[bytes, list[Ask]]:
        """What is asked about these pathways, of those that can be read."""
        with self._log.reading() as cursor:
            found: list[tuple[bytes, bytes]] = list(among(cursor, ASKED, streams))
        keyed = self._log.keys.beside(found)
        return {stream: DECODE.decode(_unseal(sealed, stream, key)) for stream, sealed, key in keyed}

    def walk(self, name: str, day: date, spot: Spot, last: int) -> Iterator[list[Ask]]:
        """What is open on a day at each spot of a list, from one on and up to a rank, as far as somebody goes."""
        for limit in stretches():
            with self._log.reading() as cursor:
                found = self._addressed.next(cursor, name, day, spot, last, limit)
            placed = [(at.stream, (at, sealed)) for at, sealed in found]
            for stream, (at, sealed), key in self._log.keys.beside(placed):
                asks = DECODE.decode(_unseal(sealed, stream, key))
                yield [ask for ask in asks if spot_of(stream, ask) == at and ask.open_on(day) and name in lists_of(ask)]
            if len(found) < limit:
                return
            spot = found[-1][0]._replace(after=True)

    def open_in(self, name: str, day: date) -> Iterator[Ask]:
        """All that is open in a list on a day, in the order of pathway ids."""
        with self._log.reading() as cursor:
            streams = self._addressed.streams(cursor, name, day)
        asks = self.asks_of(streams)
        return (ask for stream in streams for ask in asks.get(stream, ()) if ask.open_on(day) and name in lists_of(ask))

    def apart(self, day: date) -> list[Ask]:
        """What is open on a day and in no list."""
        with self._log.reading() as cursor:
            streams = self._addressed.streams(cursor, APART, day)
        return [ask for asks in self.asks_of(streams).values() for ask in asks if ask.open_on(day) and is_apart(ask)]

    def urgent(self, name: str, day: date) -> int:
        """How much of what is open in a list on a day is urgent."""
        with self._log.reading() as cursor:
            return self._addressed.urgent(cursor, name, day)

    def last_day(self) -> date | None:
        """The latest day that was run to its end."""
        with self._log.reading() as cursor:
            cursor.execute("SELECT max(day) FROM policy_days WHERE done = 1")
            found = cursor.fetchone()[0]
        return date.fromisoformat(found) if found else None

    def begin(self, day: date, now: int) -> bool:
        """Whether this process is to run the day: nobody has, or who began was not done in time."""
        with self._log.writing() as cursor:
            cursor.execute("SELECT begun, done FROM policy_days WHERE day = ?", (day.isoformat(),))
            row = cursor.fetchone()
            if row and (row[1] or row[0] >= now - LEASE):
                return False
            cursor.execute(
                "INSERT INTO policy_days VALUES (?, ?, 0) ON CONFLICT (day) DO UPDATE SET begun = excluded.begun",
                (day.isoformat(), now),
            )
        return True

    def end(self, day: date) -> None:
        """The day was run."""
        with self._log.writing() as cursor:
            cursor.execute("UPDATE policy_days SET done = 1 WHERE day = ?", (day.isoformat(),))


def _seal(plain: bytes, stream: bytes, key: StreamKey) -> bytes:
    """Sealed as overview rows are: equal rows to equal bytes."""
    nonce = blake2b(plain, key=key.tag_key, digest_size=12, person=b"policy-tasks").digest()
    return nonce + key.cipher.encrypt(nonce, plain, b"tasks" + stream)


def _unseal(sealed: bytes, stream: bytes, key: StreamKey) -> bytes:
    return key.cipher.decrypt(sealed[:12], sealed[12:], b"tasks" + stream)
