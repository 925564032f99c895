"""Our store alone for F3: the peers' file of events, as ready drafts, handed to the intake's log in this process.

All below the door is on: keys, encryption, chain, de-duplication, who may post, group commit. As at our door, the
pathways were opened before; and as with the peers, nobody posts over HTTP, and several writers hand over a batch each.
"""

import asyncio
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson

from deploy.databases import Servers
from deploy.wiring import Embedded
from shared.access import Reader
from shared.door.admission import admit
from shared.store.entries import Draft
from shared.store.writer import Writer
from tests.benchmarks.events import Events

PROVIDER = Reader("BCN-FAR", "worker", "st_1", "none", 0)


def append(folder: str, urls: dict[str, str], lines: str, batch: int, writers: int) -> dict[str, Any]:
    """Append a file of events, `batch` a post, by so many writers at once: events and seconds."""
    ariadna = Embedded(Path(folder), only="intake", databases=Servers(urls))
    writer = ariadna.services["intake"].writer
    posted = list(drafts(Path(lines).read_bytes().splitlines()))
    asyncio.run(post(writer, [list(drafts(openings(posted)))], 1))
    batches = [posted[at : at + batch] for at in range(0, len(posted), batch)]
    begun = time.perf_counter()
    asyncio.run(post(writer, batches, writers))
    seconds = time.perf_counter() - begun
    ariadna.close()
    return {"events": len(posted), "seconds": seconds}


async def post(writer: Writer, batches: Sequence[Sequence[Draft]], writers: int) -> None:
    """Have so many writers post what waits, a batch each at a time."""
    waiting = iter(batches)

    async def work() -> None:
        for drafts in waiting:
            for receipt in await writer.post(drafts):
                if receipt.status != "accepted":
                    raise RuntimeError(f"an event was not kept: {receipt.status}")

    async with asyncio.TaskGroup() as group:
        for _ in range(writers):
            group.create_task(work())


def openings(posted: Sequence[Draft]) -> Iterator[bytes]:
    """An event that opens each pathway that is posted to."""
    events = Events("opened")
    for stream in {draft.stream for draft in posted}:
        yield orjson.dumps(events.opened(str(UUID(bytes=stream))))


def drafts(lines: Iterable[bytes]) -> Iterator[Draft]:
    """What the door makes of lines, by its own checks."""
    now = datetime.now(UTC)
    for line in lines:
        draft = admit(line, "intake", PROVIDER, now)
        if not isinstance(draft, Draft):
            raise RuntimeError("an event was refused")
        yield draft
