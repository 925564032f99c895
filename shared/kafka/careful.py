"""The wrapper that every subscriber stands in: a record is taken in, or put aside as a dead letter; never skipped."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from eventsourcing.persistence import InterfaceError, OperationalError

from shared import metrics, traces
from shared.errors import NotReady
from shared.kafka.dead import DeadLetters, Letter, Place, reason_of, said_of
from shared.kafka.records import NotARecord, Record, read
from shared.kafka.tallies import Tallies
from shared.logs import kind, said
from shared.relay import Deliver, Reached
from shared.store.entries import Message

if TYPE_CHECKING:
    from opentelemetry.trace import SpanContext

AWAY = (NotReady, OperationalError, InterfaceError, OSError)  # the database is: that is no record's fault
TRIES_AGAIN_AFTER = (0.1, 0.4)
LONGEST_PAUSE = 5.0
logger = logging.getLogger(__name__)

Bury = Callable[[bytes, dict[str, str]], Awaitable[object]]


class Source(NamedTuple):
    """A topic that is heard, as it is named and as the brokers know it now."""

    service: str
    topic: str
    topic_id: str


class Held(NamedTuple):
    """What records hold, how far a service will be once it has it, and the spans that they were published in."""

    messages: Sequence[Message]
    reached: Reached
    spans: "Sequence[SpanContext]" = ()


class Careful:
    """Takes records of one topic in, each with its position, in one transaction of the service's own.

    While the database is away nothing moves on. What fails by itself is found by halving the batch, tried
    again, buried as a dead letter, and only then passed.
    """

    def __init__(
        self,
        source: Source,
        deliver: Deliver,
        letters: DeadLetters,
        bury: Bury,
        tallies: Tallies,
        subscriber: str = metrics.OTHER,
    ) -> None:
        self._source = source
        self._subscriber = subscriber
        self._deliver = deliver
        self._letters = letters
        self._bury = bury
        self._tallies = tallies
        self.waits = False

    async def take(self, records: Sequence[Record]) -> None:
        """Take in records, those of a partition in order; comes back when their positions are stored."""
        try:
            await self._stored(self._read(records))
        except Exception as failure:
            if len(records) == 1:
                await self._stubborn(records[0], failure)
            else:
                half = len(records) // 2
                await self.take(records[:half])
                await self.take(records[half:])

    def _read(self, records: Sequence[Record]) -> Held:
        messages: list[Message] = []
        reached: dict[str, int] = {}
        for record in records:
            held = read(record.value, record.headers)
            if isinstance(held, Message):
                messages.append(held)
            elif held.topic_id == self._source.topic_id:
                reached[f"{self._source.service}/{record.partition}"] = held.position
        for partition, upto in ends(records).items():
            reached[f"{self._source.topic_id}:{partition}"] = upto
        return Held(messages, reached, traces.extract(record.headers for record in records))

    async def _stored(self, held: Held) -> None:
        """Deliver; for as long as the database is away, wait and try again."""
        pause = TRIES_AGAIN_AFTER[0]
        while True:
            try:
                await self._delivered(held)
            except AWAY as failure:
                self.waits = True
                logger.warning(said("messages_wait", source=self._source.service, error=kind(failure)))
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self.waits = False
                self._tallies.consumed(self._source.service, len(held.messages))
                return

    async def _delivered(self, held: Held) -> None:
        said = {"source": self._source.service, "service": self._subscriber, "events": len(held.messages)}
        with traces.span("take in", held.spans, **said) if held.messages else traces.NOTHING:
            await asyncio.to_thread(self._deliver, held.messages, held.reached)

    async def _stubborn(self, record: Record, failure: Exception) -> None:
        """One record that fails: again a few times unless nothing will help, then aside with it."""
        for pause in () if isinstance(failure, NotARecord) else TRIES_AGAIN_AFTER:
            await asyncio.sleep(pause)
            try:
                return await self._stored(self._read([record]))
            except Exception as again:
                failure = again
        await self._buried(record, reason_of(failure))

    async def _buried(self, record: Record, reason: str) -> None:
        place = Place(self._source.topic, self._source.topic_id, record.partition, record.offset)
        letter = Letter(record.key, record.value, list(record.headers))
        await self._bury(self._letters.seal(place, letter), said_of(place, reason, datetime.now(UTC).isoformat()))
        logger.error(
            said("dead_letter", topic=place.topic, partition=place.partition, offset=place.offset, reason=reason)
        )
        self._tallies.dead(self._source.service, reason)
        await self._stored(Held([], {f"{place.topic_id}:{place.partition}": place.offset + 1}))


def ends(records: Sequence[Record]) -> dict[int, int]:
    """By partition the offset after the last of its records."""
    return {record.partition: record.offset + 1 for record in records}
