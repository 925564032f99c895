"""How much one organisation may ask for, so that none is slowed down by another: requests, events, and both at once.

Counted in each process by itself, over a moving window of one second; nobody's name is in a metric.
"""

import time
from collections import Counter
from collections.abc import Mapping
from math import ceil

from limits import RateLimitItem, RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from shared.errors import Busy, Refusal
from shared.shares import Shares

ALTOGETHER = 10


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


def _second(most: int) -> RateLimitItem | None:
    return RateLimitItemPerSecond(most) if most else None
