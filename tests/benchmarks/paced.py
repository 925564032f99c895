"""Events offered at a steady rate, in a process of its own; one in a few is followed until her views show it.

Times run from the moment at which an event was due, so that a server that falls behind can't hide it.
"""

import asyncio
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from statistics import quantiles
from typing import NamedTuple
from uuid import UUID

import msgspec
import orjson
import uvloop

from tests.benchmarks.events import SEED, Events
from tests.benchmarks.load import ONE
from tests.benchmarks.wire import ACCEPTED

CONNECTIONS = 64
FOLLOWED = 20
PATIENCE = 30.0
IDLE = 2.0
AGAIN = 0.001
LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """`rate` events a second posted to `path` at the door's port; her views are asked for at the port of the views.

    They are asked for by several `readers`, since one who looks at many pathways is stopped.
    """

    door: int
    views: int
    path: str
    token: str
    readers: Sequence[str]
    rate: int = 1_000
    seconds: float = 10
    pathways: int = 1_000
    seed: str = SEED


class Paced(NamedTuple):
    """What a run kept a second, and in ms how long receipts took and how long the views took to show an event."""

    rate: float
    followed: int
    receipt_p50: float
    receipt_p99: float
    visible_p50: float
    visible_p99: float


class Due(NamedTuple):
    """One request, when it is due after the start, and where to look for what in the views (empty: nowhere)."""

    at: float
    request: bytes
    look: bytes = b""
    wanted: bytes = b""


class Line:
    """A connection that takes one request at a time, and is made again before a server closes it for being idle."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._used = 0.0

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        if self._reader is None or self._writer is None or time.perf_counter() > self._used + IDLE:
            self.close()
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        self._used = time.perf_counter()
        return int(head[9:12]), await self._reader.readexactly(int(length[1]) if length else 0)

    def close(self) -> None:
        if self._writer:
            self._writer.close()


def run(pace: Pace) -> Paced:
    """Offer events in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.paced"]
    done = subprocess.run(command, input=msgspec.json.encode(pace), stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Paced)


def posted(pace: Pace, body: bytes) -> bytes:
    head = (
        f"POST {pace.path} HTTP/1.1\r\nHost: 127.0.0.1:{pace.door}\r\nAuthorization: Bearer {pace.token}\r\n"
        f"Content-Type: {ONE}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def asked(pace: Pace, pathway_id: str) -> bytes:
    path, token = f"/pathway/v1/pathways/{pathway_id}/views", pace.readers[UUID(pathway_id).int % len(pace.readers)]
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{pace.views}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def requests(pace: Pace, events: Events, pathways: Sequence[str]) -> list[Due]:
    """All requests of a run; each that starts a step can be followed, and one in `FOLLOWED` is."""
    count, made, wait = int(pace.rate * pace.seconds), [], 0
    for number, body in enumerate(islice(events.mixture(pathways), count)):
        event = orjson.loads(body)
        look = wanted = b""
        wait += 1
        if event["type"] == "StepStarted" and wait >= FOLLOWED:
            look, wanted, wait = asked(pace, event["pathway_id"]), event["data"]["step_id"].encode(), 0
        made.append(Due(number / pace.rate, posted(pace, body), look, wanted))
    return made


class Run:
    """What the connections of one run share: the requests still due, and the times so far in seconds."""

    def __init__(self, due: Iterator[Due]) -> None:
        self._due = due
        self.receipts: list[float] = []
        self.visible: list[float] = []
        self.begun = time.perf_counter()

    async def work(self, door: Line, views: Line) -> None:
        """Post what is due next, at its time, until nothing is left."""
        for due in self._due:
            moment = self.begun + due.at
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            status, answer = await door.ask(due.request)
            if status != 201 or ACCEPTED not in answer:
                raise RuntimeError(f"an event was not kept: {status}")
            self.receipts.append(time.perf_counter() - moment)
            if due.look:
                await self._follow(due, views)
                self.visible.append(time.perf_counter() - moment)

    async def _follow(self, due: Due, views: Line) -> None:
        until = time.perf_counter() + PATIENCE
        while due.wanted not in (told := await views.ask(due.look))[1]:
            if told[0] not in (200, 404):
                raise RuntimeError(f"her views were not shown: {told[0]}")
            if time.perf_counter() > until:
                raise TimeoutError(f"an event is not in the views after {PATIENCE:g} s")
            await asyncio.sleep(AGAIN)


async def perform(pace: Pace) -> Paced:
    """Open the pathways, wait until the views know the last of them, then offer the events."""
    events = Events(pace.seed)
    opened = events.openings(pace.pathways)
    last = opened[-1]["pathway_id"]
    lines = [(Line(pace.door), Line(pace.views)) for _ in range(CONNECTIONS)]
    opening = [Due(0, posted(pace, orjson.dumps(event))) for event in opened]
    opening[-1] = opening[-1]._replace(look=asked(pace, last), wanted=b'"open_days"')
    await offer(opening, lines)
    done = await offer(requests(pace, events, [event["pathway_id"] for event in opened]), lines)
    for each in (line for pair in lines for line in pair):
        each.close()
    receipts, visible = (quantiles([1000 * each for each in times], n=100) for times in (done.receipts, done.visible))
    rate = len(done.receipts) / max(pace.seconds, time.perf_counter() - done.begun)
    return Paced(rate, len(done.visible), receipts[49], receipts[98], visible[49], visible[98])


async def offer(due: Sequence[Due], lines: Sequence[tuple[Line, Line]]) -> Run:
    run = Run(iter(due))
    async with asyncio.TaskGroup() as group:
        for door, views in lines:
            group.create_task(run.work(door, views))
    return run


if __name__ == "__main__":
    given = msgspec.json.decode(sys.stdin.buffer.read(), type=Pace)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(msgspec.json.encode(runner.run(perform(given))))
