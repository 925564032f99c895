"""Services on a real broker: each a log, what it hears, and the carriage between."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from shared.kafka.settings import KafkaSettings
from shared.store.log import Log
from tests.brokers import cluster as cluster
from tests.brokers import kafka as kafka
from tests.brokers import make_topics
from tests.kafka_services import Services


@pytest.fixture
def services(kafka: KafkaSettings, open_log: Callable[[str], Log]) -> Iterator[Services]:
    """Two services of this test alone, their topics made: one publishes, the other hears it."""
    mark = uuid4().hex[:8]
    found = Services(kafka, open_log, f"intake-{mark}", f"pathway-{mark}")
    make_topics(kafka, *found.topics)
    yield found
    found.stop()
