"""Live updates to open pages by server-sent events: resumed where they were, and ended with what let them in."""

import time
from asyncio import sleep
from collections import Counter
from collections.abc import AsyncIterator, Callable

import orjson
from starlette.concurrency import run_in_threadpool

from services.notifications.channels.live import Live, Update
from shared.access import Reader
from shared.errors import Busy, NotWellFormed, Problem
from shared.rates import TooManyRequests

LOOK_AGAIN, HEARTBEAT = 1.0, 15.0
LONGEST = 15 * 60
MOST_OF_ONE, MOST = 5, 1000
DIGITS = 15
BEGINS = b"retry: 3000\n\n"
STILL_HERE = b": here\n\n"
WRONG = Problem("Last-Event-ID", "malformed", "must be the id of an event of this stream")


class Streams:
    """The open streams of this process; whoever resumes at another replica finds the same rows there.

    A stream ends after a quarter of an hour, when a browser comes again by itself, and before that with the token or
    session that it was opened by.
    """

    def __init__(self, live: Live, revoked: Callable[[Reader], bool]) -> None:
        self._live = live
        self._revoked = revoked
        self._open: Counter[tuple[str, str]] = Counter()
        self._leaving = False

    def leave(self) -> None:
        """End all streams: the process stops."""
        self._leaving = True

    def updates(self, reader: Reader, last: str | None) -> AsyncIterator[bytes]:
        """What is shown to a person from now on, or after the event of this id."""
        who = (reader.provider_id, reader.actor)
        if self._open[who] >= MOST_OF_ONE:
            raise TooManyRequests(LONGEST)
        if self._open.total() >= MOST:
            raise Busy()
        return self._until_ended(reader, self._live.last() if last is None else position(last))

    async def _until_ended(self, reader: Reader, after: int) -> AsyncIterator[bytes]:
        who = (reader.provider_id, reader.actor)
        until, beat = time.monotonic() + LONGEST, time.monotonic()
        self._open[who] += 1
        try:
            yield BEGINS
            while time.monotonic() < until and not self._ended(reader):
                for update in await run_in_threadpool(self._live.since, *who, after):
                    yield event(update)
                    after, beat = update.position, time.monotonic()
                if time.monotonic() - beat > HEARTBEAT:
                    yield STILL_HERE
                    beat = time.monotonic()
                await sleep(LOOK_AGAIN)
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]

    def _ended(self, reader: Reader) -> bool:
        return self._leaving or reader.expires <= time.time() or self._revoked(reader)


def position(last: str) -> int:
    """The position in the id of an event; `NotWellFormed` for what is none."""
    if not (last.isascii() and last.isdecimal() and len(last) <= DIGITS):
        raise NotWellFormed(WRONG)
    return int(last)


def event(update: Update) -> bytes:
    """One event as it goes over the wire."""
    told = orjson.dumps(
        {
            "notice_id": str(update.notice_id) if update.notice_id else None,
            "line": update.line,
            "link": update.link,
            "urgent": update.urgent,
        }
    )
    return b"id: %d\nevent: notice\ndata: %b\n\n" % (update.position, told)
