"""How far each way into a log was taken in: on disk with what it brought, at once in memory where that is nothing.

A position is a high-water mark, and what is taken in twice is stored once by its id. So a way that brought nothing to
store is worth no commit of its own: a second later one commit keeps all of them, and who dies before looks again.
"""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from eventsourcing.persistence import PersistenceError

from shared.errors import AriadnaError
from shared.logs import kind, said
from shared.store.recorder import Recorder

KEPT_WITHIN = 1.0
logger = logging.getLogger(__name__)


class Reaching:
    """The positions of one log; `writing` begins a transaction of its own. May be used from any thread."""

    def __init__(self, recorder: Recorder, writing: Callable[[], AbstractContextManager[Any]]) -> None:
        self._recorder = recorder
        self._writing = writing
        self._passed: dict[str, int] = {}
        self._kept: dict[str, int] = {}
        self._timer: threading.Timer | None = None
        self._turn = threading.Lock()
        self._keeping = threading.Lock()
        self._open = True

    def position_of(self, way: str) -> int:
        """How far all that came by this way is stored or known to be nothing to store."""
        return max(self._recorder.max_tracking_id(way) or 0, self._passed.get(way, 0))

    def passed(self, reached: Mapping[str, int]) -> None:
        """Remember how far that is, of ways on which there was nothing to store."""
        with self._turn:
            for way, upto in reached.items():
                self._passed[way] = max(upto, self._passed.get(way, 0))
            self._keep_soon()

    def close(self) -> None:
        """Keep what is left, if the database lets us."""
        with self._turn:
            timer, self._timer = self._timer, None
        if timer:
            timer.cancel()
        with self._keeping:
            self._open = False
            self._keep()

    def _due(self) -> None:
        with self._keeping:
            if self._open and not self._keep():
                with self._turn:
                    self._keep_soon()

    def _keep(self) -> bool:
        """Write down what is known in memory only; False while the database is away."""
        with self._turn:
            self._timer = None
            news = {way: upto for way, upto in self._passed.items() if upto > self._kept.get(way, 0)}
        try:
            if news:
                with self._writing() as cursor:
                    self._recorder.keep(cursor, news)
                self._kept.update(news)
        except (AriadnaError, PersistenceError) as error:
            logger.warning(said("positions_wait", error=kind(error)))
            return False
        return True

    def _keep_soon(self) -> None:
        if self._open and self._timer is None:
            self._timer = threading.Timer(KEPT_WITHIN, self._due)
            self._timer.daemon = True
            self._timer.start()
