"""A file of events for the peers: batches that each go to one pathway, since that is what all of them do best."""

import random
from itertools import islice
from pathlib import Path

from tests.benchmarks.events import Events


def write(path: Path, count: int, batch: int, pathways: int, seed: str) -> int:
    """Write whole batches of events as NDJSON, up to `count`; returns how many events."""
    draw, events = random.Random(seed), Events(seed)
    sources = [events.mixture([events.uuid4()]) for _ in range(pathways)]
    with path.open("wb") as file:
        for _ in range(count // batch):
            file.writelines(line + b"\n" for line in islice(draw.choice(sources), batch))
    return count // batch * batch
