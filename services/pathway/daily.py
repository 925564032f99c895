"""Runs the policies inside the service: after each commit of what it touches, and once each civil day.

Days that were missed are made up. One of several processes runs a day; that two should would change nothing.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from services.pathway.rows import Rows
from services.pathway.tasks import Stopped, Tasks
from shared.clocks import CIVIL, civil_day
from shared.logs import kind, said
from shared.store.log import Log

logger = logging.getLogger(__name__)
HOUR = 5
MADE_UP = 366
LOOK_AGAIN = 60.0
CALM = 0.5
Clock = Callable[[], datetime]


def now() -> datetime:
    return datetime.now(UTC)


def quiet(today: date) -> None:
    """Nobody is told."""


class Daily:
    """A thread that runs the policies; `clock` tells the time, `tell` is called with the day after each run."""

    def __init__(self, log: Log, tasks: Tasks, clock: Clock = now, tell: Callable[[date], object] = quiet) -> None:
        self._tasks = tasks
        self._tell = tell
        self._rows = Rows(log)
        self._clock = clock
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="policies", daemon=True)
        log.on_commit(self._wake.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._tasks.stop()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def run_days(self) -> list[date]:
        """Run what is due and nobody else runs; returns which days."""
        moment = self._clock()
        begun = int(moment.timestamp())
        ran = []
        for day in days_due(self._rows.last_day(), moment):
            if self._stopping.is_set() or not self._rows.begin(day, begun):
                break
            for _ in self._tasks.tick(day):
                pass  # kept as it is told
            self._rows.end(day)
            ran.append(day)
        return ran

    def _told(self, today: date) -> None:
        """Nobody who is told may keep the days from being run."""
        try:
            self._tell(today)
        except Exception as error:  # whatever it is, the next look tries again
            logger.warning(said("feed_waits", error=kind(error)))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                today = civil_day(self._clock())
                self._tasks.refresh(today)
                self._told(today)
                self.run_days()
            except Stopped:
                return
            except Exception as error:  # whatever it is, the next look tries again
                logger.warning(said("policies_wait", error=kind(error)))
            self._wake.wait(LOOK_AGAIN)
            self._stopping.wait(CALM)  # what comes together is run together


def days_due(last: date | None, moment: datetime) -> list[date]:
    """The days after the last one that was run, up to today once its hour has come; of a fresh log today alone."""
    upto = civil_day(moment) - timedelta(days=moment.astimezone(CIVIL).hour < HOUR)
    first = upto if last is None else max(last + timedelta(days=1), upto - timedelta(days=MADE_UP))
    return [first + timedelta(days=each) for each in range((upto - first).days + 1)]
