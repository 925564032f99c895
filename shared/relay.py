"""Carries what one service's log holds to another, at least once and in order, from where it stopped."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from shared import metrics, traces
from shared.errors import AriadnaError
from shared.logs import kind, said
from shared.store.entries import Message
from shared.store.log import Log

PAGE = 1000
LOOK_AGAIN = 0.2
logger = logging.getLogger(__name__)

Reached = Mapping[str, int]  # by the name of a way, the position up to which everything on it was taken in
Deliver = Callable[[Sequence[Message], Reached], object]


class Relay:
    """One way from a source's log to one subscriber.

    The subscriber's own position says where to go on: it is written in the transaction that takes the
    messages in, so a relay may die anywhere and be started again, twice if need be.
    """

    def __init__(
        self, source: str, log: Log, position: Callable[[str], int], deliver: Deliver, subscriber: str = metrics.OTHER
    ) -> None:
        self.source = source
        self.subscriber = subscriber
        self._even_at = time.monotonic()
        self._log = log
        self._position = position
        self._deliver = deliver
        self._wake = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None
        self._commits = traces.Commits()
        log.on_commit(self._commits.note)
        log.on_commit(self._wake.set)

    def drain(self) -> int:
        """Carry over all there is now; returns how many messages went."""
        return sum(self._pages())

    def _pages(self) -> Iterator[int]:
        """Carry page after page; of each how many messages went."""
        after = self._position(self.source)
        while True:
            messages, upto = self._log.messages(after, PAGE)
            if upto == after:
                self._even_at = time.monotonic()
                return
            commits = self._commits.take()
            said = {"source": self.source, "service": self.subscriber, "events": len(messages)}
            with traces.span("relay", commits, **said) if messages else traces.NOTHING:
                self._deliver(messages, {self.source: upto})
            metrics.relayed(self.source, self.subscriber, len(messages))
            yield len(messages)
            after = upto

    def behind(self) -> tuple[int, float]:
        """How much of the source's log was not looked at yet, and for how many seconds at most any of it has waited."""
        count = max(self._log.position() - self._position(self.source), 0)
        return count, time.monotonic() - self._even_at if count else 0.0

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name=f"relay {self.source}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the page that is on its way; what waits is carried next time."""
        self._stopped = True
        self._wake.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                for _ in self._pages():
                    if self._stopped:
                        return
            except AriadnaError as error:
                logger.warning(said("relay_waits", source=self.source, error=kind(error)))
            except Exception as error:
                logger.error(said("relay_stumbled", source=self.source, error=kind(error)))
            self._wake.wait(LOOK_AGAIN)
