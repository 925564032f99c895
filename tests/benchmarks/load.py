"""The load generator, a process of its own: opens pathways through a door, then posts unique events to them."""

import asyncio
import subprocess
import sys
from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec
import orjson
import uvloop

from tests.benchmarks.events import SEED, Events
from tests.benchmarks.wire import Driven, drive

ONE, MANY = "application/json", "application/x-ndjson"


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What to send where: at most `count` events for at most `seconds`, `lines` a request (1: one JSON event).

    Each token opens its share of the pathways and posts to those alone.
    """

    port: int
    path: str
    tokens: Sequence[str]
    connections: int = 64
    seconds: float = 3600
    count: int = 10_000
    lines: int = 1
    pathways: int = 1_000
    seed: str = SEED


def run(load: Load) -> Driven:
    """Run a load in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.load"]
    done = subprocess.run(command, input=msgspec.json.encode(load), stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Driven)


def request(load: Load, token: str, media_type: str, body: bytes) -> bytes:
    head = (
        f"POST {load.path} HTTP/1.1\r\nHost: 127.0.0.1:{load.port}\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def openings(load: Load, events: Events) -> tuple[list[bytes], list[tuple[str, list[str]]]]:
    """Requests that open the pathways, and which token opened which."""
    opened = events.openings(load.pathways)
    requests, shares = [], []
    for at, token in enumerate(load.tokens):
        share = opened[at :: len(load.tokens)]
        requests += [request(load, token, ONE, orjson.dumps(event)) for event in share]
        shares.append((token, [event["pathway_id"] for event in share]))
    return requests, shares


def posts(load: Load, events: Events, shares: Iterable[tuple[str, list[str]]]) -> list[bytes]:
    """Requests with `lines` events each, by each token in turn."""
    media_type, end = (ONE, b"") if load.lines == 1 else (MANY, b"\n")
    sources = [(token, events.mixture(pathways)) for token, pathways in shares]
    made = []
    for at in range(load.count // load.lines):
        token, source = sources[at % len(sources)]
        body = b"".join(line + end for line in islice(source, load.lines))
        made.append(request(load, token, media_type, body))
    return made


async def perform(load: Load) -> Driven:
    """Build everything, open the pathways, then drive the posts and measure only these."""
    events = Events(load.seed)
    opening, shares = openings(load, events)
    requests = posts(load, events, shares)
    opened = await drive(load.port, opening, min(load.connections, len(opening)))
    if opened.kept < len(opening):
        raise RuntimeError(f"{len(opening) - opened.kept} of {len(opening)} pathways could not be opened")
    return await drive(load.port, requests, load.connections, load.seconds)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Load)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        sys.stdout.buffer.write(msgspec.json.encode(runner.run(perform(asked))))
