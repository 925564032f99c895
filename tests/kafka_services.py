"""Two services on a real Kafka as tests have them: one that publishes and one that hears it, each with its log."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from shared.kafka.carriage import Carriage
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.relay import Deliver
from shared.store.log import Log
from tests.brokers import make_topics


class Services:
    """`source` publishes, `target` hears it; both may have several replicas, each a carriage of its own."""

    def __init__(self, settings: KafkaSettings, open_log: Callable[[str], Log], source: str, target: str) -> None:
        self.settings = settings
        self.open_log = open_log
        self.source, self.target = open_log(source), open_log(target)
        self.topics = [topic_of(source), topic_of(target), dead_topic_of(target)]
        self.carriages: list[Carriage] = []

    def publish(self) -> Carriage:
        """Start a replica of what publishes."""
        return self._started(Carriage(self.source, {}, self.source.keys, self.settings))

    def hear(self, deliver: Deliver | None = None, log: Log | None = None, **told: Any) -> Carriage:
        """Start a replica of what hears; it joins what comes to its log, unless told otherwise."""
        target = log or self.target
        heard = {self.source.name: deliver or target.join}
        return self._started(Carriage(target, heard, target.keys, self.settings, Tallies(**told)))

    def _started(self, carriage: Carriage) -> Carriage:
        carriage.start()
        self.carriages.append(carriage)
        return carriage

    def stop(self) -> None:
        for carriage in self.carriages:
            carriage.stop()
        self.carriages = []

    def once_and_whole(self) -> dict[str, int]:
        """How what was heard stands to what was stored: events, and those lost, twice, or out of order in a pathway."""
        stored = [(row.originator_id, row.event_id, row.state) for row in self.source.scan()]
        heard = [(row.originator_id, row.event_id, row.state) for row in self.target.scan()]
        by_pathway = [sorted(rows, key=lambda row: row[0]) for rows in (stored, heard)]
        return {
            "events": len(stored),
            "lost": len(set(stored) - set(heard)),
            "twice": len(heard) - len(set(heard)),
            "never_stored": len(set(heard) - set(stored)),
            "out_of_order": sum(one != other for one, other in zip(*by_pathway, strict=False)),
        }


@pytest.fixture
def services(kafka: KafkaSettings, open_log: Callable[[str], Log]) -> Iterator[Services]:
    """Two services of this test alone, their topics made: one publishes, the other hears it."""
    mark = uuid4().hex[:8]
    found = Services(kafka, open_log, f"intake-{mark}", f"pathway-{mark}")
    make_topics(kafka, *found.topics)
    yield found
    found.stop()


def eventually(holds: Callable[[], object], within: float = 60) -> None:
    """Wait for it; how long is no part of any promise."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.02)
