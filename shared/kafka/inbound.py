"""Hears what other services publish: FastStream subscribers in batches, each in the careful wrapper."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import ConsumerStoppedError, KafkaError
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage
from faststream.kafka.message import FAKE_CONSUMER
from faststream.security import BaseSecurity, SASLScram512

from shared.kafka.careful import AWAY, LONGEST_PAUSE, Careful, Source, ends
from shared.kafka.dead import DeadLetters
from shared.kafka.first import first_of
from shared.kafka.quiet import quiet
from shared.kafka.records import Record, dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.keys import KeyRing
from shared.relay import Deliver
from shared.store.log import Log

BATCH = 1000
LOOK_AGAIN = 0.2


class Inbound:
    """One service's ear: `session` runs until it is cancelled, or until it had better begin anew."""

    def __init__(
        self,
        log: Log,
        subscriptions: Mapping[str, Deliver],
        keys: KeyRing,
        settings: KafkaSettings,
        tallies: Tallies,
    ) -> None:
        self._log = log
        self._subscriptions = subscriptions
        self._letters = DeadLetters(keys)
        self._settings = settings
        self._tallies = tallies
        self._hearing: list[Hearing] = []

    @property
    def topics(self) -> list[str]:
        """What it hears, and where it puts what it can't take in."""
        if not self._subscriptions:
            return []
        return [dead_topic_of(self._log.name), *(topic_of(source) for source in self._subscriptions)]

    def waits_for_the_store(self) -> bool:
        return any(each.careful.waits for each in self._hearing)

    async def session(self, ids: Mapping[str, str]) -> None:
        """Hear the topics of these ids."""
        broker = broker_of(self._settings)
        dead = broker.publisher(dead_topic_of(self._log.name))
        for service, deliver in self._subscriptions.items():
            source = Source(service, topic_of(service), ids[topic_of(service)])

            async def bury(letter: bytes, said: dict[str, str]) -> None:
                await dead.publish(letter, headers=said)

            careful = Careful(source, deliver, self._letters, bury, self._tallies, self._log.name)
            self._hearing.append(Hearing(broker, self._log, source, careful, self._tallies))
        try:
            await broker.start()
            await first_of(*(each.broken.wait() for each in self._hearing))
        finally:
            self._hearing = []
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_PAUSE):
                    await broker.stop()


class Hearing(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka has no types
    """One topic heard: begins where the service's own database says, whatever offsets Kafka remembers."""

    def __init__(self, broker: KafkaBroker, log: Log, source: Source, careful: Careful, tallies: Tallies) -> None:
        self._log = log
        self._source = source
        self._tallies = tallies
        self.careful = careful
        self.broken = asyncio.Event()
        self._taken: dict[TopicPartition, int] = {}
        self._hint: asyncio.Task[None] | None = None
        self.subscriber = subscriber(broker, source.topic, log.name, self)
        self.subscriber(self.take)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:
        """Nothing: what is under way is stored once, whoever goes on with it."""

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        consumer: AIOKafkaConsumer = self.subscriber.consumer
        for each in assigned:
            consumer.seek(each, await self._position(each.partition))

    async def take(self, records: Any) -> None:  # FastStream makes a model of whatever type is told here
        """Take in the records that were fetched, of all partitions in one transaction."""
        if self.broken.is_set():
            return
        try:
            await self.careful.take(records)
        except BaseException:
            self.broken.set()  # the consumer is past them: only a new one begins again where we stopped
            raise
        self._taken.update({TopicPartition(self._source.topic, part): upto for part, upto in ends(records).items()})
        if self._hint is None or self._hint.done():
            self._hint = asyncio.create_task(self._hinted())

    async def _hinted(self) -> None:
        """Tell the brokers how far we are; a hint for those who watch, so nobody waits for it."""
        while (taken := self._taken) and (consumer := self.subscriber.consumer):
            self._taken = {}
            with suppress(KafkaError, ConsumerStoppedError):
                await consumer.commit(taken)
                for place, upto in taken.items():
                    behind = (consumer.highwater(place) or upto) - upto
                    self._tallies.lag(self._source.service, place.partition, behind)

    async def _position(self, partition: int) -> int:
        while True:
            try:
                return await asyncio.to_thread(self._log.position_of, f"{self._source.topic_id}:{partition}")
            except AWAY:
                await asyncio.sleep(LOOK_AGAIN)


def broker_of(settings: KafkaSettings) -> KafkaBroker:
    """FastStream's broker, as we want it: durable, quiet, and making no topics by itself."""
    return KafkaBroker(
        settings.servers,
        security=_security(settings),
        acks="all",
        enable_idempotence=True,
        allow_auto_create_topics=False,
        graceful_timeout=LOOK_AGAIN,
        logger=quiet,
        apply_types=False,
    )


def subscriber(
    broker: KafkaBroker,
    topic: str,
    group: str,
    listener: ConsumerRebalanceListener | None,
    title: str | None = None,
    description: str | None = None,
) -> Any:
    """The only kind there is: batches of records as they are, acknowledged by nobody but `Hearing`."""
    return broker.subscriber(
        topic,
        group_id=group,
        batch=True,
        max_records=BATCH,
        batch_timeout_ms=20,  # FastStream sleeps as long once more when nothing came
        ack_policy=AckPolicy.MANUAL,
        auto_offset_reset="earliest",
        listener=listener,
        parser=_as_they_are,
        decoder=_records,
        session_timeout_ms=6000,
        heartbeat_interval_ms=500,
        no_reply=True,
        title=title,
        description=description,
    )


async def _as_they_are(records: tuple[Record, ...]) -> KafkaMessage:
    return KafkaMessage(body=b"", raw_message=records, consumer=FAKE_CONSUMER)


async def _records(message: KafkaMessage) -> Any:
    return message.raw_message


def _security(settings: KafkaSettings) -> BaseSecurity | None:
    if settings.protocol == "PLAINTEXT":
        return None
    context = settings.client().get("ssl_context")
    if not settings.protocol.startswith("SASL"):
        return BaseSecurity(ssl_context=context, use_ssl=True)
    return SASLScram512(settings.user, settings.password, ssl_context=context, use_ssl=context is not None)
