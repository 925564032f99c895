"""One service's two ways over Kafka, in a thread of their own: what it publishes, what it hears."""

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from aiokafka.errors import KafkaError

from shared.errors import AriadnaError
from shared.kafka.careful import AWAY
from shared.kafka.first import first_of
from shared.kafka.inbound import Inbound
from shared.kafka.outbound import Outbound, Waiting
from shared.kafka.quiet import hush
from shared.kafka.settings import KafkaSettings
from shared.kafka.tallies import Tallies
from shared.kafka.topics import KafkaAway, Topics
from shared.keys import KeyRing
from shared.relay import Deliver
from shared.store.log import Log

LOOK_AGAIN = 1.0
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
        self._ids: Ids = {}
        self._reachable = False
        self._waiting = self._outbound.waiting()
        self._changed = asyncio.Event()
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name=f"kafka {log.name}", daemon=True)
        log.on_commit(self._committed)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let go of the brokers; what was under way is carried next time."""
        if self._loop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._cancel)
        if self._thread.ident:
            self._thread.join()

    def ready(self) -> list[str]:
        """What is not, by name: `kafka` if the brokers or a topic are away, `database` if messages wait for it."""
        reasons = [] if self._reachable and self._ids.keys() == self._names else ["kafka"]
        return [*reasons, *(["database"] if self._inbound.waits_for_the_store() else [])]

    def waiting(self) -> Waiting:
        """What is stored and not published yet, as it was some seconds ago at most."""
        return self._waiting

    def _run(self) -> None:
        hush()
        asyncio.run(self._carry())

    async def _carry(self) -> None:
        self._loop, self._running = asyncio.get_running_loop(), asyncio.current_task()
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
                found = await asyncio.to_thread(self._topics.ids, self._names)
            except KafkaAway as error:
                if self._reachable or not self._ids:
                    logger.warning("%s", error.title)
                self._reachable = False
            else:
                self._reachable = True
                if any(self._ids.get(name) != topic_id for name, topic_id in found.items()):
                    self._ids = {**self._ids, **found}
                    self._changed.set()
                    self._changed = asyncio.Event()
            self._waiting = await asyncio.to_thread(self._outbound.waiting)
            await asyncio.sleep(LOOK_AGAIN)

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
                logger.warning("%s waits: %s", what, type(failure).__name__)
            except Exception as failure:
                logger.error("%s stumbled: %s", what, type(failure).__name__)
            if not changed.is_set():
                await asyncio.sleep(LOOK_AGAIN)

    def _committed(self) -> None:
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def _cancel(self) -> None:
        if self._running:
            self._running.cancel()
