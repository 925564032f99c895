"""Keep-alive HTTP/1.1 connections that ask again as soon as an answer is whole; cheap enough to outrun any server."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from statistics import quantiles
from typing import NamedTuple, cast

import httptools

ACCEPTED = b'"accepted"'


class Driven(NamedTuple):
    """What one run measured: answers, events accepted by their receipts, answers refused; latencies in ms a request."""

    seconds: float
    requests: int
    kept: int
    refused: int
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Events kept a second."""
        return self.kept / self.seconds


class Run:
    """What the connections of one run share: the requests still to send and the answers so far."""

    def __init__(self, requests: Sequence[bytes], connections: int, seconds: float) -> None:
        self.requests: Iterator[bytes] = iter(requests)
        self.latencies: list[float] = []
        self.kept = self.refused = 0
        self.done = asyncio.get_running_loop().create_future()
        self._open = connections
        self._seconds = seconds
        self.begun = self.ended = 0.0

    def begin(self) -> None:
        self.begun = time.perf_counter()

    def next(self) -> bytes | None:
        """The next request, or None once they or the time are used up."""
        if time.perf_counter() - self.begun > self._seconds:
            return None
        return next(self.requests, None)

    def answered(self, latency: float, status: int, body: bytes) -> None:
        self.ended = time.perf_counter()
        self.latencies.append(latency)
        if 200 <= status < 300:
            self.kept += body.count(ACCEPTED)
        else:
            self.refused += 1

    def left(self) -> None:
        """A connection is through; the last one ends the run."""
        self._open -= 1
        if not self._open:
            self.done.set_result(None)

    def driven(self) -> Driven:
        if len(self.latencies) < 2:
            raise ConnectionError("the server gave no answers")
        cuts = quantiles(self.latencies, n=100)
        seconds = self.ended - self.begun
        return Driven(seconds, len(self.latencies), self.kept, self.refused, 1000 * cuts[49], 1000 * cuts[98])


class Connection(asyncio.Protocol):
    """One connection: a request out, its whole answer in, and again."""

    transport: asyncio.Transport

    def __init__(self, run: Run) -> None:
        self._run = run
        self._parser = httptools.HttpResponseParser(self)
        self._body: list[bytes] = []
        self._sent = 0.0
        self._waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def send(self) -> None:
        request = self._run.next()
        self._waiting = request is not None
        if request is None:
            self.transport.close()
        else:
            self._sent = time.perf_counter()
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        latency = time.perf_counter() - self._sent
        self._run.answered(latency, self._parser.get_status_code(), b"".join(self._body))
        self._body.clear()
        self.send()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting:
            self._run.refused += 1
        self._run.left()


async def drive(port: int, requests: Sequence[bytes], connections: int, seconds: float = 3600) -> Driven:
    """Send requests until they or the seconds are used up, and wait for every answer."""
    loop = asyncio.get_running_loop()
    run = Run(requests, connections, seconds)
    made = [await loop.create_connection(lambda: Connection(run), "127.0.0.1", port) for _ in range(connections)]
    run.begin()
    for _, connection in made:
        connection.send()
    await run.done
    return run.driven()
