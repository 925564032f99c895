"""Which tokens and sessions no longer hold, though they have not expired."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from eventsourcing.persistence import PersistenceError

from shared.errors import NotReady
from shared.logs import said
from shared.store.database import Database
from shared.store.migrations import Steps, migrate

if TYPE_CHECKING:
    from shared.access import Reader

logger = logging.getLogger(__name__)
MIGRATIONS: Steps = (
    (
        "CREATE TABLE IF NOT EXISTS revoked (what TEXT NOT NULL PRIMARY KEY, before INTEGER NOT NULL, "
        "until INTEGER NOT NULL) WITHOUT ROWID",
    ),
)
LONGEST = 24 * 60 * 60 + 60
AGAIN, WATCHED_EVERY, STALE = 1.0, 2.0, 30.0
Clock = Callable[[], float]


class Revocations:
    """What no longer holds, in a table that all processes of all services share: an id, or all of somebody until now.

    A change made elsewhere is seen within seconds. Where the table can't be read for thirty, everything
    stops (`NotReady`): nobody could then be told from somebody whose token was revoked.
    """

    def __init__(self, database: Database, clock: Clock = time.monotonic, now: Clock = time.time) -> None:
        self._database = database
        self._clock = clock
        self._now = now
        self._looked = float("-inf")
        self._before: dict[str, int] = {}
        self._ended: threading.Event | None = None
        migrate(database, {"revoked": MIGRATIONS})

    def refuse(self, reader: "Reader") -> bool:
        """Does what this reader holds no longer hold?"""
        if self._clock() - self._looked >= (STALE if self._ended else AGAIN):
            self._look_now()
        before = self._before
        return bool(before) and (
            reader.token_id in before
            or reader.issued <= before.get(everybody(reader.provider_id), -1)
            or reader.issued <= before.get(somebody(reader.provider_id, reader.actor), -1)
        )

    def add(self, what: str) -> None:
        """Revoke an id, or what `everybody` or `somebody` names, for all processes; forget what has expired since."""
        now = int(self._now())
        with self._database.writing() as cursor:
            cursor.execute("DELETE FROM revoked WHERE until < ?", (now,))
            cursor.execute(
                "INSERT INTO revoked (what, before, until) VALUES (?, ?, ?) ON CONFLICT (what) "
                "DO UPDATE SET before = excluded.before, until = excluded.until",
                (what, now, now + LONGEST),
            )
        self._look()

    def known(self) -> bool:
        """Are they known as they were less than thirty seconds ago?"""
        return self._clock() - self._looked < STALE

    def start(self) -> None:
        """Look in a thread from now on: who asks never waits for the database."""
        self._look()
        self._ended = threading.Event()
        threading.Thread(target=self._watch, args=(self._ended,), name="revocations", daemon=True).start()

    def stop(self) -> None:
        if self._ended:
            self._ended.set()
            self._ended = None

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(WATCHED_EVERY):
            try:
                self._look()
            except (NotReady, PersistenceError):
                logger.warning(said("revocations_unreadable"))

    def _look_now(self) -> None:
        if self._ended:
            raise NotReady()
        try:
            self._look()
        except PersistenceError:
            raise NotReady() from None

    def _look(self) -> None:
        looked = self._clock()
        with self._database.reading() as cursor:
            cursor.execute("SELECT what, before FROM revoked")
            self._before = dict(cursor.fetchall())
        self._looked = looked


def everybody(provider_id: str) -> str:
    """All that was issued to an organisation so far; no token has such an id."""
    return f"@{provider_id}"


def somebody(provider_id: str, actor: str) -> str:
    """All that was issued to one person or machine of it so far."""
    return f"@{provider_id}/{actor}"
