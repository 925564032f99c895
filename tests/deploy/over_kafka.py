"""All four services in this process over PostgreSQL and a real broker, and somebody who posts to them."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from deploy.databases import KEYS, NOTICES_KEYS
from deploy.wiring import SERVICES
from deploy.wiring.distributed import Distributed
from shared.kafka.records import dead_topic_of, topic_of
from shared.kafka.settings import KafkaSettings
from shared.settings import Settings
from shared.wrapping import Kek
from tests.journeys.running import TODAY
from tests.services.stored import Json, event, put

TOPICS = [name for service in SERVICES for name in (topic_of(service), dead_topic_of(service))] + [topic_of("notices")]
KEK = bytes(range(32))
OF_NOTICES = Kek(KEK[::-1])


@contextmanager
def over_kafka(
    kafka: KafkaSettings, urls: Mapping[str, str], data: Path, checkpoints: Path | None = None
) -> Iterator[Distributed]:
    """Started; `urls` are schemas named for their services, as `Postgres.schemas` makes them."""
    template = urls["intake"].replace("search_path=intake", "search_path={service}")
    settings = Settings(
        database_url=template,
        keys_url=urls[KEYS],
        wrapping=Kek(KEK),
        checkpoints=checkpoints,
        notices_keys_url=urls[NOTICES_KEYS],
        notices_wrapping=OF_NOTICES,
    )
    ariadna = Distributed(data, settings, KafkaSettings(kafka.bootstrap, partitions=1))
    ariadna.start()
    try:
        yield ariadna
    finally:
        ariadna.close()


class Posting:
    """Posts needs of new pathways from a thread; `acked` are those that have their receipt."""

    def __init__(self, ariadna: Distributed, pause: float = 0.02) -> None:
        self.acked: list[Json] = []
        self._ariadna, self._pause, self._stopped = ariadna, pause, threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> list[Json]:
        self._thread.start()
        return self.acked

    def __exit__(self, *failure: object) -> None:
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._pause):
            told = need(str(uuid4()))
            put(self._ariadna, told, carry=False)
            self.acked.append(told)


def need(pathway_id: str) -> Json:
    return event("NeedIdentified", pathway_id, TODAY, need_id="n1", dimension="housing", voiced_by="her")
