"""Tells notifications how she may be reached and who may speak for her, as soon as anything changes it.

It follows the pathway's log by itself, as a relay does, and waits for no policy: what is set at a door is obeyed as
soon as it was carried. How far it has looked is kept in the feed's own log, after what that brought.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.pathway import domain
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.domain.contact import CHANGING, Contact, contact
from services.pathway.feed.book import HEARS, FeedBook
from shared.clocks import civil_day
from shared.contracts.feed import ContactChanged
from shared.errors import AriadnaError, NewerThanThisProgram, UnknownPathway
from shared.facts import Event
from shared.grants import granted
from shared.logs import kind, said
from shared.relay import LOOK_AGAIN
from shared.store.log import Log
from shared.store.sealed import ASKS, PROVIDER_LEVEL, header_of, uuid_text

PAGE = 1000
KEPT = 100_000
NEWS = "SELECT position, state FROM stored_events WHERE position > ? ORDER BY position LIMIT ?"
logger = logging.getLogger(__name__)


class Contacts:
    """From one pathway log to the feed, in a thread of its own from `start` to `stop`."""

    def __init__(self, log: Log, books: Bookkeeping, feed: FeedBook) -> None:
        self._log = log
        self._books = books
        self._feed = feed
        self._known: dict[bytes, frozenset[str]] = {}
        self._turn = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="contacts", daemon=True)
        log.on_commit(self._wake.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    def drain(self) -> int:
        """Look at all that was stored since; of how many pathways something was told."""
        told = 0
        with self._turn:
            after = self._feed.log.position_of(HEARS)
            while not self._stopped and (rows := self._news(after)):
                told += self._tell(rows)
                after = rows[-1][0]
                self._feed.log.passed({HEARS: after})
        return told

    def _news(self, after: int) -> Sequence[tuple[int, bytes]]:
        with self._log.reading() as cursor:
            cursor.execute(NEWS, (after, PAGE))
            return [(position, state) for position, state in cursor.fetchall()]

    def _tell(self, rows: Sequence[tuple[int, bytes]]) -> int:
        hers = [state for _, state in rows if state[0] and not state[1] & (PROVIDER_LEVEL | ASKS)]
        changed = {header_of(state).stream for state in hers if self._changes(state)}
        with self._log.reading() as cursor:
            groups = {other for stream in changed for other in self._books.group(cursor, stream)}
            found = {stream: fact for stream in groups if (fact := self._contact(cursor, stream))}
        count = self._feed.contacts(found, civil_day(datetime.now(UTC)))
        self._remember(found)
        return count

    def _changes(self, state: bytes) -> bool:
        try:
            event = self._log.mapper.open(state)
        except UnknownPathway:  # erased
            return False
        except NewerThanThisProgram:  # it may be anything
            return True
        known = self._known.get(header_of(state).stream)
        return known is None or event.type in CHANGING or not granted(event) <= known

    def _contact(self, cursor: Any, stream: bytes) -> ContactChanged | None:
        """None of whom nothing can be read any more; quiet where a history can't be folded, which stops no other."""
        pathway_id = uuid_text(stream)
        try:
            events = self._books.her_events(cursor, stream)
            now = contact(domain.fold(pathway_id, events, PRESENT, windows={})) if _bears(events) else Contact()
        except UnknownPathway:
            return None
        except (AriadnaError, ValueError, TypeError, LookupError, ArithmeticError) as error:
            logger.error(said("contact_unknown", error=kind(error)))
            return ContactChanged(pathway_id=UUID(pathway_id), quiet=True)
        providers = frozenset(name for each in events if each.pathway_id == pathway_id for name in granted(each))
        return ContactChanged(pathway_id=UUID(pathway_id), quiet=now.quiet, rules=now.rules, providers=providers)

    def _remember(self, found: dict[bytes, ContactChanged]) -> None:
        if len(self._known) + len(found) > KEPT:
            self._known = {}
        self._known.update((stream, fact.providers) for stream, fact in found.items())

    def _run(self) -> None:
        while not self._stopped:
            self._wake.clear()
            try:
                self.drain()
            except AriadnaError as error:
                logger.warning(said("contacts_wait", error=kind(error)))
            except Exception as error:  # whatever it is, the next look tries again
                logger.error(said("contacts_stumbled", error=kind(error)))
            self._wake.wait(LOOK_AGAIN)


def _bears(events: Iterable[Event]) -> bool:
    """Whether anything was ever said that a fold must weigh: else nothing holds."""
    return any(event.type in ("ContactSafetySet", "RiskAssessed") for event in events)
