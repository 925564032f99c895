"""How much one organisation may ask for, so that none is slowed down by another: requests, events, and both at once.

Counted in each process by itself, over a moving window of one second; nobody's name is in a metric.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from math import ceil

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from shared import metrics
from shared.access import Reader
from shared.edge import answer
from shared.errors import Busy, Refusal
from shared.shares import Shares

ALTOGETHER = 10
UNCOUNTED = ("/health/", "/metrics")
LASTING = "/v1/live"
"""Ends what stays open for as long as a page does: asked for as a request is, under way as none."""


class TooManyRequests(Refusal):
    """This organisation asks for more than its share: come again when `Retry-After` says."""

    status, code = 429, "too_many_requests"
    headers: Mapping[str, str] = {"Retry-After": "1"}  # type: ignore[misc]  # each says its own

    def __init__(self, seconds: float = 1) -> None:
        super().__init__()
        self.headers = {"Retry-After": str(max(1, ceil(seconds)))}


class Rates:
    """Counts what is asked for; who asks is an organisation, or the address of somebody unknown."""

    def __init__(self, shares: Shares) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._requests, self._events = _second(shares.requests), _second(shares.events)
        self._at_once = shares.at_once
        self._under_way: Counter[str] = Counter()

    def take_events(self, provider_id: str, count: int) -> None:
        """So many more events; `TooManyRequests` if they are too many now, and then none of them counts."""
        self._take(self._events, f"events {provider_id}", count)

    def begin(self, who: str) -> None:
        """One more request, until its `end`; `TooManyRequests`, or `Busy` if all together ask too much."""
        self._take(self._requests, f"requests {who}", 1)
        if self._at_once and self._under_way[who] >= self._at_once:
            raise TooManyRequests()
        if self._at_once and self._under_way.total() >= self._at_once * ALTOGETHER:
            raise Busy()
        self._under_way[who] += 1

    def end(self, who: str) -> None:
        self._under_way[who] -= 1
        if not self._under_way[who]:
            del self._under_way[who]

    def _take(self, share: RateLimitItem | None, key: str, count: int) -> None:
        if share and not self._window.hit(share, key, cost=count):
            raise TooManyRequests(self._window.get_window_stats(share, key).reset_time - time.time())


class Limited:
    """Goes around an application: who asks for more than a share is told to wait, before anything is read."""

    def __init__(self, app: ASGIApp, rates: Rates, reader_of: Callable[[Request], Reader]) -> None:
        self._app = app
        self._rates = rates
        self._reader_of = reader_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(UNCOUNTED):
            await self._app(scope, receive, send)
            return
        who = self._who(scope)
        try:
            self._rates.begin(who)
        except Refusal as refusal:
            metrics.limited(scope["path"].lstrip("/").partition("/")[0])
            await answer(refusal)(scope, receive, send)
            return
        lasting = scope["path"].endswith(LASTING)
        if lasting:
            self._rates.end(who)
        try:
            await self._app(scope, receive, send)
        finally:
            if not lasting:
                self._rates.end(who)

    def _who(self, scope: Scope) -> str:
        try:
            return f"of {self._reader_of(Request(scope)).provider_id}"
        except Refusal:  # answered as it should be by whom it asks
            return f"at {(scope.get('client') or ('',))[0]}"


def _second(most: int) -> RateLimitItem | None:
    return RateLimitItemPerSecond(most) if most else None
