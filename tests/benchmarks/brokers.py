"""A Kafka to measure on: one real broker of our own, with the topics of all services."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.kafka.local import jars
from deploy.kafka.local.cluster import Cluster
from deploy.wiring import SERVICES
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from tests.brokers import delete_topics, make_topics

PARTITIONS = 6


def absent() -> str:
    """Why no broker can be run here; empty if one can."""
    missing = jars.missing()
    return f"no {' and '.join(missing)} here" if missing else ""


def version() -> str:
    """Which Kafka it is."""
    return jars.POM.read_text().split("<kafka.version>")[1].split("<")[0]


@contextmanager
def measured() -> Iterator[str]:
    """Where to reach a broker that lasts as long as the measurement."""
    with TemporaryDirectory() as directory:
        cluster = Cluster(Path(directory))
        try:
            yield cluster.start().bootstrap
        finally:
            cluster.stop()


@contextmanager
def fresh(bootstrap: str) -> Iterator[str]:
    """The same, with empty topics that are deleted afterwards."""
    names = [name for service in SERVICES for name in (topic_of(service), dead_topic_of(service))]
    settings = KafkaSettings(bootstrap)
    make_topics(settings, *names, partitions=PARTITIONS)
    try:
        yield bootstrap
    finally:
        delete_topics(settings, *names)
