"""The rounds inside the service, after whatever came in and as time passes; what they did goes into the log."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

import orjson

from services.notifications.rounds import Counts, Rounds
from services.notifications.rows import NETWORK, Rows, Saying
from shared.logs import kind, said
from shared.store.by_policy import by_policy
from shared.store.entries import Draft
from shared.store.log import Log
from shared.store.sealed import PROVIDER_LEVEL, PUBLISHED

LOOK_AGAIN = 1.0
AT_ONCE = 500
logger = logging.getLogger(__name__)


class Daily:
    """A thread that goes the rounds; any number of processes may do so over one database. `clock` tells the time."""

    def __init__(self, log: Log, rows: Rows, rounds: Rounds, clock: Callable[[], datetime]) -> None:
        self._log = log
        self._rows = rows
        self._rounds = rounds
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rounds", daemon=True)
        log.on_commit(self._wake.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def run(self, now: datetime) -> Counts:
        """One round, and what it did written down."""
        counts = self._rounds.run(now)
        while self._say():
            pass
        return counts

    def _say(self) -> int:
        """Write events into the log; their ids are their own, so that to do so twice changes nothing."""
        with self._log.reading() as cursor:
            waiting = self._rows.to_say(cursor, AT_ONCE)
        if waiting:
            self._log.post([_draft(event_id.bytes, stream, saying) for event_id, stream, saying in waiting if saying])
            with self._log.writing() as cursor:
                self._rows.said(cursor, [event_id for event_id, _, _ in waiting])
        return len(waiting)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.run(self._clock())
            except Exception as error:  # whatever it is, the next round tries again
                logger.warning(said("rounds_wait", error=kind(error)))
            self._wake.wait(LOOK_AGAIN)


def _draft(event_id: bytes, stream: bytes, saying: Saying) -> Draft:
    data, flags = orjson.dumps(saying.data), PUBLISHED | (0 if saying.hers else PROVIDER_LEVEL)
    return by_policy(event_id, stream, NETWORK, "inbox", saying.type, saying.on, data, flags)
