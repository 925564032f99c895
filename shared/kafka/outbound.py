"""Publishes what a service's log holds, in order, and remembers in the log itself how far that is."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from aiokafka import AIOKafkaProducer

from shared import traces
from shared.errors import NotReady
from shared.kafka.left import begin
from shared.kafka.records import Mark, mark_of, record_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.store.entries import Message
from shared.store.log import Log

PAGE = 1000
ANYWHERE = "kafka"  # how far it was ever published, to whatever topic
LOOK_AGAIN = 1.0
MARKED_WITHIN = 0.05  # while there is always more to send
STOPS_WITHIN = 2.0
MOST_WAITING = 100_000
LONGEST_WAIT = 3600.0


class Waiting(NamedTuple):
    """How many events of the log the brokers don't have yet at most, and for how many seconds some have waited."""

    events: int
    seconds: float


class NotPublished(NotReady):
    """Too much waits to be carried to the other services already."""

    code = "not_published"


def refuse_beyond(waiting: Waiting, events: int = MOST_WAITING, seconds: float = LONGEST_WAIT) -> None:
    """For a door: `NotPublished` (503, Retry-After) once more than this waits for the brokers, or for longer."""
    if waiting.events > events or waiting.seconds > seconds:
        raise NotPublished()


class Outbound:
    """One log on its way to its topic; `session` runs until it is cancelled or something fails.

    The position is kept by the topic's id: into a topic that was made again all is published anew.
    """

    def __init__(self, log: Log, settings: KafkaSettings, tallies: Tallies) -> None:
        self.topic = topic_of(log.name)
        self._log = log
        self._settings = settings
        self._tallies = tallies
        self._published = 0
        self._marked = 0
        self._mark_by = 0.0
        self._sent = log.position_of(ANYWHERE)
        self._behind_since: float | None = None
        self._commits = traces.Commits()
        log.on_commit(self._commits.note)

    def waiting(self) -> Waiting:
        """What the brokers don't have; may be asked from any thread."""
        events = max(0, self._log.position() - self._sent)
        if not events:
            self._behind_since = None
            return Waiting(0, 0.0)
        self._behind_since = self._behind_since or time.monotonic()
        return Waiting(events, time.monotonic() - self._behind_since)

    async def session(self, topic_id: str, wake: asyncio.Event) -> None:
        """Publish all there is, then whatever is committed, to the topic of this id."""
        way = f"kafka {topic_id}"
        self._published = await asyncio.to_thread(self._log.position_of, way)
        producer = AIOKafkaProducer(acks="all", enable_idempotence=True, **self._settings.client())
        try:
            await producer.start()
            await asyncio.to_thread(begin, self._log, way)
            await self._mark(producer, topic_id)
            while True:
                wake.clear()
                await self._drain(producer, way)
                if self._marked < self._published and (not wake.is_set() or time.monotonic() > self._mark_by):
                    await self._mark(producer, topic_id)
                await _woken(wake)
        finally:
            await _stopped(producer)

    async def _drain(self, producer: AIOKafkaProducer, way: str) -> None:
        """Send page after page, until one was not full."""
        while True:
            begun = self._published
            messages, upto = await asyncio.to_thread(self._log.messages, begun, PAGE)
            if upto > begun:
                self._behind_since = self._behind_since or time.monotonic()
                await self._traced(producer, messages)
                self._log.passed({way: upto, ANYWHERE: upto})
                self._published = upto
                self._sent = max(self._sent, upto)
                self._tallies.published(len(messages))
            if upto < begun + PAGE:
                self._behind_since = None
                return

    async def _traced(self, producer: AIOKafkaProducer, messages: Sequence[Message]) -> None:
        commits = self._commits.take()
        if messages:
            with traces.span("publish", commits, service=self._log.name, events=len(messages)):
                await self._send(producer, messages)

    async def _send(self, producer: AIOKafkaProducer, messages: Sequence[Message]) -> None:
        acks, traced = [], traces.inject()
        for message in messages:
            key, value, headers = record_of(self._log.name, message)
            acks.append(await producer.send(self.topic, value=value, key=key, headers=headers + traced))
        await asyncio.gather(*acks)

    async def _mark(self, producer: AIOKafkaProducer, topic_id: str) -> None:
        """Say in every partition how far all was published, so that who reads it knows what it has seen."""
        headers = mark_of(Mark(topic_id, self._published))
        acks = [
            await producer.send(self.topic, value=b"", partition=partition, headers=headers)
            for partition in sorted(await producer.partitions_for(self.topic))
        ]
        await asyncio.gather(*acks)
        self._marked = self._published
        self._mark_by = time.monotonic() + MARKED_WITHIN


async def _woken(wake: asyncio.Event) -> None:
    with suppress(TimeoutError):
        async with asyncio.timeout(LOOK_AGAIN):
            await wake.wait()


async def _stopped(producer: AIOKafkaProducer) -> None:
    """Stop, without waiting long for brokers that are away: what has no ack is sent again next time."""
    try:
        async with asyncio.timeout(STOPS_WITHIN):
            await producer.stop()
    except TimeoutError:
        await producer.client.close()
