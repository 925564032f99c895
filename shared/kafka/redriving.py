"""Gives dead letters another chance, once what was wrong is put right."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from shared.kafka.careful import AWAY
from shared.kafka.dead import DeadLetters, place_in, reason_of
from shared.kafka.records import Mark, dead_topic_of, read, service_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.topics import Topics
from shared.keys import KeyRing
from shared.relay import Deliver
from shared.store.log import Log


class Redriven(NamedTuple):
    """How many dead letters were taken in now, and by reason how many still can't be."""

    taken: int
    still_dead: Mapping[str, int]


def redrive(log: Log, subscriptions: Mapping[str, Deliver], keys: KeyRing, settings: KafkaSettings) -> Redriven:
    """Deliver each dead letter of a service that was not redriven yet, with its position, in one transaction.

    What fails again is put at the end of the dead letters, for the next time; so a run ends, and one that is
    broken off goes on where it was.
    """
    letters, dead = DeadLetters(keys), dead_topic_of(log.name)
    taken, still_dead = 0, dict[str, int]()
    with KafkaProducer(acks="all", **settings.client()) as producer:
        for way, record in _dead_letters(log, dead, settings):
            reached = {way: record.offset + 1}
            try:
                place = place_in(record.headers)
                letter = letters.open(place, record.value)
                held = read(letter.value, letter.headers)
                subscriptions[service_of(place.topic)]([] if isinstance(held, Mark) else [held], reached)
                taken += 1
            except AWAY:
                raise
            except Exception as failure:
                reason = reason_of(failure)
                still_dead[reason] = still_dead.get(reason, 0) + 1
                producer.send(dead, value=record.value, headers=list(record.headers)).get(30)
                log.note(reached, lambda cursor: None)
    return Redriven(taken, still_dead)


def _dead_letters(log: Log, dead: str, settings: KafkaSettings) -> Iterator[tuple[str, Any]]:
    """Those there are now and that were not redriven, each with the name of the way that it came by."""
    topics = Topics(settings)
    topic_id = topics.ids([dead]).get(dead)
    topics.close()
    if topic_id is None:
        return
    with KafkaConsumer(group_id=None, enable_auto_commit=False, **settings.client()) as consumer:
        places = [TopicPartition(dead, partition) for partition in consumer.partitions_for_topic(dead) or ()]
        starts, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
        for place in places:
            way = f"redriven {topic_id}:{place.partition}"
            consumer.assign([place])
            consumer.seek(place, max(log.position_of(way), starts[place]))
            while consumer.position(place) < ends[place]:
                for record in consumer.poll(1000).get(place, ()):
                    if record.offset < ends[place]:
                        yield way, record
