"""Sends what is due, by each channel in a thread of its own, and has the log told of how it ended.

What is claimed is settled one by one as it was sent. Who dies in between has sent one, or as many as it sends at once,
of which nobody knows: these are sent again after the lease, under the ids that they had.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from eventsourcing.persistence import PersistenceError

from services.notifications.channels import Sender
from services.notifications.deliveries import Claimed, Claims, Wanted
from services.notifications.deliveries.record import Record
from shared.errors import AriadnaError
from shared.logs import kind, said
from shared.store.database import Cursor

AT_ONCE = 20
LOOK_AGAIN = 0.5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=5)
Clock = Callable[[], datetime]
logger = logging.getLogger(__name__)


def always(delivery_id: object, cursor: Cursor, now: datetime) -> bool:
    """Whatever is due is wanted."""
    return True


class Dispatcher:
    """Runs the senders over the rows of deliveries; any number of processes may do so at once."""

    def __init__(
        self,
        claims: Claims,
        senders: Mapping[str, Sender],
        clock: Clock = lambda: datetime.now(UTC),
        wanted: Wanted = always,
    ) -> None:
        self._claims = claims
        self._record = Record(claims.log, claims.deliveries)
        self._senders = senders
        self._clock = clock
        self._wanted = wanted
        self._paused: dict[str, tuple[datetime, timedelta]] = {}
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        runs = {channel: lambda channel=channel: self._run_channel(channel) for channel in self._senders}
        for name, run in {**runs, "record": self._record.tell}.items():
            thread = threading.Thread(target=self._run, args=(run,), name=f"deliveries {name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is being sent."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def run_due(self, now: datetime) -> Counter[str]:
        """Send all that is due by every channel; how many ended how."""
        counts: Counter[str] = Counter()
        for channel in self._senders:
            while found := self.run_channel(channel, now):
                counts += found
        while self._record.tell():
            pass
        return counts

    def run_channel(self, channel: str, now: datetime) -> Counter[str]:
        """The same for one channel and some of it; nothing while its server is left alone."""
        counts: Counter[str] = Counter()
        until, _ = self._paused.get(channel, (now, FIRST_PAUSE))
        if until > now or self._stopping.is_set():
            return counts
        batch = self._claims.claim(channel, now, AT_ONCE, self._wanted)
        for results in self._senders[channel].send(batch, self._holds):
            self._claims.settle(results, now)
            counts.update(outcome.what for _, outcome in results)
        self._pause(channel, now, counts)
        return counts

    def _holds(self, claimed: Claimed) -> bool:
        return not self._stopping.is_set() and self._claims.holds(claimed, self._clock())

    def _pause(self, channel: str, now: datetime, counts: Counter[str]) -> None:
        """Leave a server alone that is away: one attempt finds out for all that waits. Webhooks have one each."""
        if channel == "webhook" or not counts["away"]:
            self._paused.pop(channel, None)
            return
        _, last = self._paused.get(channel, (now, FIRST_PAUSE / 2))
        pause = min(last * 2, LONGEST_PAUSE)
        self._paused[channel] = (now + pause, pause)

    def _run_channel(self, channel: str) -> bool:
        return bool(self.run_channel(channel, self._clock()))

    def _run(self, run: Callable[[], object]) -> None:
        while not self._stopping.is_set():
            more: object = False
            try:
                more = run()
            except (AriadnaError, PersistenceError) as error:
                logger.warning(said("deliveries_wait", error=kind(error)))
            except Exception as error:  # whatever it is, the next look tries again
                logger.error(said("deliveries_stumbled", error=kind(error)))
            self._stopping.wait(0.0 if more else LOOK_AGAIN)
