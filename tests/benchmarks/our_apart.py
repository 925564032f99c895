"""Our services as they run among others: each over PostgreSQL and, where it is told of brokers, over Kafka.

`python -m tests.benchmarks.our_apart PORT FOLDER PLACE [SERVICE]` serves one, or all in one process.
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import Any

import msgspec
import orjson

from deploy.cli import serving
from deploy.databases import Servers
from deploy.wiring import Embedded
from shared.access import Reader
from shared.door.admission import admit
from shared.kafka.carriage import Carriage
from shared.kafka.outbound import ANYWHERE
from shared.kafka.settings import KafkaSettings
from shared.store.entries import Draft
from tests.benchmarks.events import Events

PAGE = 1_000
PATIENCE = 120.0
LOOK_AGAIN = 0.01


class Place(msgspec.Struct, frozen=True):
    """Databases by name, and where the brokers are (empty: messages go within the process)."""

    urls: dict[str, str]
    bootstrap: str = ""


class Apart(Embedded):
    """What `ariadna serve` runs, but in its place; with brokers one service alone, which hears the others there."""

    def __init__(self, data: Path, only: str | None = None, *, place: Place, hears: bool = True) -> None:
        super().__init__(data, only, Servers(place.urls))
        self.carriages: list[Carriage] = []
        if place.bootstrap:
            for service in self.services.values():
                heard = service.subscriptions if hears else {}
                self.carriages.append(Carriage(service.log, heard, self.keys, KafkaSettings(place.bootstrap)))

    def start(self) -> None:
        super().start()
        for carriage in self.carriages:
            carriage.start()

    def close(self) -> None:
        for carriage in self.carriages:
            carriage.stop()
        super().close()


def publish(data: str, place: Any, pathways: int, count: int, seed: str) -> dict[str, Any]:
    """Store events as the intake door would, and bring all of them to Kafka: how many."""
    ariadna = Apart(Path(data), "intake", place=msgspec.convert(place, Place), hears=False)
    log = ariadna.services["intake"].log
    drafts = _drafts(ariadna.reader_for("BCN-FAR", "worker"), pathways, count, seed)
    while page := list(islice(drafts, PAGE)):
        log.post(page)
    ariadna.carriages[0].start()
    _wait(lambda: log.position_of(ANYWHERE) == log.position())
    ariadna.close()
    return {"events": log.position()}


def consume(data: str, place: Any, count: int) -> dict[str, Any]:
    """Take in from Kafka what is there: events after the first transaction, and seconds from its end to the last's."""
    ariadna = Apart(Path(data), "pathway", place=msgspec.convert(place, Place))
    log = ariadna.services["pathway"].log
    commits: list[tuple[float, int]] = []
    log.on_commit(lambda: commits.append((time.perf_counter(), log.position())))
    ariadna.carriages[0].start()
    _wait(lambda: commits and commits[-1][1] >= count)
    ariadna.close()
    (begun, first), (ended, last) = commits[0], commits[-1]
    return {"events": last - first, "seconds": ended - begun, "kept": last}


def _drafts(reader: Reader, pathways: int, count: int, seed: str) -> Iterator[Draft]:
    events = Events(seed)
    opened = events.openings(pathways)
    posted = islice(events.mixture([event["pathway_id"] for event in opened]), count - pathways)
    now = datetime.now(UTC)
    for body in chain(map(orjson.dumps, opened), posted):
        draft = admit(body, "intake", reader, now)
        assert isinstance(draft, Draft), draft
        yield draft


def _wait(holds: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("what was published did not arrive")
        time.sleep(LOOK_AGAIN)


if __name__ == "__main__":
    port, folder, told, *service = sys.argv[1:]
    in_place = partial(Apart, place=msgspec.json.decode(told, type=Place))
    serving.Embedded = in_place  # type: ignore[assignment, attr-defined]
    serving.serve(serving.Name(service[0]) if service else None, port=int(port), data=Path(folder))
