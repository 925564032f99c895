"""Two services on a real Kafka as tests have them: one that publishes and one that hears it, each with its log."""

import time
from collections.abc import Callable
from typing import Any

from shared.kafka.carriage import Carriage
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.relay import Deliver
from shared.store.log import Log


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


def eventually(holds: Callable[[], object], within: float = 60) -> None:
    """Wait for it; how long is no part of any promise."""
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until, "it did not come to be"
        time.sleep(0.02)
