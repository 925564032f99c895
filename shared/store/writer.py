"""Group commit: one thread writes whatever has queued up, in one transaction, and answers all at once."""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from shared import metrics, traces
from shared.errors import AriadnaError, Busy, NotReady
from shared.logs import kind, said
from shared.store.entries import Draft, Receipt
from shared.store.log import Log

if TYPE_CHECKING:
    from opentelemetry.trace import SpanContext

MOST_WAITING = 20_000
MOST_AT_ONCE = 2_000

Answer = list[Receipt] | AriadnaError
Counted = Callable[[str, Iterable[tuple[bytes, str]], float], None]
logger = logging.getLogger(__name__)


class _Waiting(NamedTuple):
    drafts: Sequence[Draft]
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[list[Receipt]]"
    span: "SpanContext | None"


class Writer:
    """Takes drafts from any event loop; each waits until its own events are on disk."""

    def __init__(self, log: Log, counted: Counted = metrics.committed) -> None:
        self.log = log
        self._counted = counted
        self._queue: deque[_Waiting] = deque()
        self._count = 0
        self._wake = threading.Condition()
        self._open = True
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    async def post(self, drafts: Sequence[Draft]) -> list[Receipt]:
        """Receipts of these drafts, once durable; `Busy` if too many events wait already."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(drafts, loop, loop.create_future(), traces.here())
        with self._wake:
            if self._count + len(drafts) > MOST_WAITING and self._count:
                raise Busy()
            if not self._open:
                raise NotReady()
            self._queue.append(waiting)
            self._count += len(drafts)
            self._wake.notify()
        return await waiting.future

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return self._count

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._wake:
            self._open = False
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while group := self._next():
            _answer(group, self._write(group))

    def _next(self) -> list[_Waiting]:
        with self._wake:
            while not self._queue and self._open:
                self._wake.wait()
            group: list[_Waiting] = []
            size = 0
            while self._queue and (not group or size + len(self._queue[0].drafts) <= MOST_AT_ONCE):
                group.append(self._queue.popleft())
                size += len(group[-1].drafts)
            self._count -= size
            return group

    def _write(self, group: list[_Waiting]) -> list[Answer]:
        drafts = [draft for waiting in group for draft in waiting.drafts]
        started = perf_counter()
        try:
            with traces.span("commit", (waiting.span for waiting in group), service=self.log.name, events=len(drafts)):
                receipts = self.log.post(drafts)
        except AriadnaError as error:
            return [error] * len(group)
        except Exception as error:
            logger.error(said("group_not_written", service=self.log.name, count=len(group), error=kind(error)))
            return [NotReady()] if len(group) == 1 else [self._write([waiting])[0] for waiting in group]
        answered = ((draft.body, receipt.status) for draft, receipt in zip(drafts, receipts, strict=True))
        self._counted(self.log.name, answered, perf_counter() - started)
        answers: list[Answer] = []
        start = 0
        for waiting in group:
            answers.append(receipts[start : start + len(waiting.drafts)])
            start += len(waiting.drafts)
        return answers


def _answer(group: list[_Waiting], answers: list[Answer]) -> None:
    """Resolve futures with one call into each event loop, not one for each request."""
    by_loop: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[list[Receipt]], Answer]]] = {}
    for waiting, answer in zip(group, answers, strict=True):
        by_loop.setdefault(waiting.loop, []).append((waiting.future, answer))
    for loop, pairs in by_loop.items():
        loop.call_soon_threadsafe(_resolve, pairs)


def _resolve(pairs: list[tuple["asyncio.Future[list[Receipt]]", Answer]]) -> None:
    for future, answer in pairs:
        if future.cancelled():
            continue
        if isinstance(answer, AriadnaError):
            future.set_exception(answer)
        else:
            future.set_result(answer)
