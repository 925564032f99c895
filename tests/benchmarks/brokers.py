"""A Kafka to measure on: one real broker of our own, with the topics of all services."""

import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kafka import KafkaAdminClient

from deploy.kafka.local import jars
from deploy.kafka.local.cluster import Cluster
from deploy.wiring import SERVICES
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from tests.brokers import delete_topics, make_topics

PARTITIONS = 6
PATIENCE = 30.0
LOOK_AGAIN = 0.05


def name() -> str:
    """Which Kafka answers, or why none does."""
    if missing := jars.missing():
        return f"Kafka (left out, no {' and '.join(missing)} here)"
    return f"Kafka {jars.version()}"


@contextmanager
def measured() -> Iterator[str]:
    """Where to reach a broker that lasts as long as the measurement; empty where none can be run."""
    if jars.missing():
        yield ""
        return
    with TemporaryDirectory() as directory:
        cluster = Cluster(Path(directory))
        try:
            yield cluster.start().bootstrap
        finally:
            cluster.stop()


@contextmanager
def fresh(bootstrap: str) -> Iterator[None]:
    """Empty topics, gone afterwards."""
    names = [name for service in SERVICES for name in (topic_of(service), dead_topic_of(service))]
    settings = KafkaSettings(bootstrap)
    make_topics(settings, *names, partitions=PARTITIONS)
    try:
        yield
    finally:
        delete_topics(settings, *names)
        _wait_without(settings, names)


def _wait_without(settings: KafkaSettings, names: Collection[str]) -> None:
    with KafkaAdminClient(**settings.client()) as admin:
        until = time.monotonic() + PATIENCE
        while not set(names).isdisjoint(admin.list_topics()):
            if time.monotonic() > until:
                raise TimeoutError("the topics are still there")
            time.sleep(LOOK_AGAIN)
