"""One service's two ways over Kafka, in a thread of their own: what it publishes, what it hears."""

import asyncio
import logging
import threading
from collections.abc import Callable, Collection, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from aiokafka.errors import KafkaError

from shared.errors import AriadnaError
from shared.kafka.careful import AWAY
from shared.kafka.first import first_of
from shared.kafka.inbound import Inbound
from shared.kafka.left import left
from shared.kafka.outbound import Outbound, Waiting
from shared.kafka.quiet import hush
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.kafka.topics import KafkaAway, Topics
from shared.keys import KeyRing
from shared.logs import kind, said
from shared.relay import Deliver
from shared.store.log import Log

LOOK_AGAIN = 1.0
THREADS = 32  # one for each partition that may wait for the database, and some to look around
logger = logging.getLogger(__name__)

Ids = Mapping[str, str]


class Carriage:
    """Carries for one service, from `start` to `stop`, through whatever happens to the brokers.

    Once a second it asks which topics there are. A topic of another id, like any failure, ends a session;
    the next one begins from the positions in the service's own database.
    """

    def __init__(
        self,
        log: Log,
        subscriptions: Mapping[str, Deliver],
        keys: KeyRing,
        settings: KafkaSettings,
        tallies: Tallies | None = None,
    ) -> None:
        self._outbound = Outbound(log, settings, tallies or Tallies())
        self._inbound = Inbound(log, subscriptions, keys, settings, tallies or Tallies())
        self._topics = Topics(settings)
        self._names = {self._outbound.topic, *self._inbound.topics}
        self._left = left(log)
        self._ids: Ids = {}
        self._missing: Collection[str] | None = None  # topics; None while the brokers don't answer
        self._told: object = self
        self._waiting = Waiting(0, 0.0)
        self._changed = asyncio.Event()
        self._wake = asyncio.Event()
        self._begun = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=f"kafka {log.name}", daemon=True)
        log.on_commit(self._committed)

    def start(self) -> None:
        self._thread.start()
        self._begun.wait()

    def stop(self) -> None:
        """Let go of the brokers; what was under way is carried next time."""
        if self._thread.ident:
            self._soon(self._cancel)
            self._thread.join()

    def ready(self) -> list[str]:
        """What is not, by name: `kafka` if the brokers or a topic are away, `database` if messages wait for it."""
        reasons = ["kafka"] if self._missing is None or self._missing else []
        return [*reasons, *(["database"] if self._inbound.waits_for_the_store() else [])]

    def waiting(self) -> Waiting:
        """What is stored and not published yet, as it was some seconds ago at most."""
        return self._waiting

    def _run(self) -> None:
        hush()
        asyncio.run(self._carry())

    async def _carry(self) -> None:
        self._loop, self._running = asyncio.get_running_loop(), asyncio.current_task()
        self._loop.set_default_executor(ThreadPoolExecutor(THREADS, "kafka"))
        self._begun.set()
        with suppress(asyncio.CancelledError):
            async with asyncio.TaskGroup() as ways:
                ways.create_task(self._watch())
                ways.create_task(self._sessions("what it publishes", self._publish))
                if self._inbound.topics:
                    ways.create_task(self._sessions("what it hears", self._inbound.session))
        self._topics.close()

    async def _publish(self, ids: Ids) -> None:
        await self._outbound.session(ids[self._outbound.topic], self._wake)

    async def _watch(self) -> None:
        """Know which topics there are, and whether the brokers answer."""
        while True:
            try:
                self._seen(await asyncio.to_thread(self._topics.ids, self._names))
            except Exception as failure:  # whatever it is, it is no reason to stop looking
                self._missing = None
                self._say(failure.title if isinstance(failure, KafkaAway) else type(failure).__name__)
            with suppress(*AWAY):
                self._waiting = await asyncio.to_thread(self._outbound.waiting)
            await asyncio.sleep(LOOK_AGAIN)

    def _seen(self, found: Ids) -> None:
        old = [name for name, topic_id in found.items() if topic_id in self._left]
        found = {name: topic_id for name, topic_id in found.items() if name not in old}
        self._missing = sorted(self._names - found.keys())
        how = "ariadna kafka apply --anew" if old else "ariadna kafka apply"
        self._say(f"{', '.join(self._missing)}: to be made by `{how}`" if self._missing else "")
        if any(self._ids.get(name) != topic_id for name, topic_id in found.items()):
            self._ids = {**self._ids, **found}
            self._changed.set()
            self._changed = asyncio.Event()

    def _say(self, what: str) -> None:
        """Log what is missing once, until it is another thing."""
        if what and what != self._told:
            logger.warning(said("topics_missing", what=what))
        self._told = what

    async def _sessions(self, what: str, session: Callable[[Ids], Coroutine[Any, Any, None]]) -> None:
        """One session after the other, each with the topics as they are."""
        while True:
            changed = self._changed
            if self._ids.keys() != self._names:
                await changed.wait()
                continue
            try:
                await first_of(session(self._ids), changed.wait())
            except (KafkaError, AriadnaError, *AWAY) as failure:
                logger.warning(said("carriage_waits", what=what, error=kind(failure)))
            except Exception as failure:
                logger.error(said("carriage_stumbled", what=what, error=kind(failure)))
            if not changed.is_set():
                await asyncio.sleep(LOOK_AGAIN)

    def _committed(self) -> None:
        self._soon(self._wake.set)

    def _soon(self, call: Callable[[], object]) -> None:
        """Have it called by the carrying thread, if that still runs."""
        if self._loop:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(call)

    def _cancel(self) -> None:
        if self._running:
            self._running.cancel()
