"""A real Kafka for the tests that need one: started once, stopped at the end; loud where it can't be."""

import gc
import re
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition
from kafka.admin import NewTopic
from kafka.errors import UnknownTopicOrPartitionError

from deploy.kafka.local import jars
from deploy.kafka.local.cluster import Cluster
from shared.kafka.settings import KafkaSettings
from tests.summary import LEFT_OUT
from tests.tools import left_out

asked: set[str] = set()


def header() -> str:
    """Which Kafka will answer, or why none does."""
    if absent := wanting():
        return f"{LEFT_OUT}: {absent}"
    (version,) = re.findall("<kafka.version>(.+)</", jars.POM.read_text())
    return f"Apache Kafka {version}, real brokers on this machine"


def wanting() -> str:
    """What keeps a real Kafka from running here; empty if nothing does."""
    absent = " and ".join(jars.missing())
    return f"every test over a real Kafka, for want of {absent} (a JDK 17 and Maven)" if absent else ""


def needed(asking: str) -> None:
    """Leave the asking test out where there is no JDK or Maven; in CI that is a failure."""
    asked.add(asking)
    if absent := wanting():
        left_out(absent)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One broker for the session; a test takes topics of its own names."""
    brokers = Cluster(tmp_path_factory.mktemp("kafka"))
    try:
        yield brokers.start()
    finally:
        brokers.stop()


@pytest.fixture
def kafka(request: pytest.FixtureRequest) -> Iterator[KafkaSettings]:
    """How to reach that broker."""
    needed(request.node.path.stem)
    found: Cluster = request.getfixturevalue("cluster")
    yield KafkaSettings(found.bootstrap)
    sweep()


def sweep() -> None:
    """Let go of what the client libraries leave open when brokers go away under them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


def make_topics(settings: KafkaSettings, *names: str, partitions: int = 3, copies: int = 1) -> None:
    with KafkaAdminClient(**settings.client()) as admin:
        _gone(admin, names)  # of another test on the same brokers
        admin.create_topics([NewTopic(name, partitions, copies) for name in names])
        admin.wait_for_topics(names)


def delete_topics(settings: KafkaSettings, *names: str) -> None:
    with KafkaAdminClient(**settings.client()) as admin:
        admin.delete_topics(list(names))
        _gone(admin, names)


def _gone(admin: KafkaAdminClient, names: tuple[str, ...]) -> None:
    """Have these topics deleted where they are, and wait for it."""
    while there := set(names) & set(admin.list_topics()):
        with suppress(UnknownTopicOrPartitionError):
            admin.delete_topics(sorted(there))
        time.sleep(0.05)


def read_all(settings: KafkaSettings, topic: str) -> list[Any]:
    """Every record that a topic holds now."""
    with KafkaConsumer(group_id=None, auto_offset_reset="earliest", **settings.client()) as consumer:
        parts = [TopicPartition(topic, each) for each in consumer.partitions_for_topic(topic) or ()]
        consumer.assign(parts)
        ends = consumer.end_offsets(parts)
        found: list[Any] = []
        while any(consumer.position(part) < ends[part] for part in parts):
            found += [record for some in consumer.poll(100).values() for record in some]
        return found
