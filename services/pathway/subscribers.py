"""What the pathway service hears: every fact that intake and employment took in."""

import logging
import threading
import time
from collections.abc import Mapping

from services.pathway.overview import Overview
from shared import traces
from shared.logs import kind, said
from shared.relay import Deliver
from shared.store.log import Log

logger = logging.getLogger(__name__)

HEARS = ("intake", "employment")
GATHERS = 0.2
LONGEST_REST = 2.0


def subscriptions(log: Log) -> Mapping[str, Deliver]:
    """Subscriber by publishing service."""

    return {"intake": log.join, "employment": log.join}


class Freshness:
    """Folds stale overview rows soon after each commit, in a thread of its own.

    It rests as long as it has folded, and a fifth of a second at least, so that what comes in meanwhile is folded
    at once; lists that come sooner fold what they find stale themselves.
    """

    def __init__(self, log: Log, overview: Overview) -> None:
        self._overview = overview
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="overview", daemon=True)
        self._commits = traces.Commits()
        log.on_commit(self._commits.note)
        log.on_commit(self._wake.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        rest = GATHERS
        while not self._stopped.wait(rest):
            self._wake.wait(1)
            self._wake.clear()
            begun = time.monotonic()
            try:
                self._refresh()
            except Exception as error:  # whatever it is, the next commit tries again
                logger.warning(said("overview_waits", error=kind(error)))
            rest = min(max(GATHERS, time.monotonic() - begun), LONGEST_REST)

    def _refresh(self) -> None:
        """Traced where it follows a commit that was; a look around by itself is no work to tell of."""
        if commits := self._commits.take():
            with traces.span("refresh", commits, service="pathway"):
                self._overview.refresh()
        else:
            self._overview.refresh()
