"""How far each service is with each topic that it hears, by the positions in its own database."""

from collections.abc import Iterable
from typing import NamedTuple

from kafka import KafkaAdminClient, TopicPartition
from kafka.admin import OffsetSpec

from shared.kafka.records import topic_of
from shared.service import Service


class Lag(NamedTuple):
    """One partition: where it ends, where the service goes on, and the records between."""

    service: str
    topic: str
    partition: int
    end: int
    position: int
    lag: int


def lags(client: KafkaAdminClient, services: Iterable[Service]) -> list[Lag]:
    """For each service, topic and partition; a topic that is not there has none."""
    return [
        lag
        for service in services
        for source in service.subscriptions
        for lag in _of(client, service, topic_of(source))
    ]


def _of(client: KafkaAdminClient, service: Service, topic: str) -> list[Lag]:
    (found,) = client.describe_topics([topic])
    partitions = sorted(each["partition_index"] for each in found["partitions"])
    places = {TopicPartition(topic, partition): OffsetSpec.LATEST for partition in partitions}
    ends = client.list_partition_offsets(places) if places else {}
    lagging = []
    for partition in partitions:
        end = ends[TopicPartition(topic, partition)].offset
        position = service.log.position_of(f"{found['topic_id']}:{partition}")
        lagging.append(Lag(service.name, topic, partition, end, position, max(0, end - position)))
    return lagging
