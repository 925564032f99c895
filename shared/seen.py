"""`Ariadna-After`: a reading or a decision that wants to have seen what a receipt told of."""

import asyncio
import time
from collections.abc import Callable

from shared.errors import NotSeenYet, NotWellFormed, Problem

WAIT = 2.0
LOOK = 0.005
SOURCES = frozenset({"intake", "employment", "pathway", "notifications"})
LONGEST = 18

Reached = Callable[[str], int]
Positions = dict[str, int]


def positions(header: str) -> Positions:
    """The positions that a header names, such as `intake=123, pathway=7`."""
    found: Positions = {}
    for part in filter(None, (part.strip() for part in header.split(","))):
        source, _, position = part.partition("=")
        if source not in SOURCES or not (position.isascii() and position.isdigit()) or len(position) > LONGEST:
            raise NotWellFormed(Problem("Ariadna-After", "malformed", "a service and a position, such as intake=123"))
        found[source] = int(position)
    return found


def wait(wanted: Positions, reached: Reached) -> None:
    """Wait until every position was taken in, at most two seconds; then `NotSeenYet`."""
    until = time.monotonic() + WAIT
    while not _all(wanted, reached):
        _give_up_after(until)
        time.sleep(LOOK)


async def wait_for(wanted: Positions, reached: Reached) -> None:
    """The same, for an event loop."""
    until = time.monotonic() + WAIT
    while not _all(wanted, reached):
        _give_up_after(until)
        await asyncio.sleep(LOOK)


def _all(wanted: Positions, reached: Reached) -> bool:
    return all(reached(source) >= position for source, position in wanted.items())


def _give_up_after(until: float) -> None:
    if time.monotonic() > until:
        raise NotSeenYet()
