"""Carries out what the erasure ledger says in every log that is here, and looks whether anything is left.

It may die anywhere: the ledger says what is to be done, each log what it has done, and the next start goes on.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from eventsourcing.persistence import PersistenceError

from deploy import remaining
from shared.erasures import Entry, Result
from shared.errors import AriadnaError, NotReady
from shared.files import alone, put
from shared.keys import KeyRing
from shared.logs import kind, said
from shared.store.erased import Tables
from shared.store.erasing import Taken, erase
from shared.store.log import Log
from shared.store.remains import Remains
from shared.store.sealed import HEADER

HERS: Tables = {
    "grants": ("stream",),
    "asked": ("stream",),
    "registrations": ("stream", "other"),
    "stale": ("stream",),
    "overview": ("stream",),
    "overview_new": ("stream",),
    "listed": ("stream",),
    "listed_new": ("stream",),
    "named": ("stream",),
    "named_new": ("stream",),
    "tasks": ("stream",),
    "addressed": ("stream", "about"),
    "codes": ("stream",),
    "code_asks": ("stream",),
    "labels": ("stream",),
    "shut_out": ("stream",),
    "erasures_asked": ("stream",),
    "untold": ("stream",),
    "feed_open": ("stream",),
    "feed_contacts": ("stream",),
    "notices": ("stream",),
    "contacts": ("stream",),
    "told": ("stream",),
    "told_also": ("stream",),
    "kept_from": ("stream",),
    "to_say": ("stream",),
}
"""Where a pathway's id stands beside the logs: such rows go with it."""
LOOK_AGAIN = 1.0
TRY_AGAIN = 30
Progress = Callable[[str, int, int], None]
logger = logging.getLogger(__name__)


def quiet(what: str, done: int, of: int) -> None:
    """Progress that nobody looks at."""


class Circle(NamedTuple):
    """Logs that one ring seals; `everywhere` are all that have to say that nothing is left, wherever they are.

    A ring that `follows` another erases what that one's ledger says.
    """

    keys: KeyRing
    logs: Mapping[str, Log]
    everywhere: Collection[str]
    follows: KeyRing | None = None

    def tags(self) -> frozenset[bytes]:
        return self.keys.ledger.tags()

    def catch_up(self) -> None:
        """Destroy the keys of all that are erased."""
        if self.follows:
            self.keys.follow(self.follows.ledger)
        self.keys.replay()

    def waiting(self) -> Mapping[bytes, bytes]:
        return self.keys.ledger.waiting(self.logs)


class Erasing:
    """For the logs of one process, by their rings."""

    def __init__(self, data: Path, circles: Sequence[Circle]) -> None:
        self._data = data
        self._circles = circles
        self._seen: list[frozenset[bytes]] = []
        self._finished = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def carry_out(self, progress: Progress = quiet) -> list[str]:
        """Erase what is to be erased; the files and tables in which anything is left, none once it is recorded."""
        with alone(self._data / "keys" / "erasing.lock"):
            return self._carry_out(progress)

    def results(self, streams: Sequence[bytes]) -> list[Result]:
        """What was looked through after these pathways were erased."""
        ledgers = [circle.keys.ledger for circle in self._circles]
        return [each for ledger in ledgers for stream in streams for each in ledger.results(ledger.tag(stream))]

    def done_in(self, entry: Entry) -> list[str]:
        """Where nothing is left of whom an entry of the first ring tells; others know it by the decision's moment."""
        first, *others = (circle.keys.ledger for circle in self._circles)
        found = {each.service for each in first.results(entry.tag)}
        decided_at = first.decision(entry).recorded_at
        for ledger in others:
            tags = [tag for tag, decision in ledger.executed().items() if decision.recorded_at == decided_at]
            found |= {each.service for tag in tags for each in ledger.results(tag)}
        return sorted(found)

    def go_on(self) -> None:
        """The same for whoever starts, and can serve whatever stands in the way: what has no key can't be read."""
        try:
            self._seen = self._tags()
            self._finished = not self.carry_out()
        except (AriadnaError, PersistenceError, OSError) as error:
            self._finished = False
            logger.error(said("erasure_waits", error=kind(error)))

    def start(self) -> None:
        """Look every second whether a ledger has news."""
        self._thread = threading.Thread(target=self._run, name="erasures", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def _run(self) -> None:
        waited = 0
        while not self._stop.wait(LOOK_AGAIN):
            waited += 1
            if self._news() or (not self._finished and waited % TRY_AGAIN == 0):
                self.go_on()

    def _tags(self) -> list[frozenset[bytes]]:
        return [circle.tags() for circle in self._circles]

    def _news(self) -> bool:
        try:
            return self._tags() != self._seen
        except (AriadnaError, PersistenceError):
            return False

    def _carry_out(self, progress: Progress) -> list[str]:
        for circle in self._circles:
            circle.catch_up()
        taken = [self._taken(circle, progress) for circle in self._circles]
        waiting = [circle.waiting() for circle in self._circles]
        if not any(waiting) and not any(each.lost for found in taken for each in found.values()):
            return []
        remains = self._remains(waiting, [each for found in taken for each in found.values()])
        cut(self._data / "imports", remains)
        self._scrub(waiting, taken)
        files = [path for path in sorted(self._data.rglob("*")) if path.is_file()]
        left = self._left(files, remains, progress)
        if left:  # SQLite leaves copies of rows where it arranges a page anew
            self._scrub(waiting, taken, whole=True)
            left = self._left(files, remains, progress)
        if left:
            logger.error(said("erasure_left_something", count=len(left)))
            return left
        for circle, pending, found in zip(self._circles, waiting, taken, strict=True):
            _record(circle, pending, found, len(files), remains)
        return []

    def _taken(self, circle: Circle, progress: Progress) -> dict[str, Taken]:
        tags, taken = circle.tags(), {}
        for number, (name, log) in enumerate(circle.logs.items()):
            progress(f"taking out of {name}", number, len(circle.logs))
            taken[name] = erase(log, tags, HERS)
        return taken

    def _remains(self, waiting: Iterable[Mapping[bytes, bytes]], taken: Iterable[Taken]) -> Remains:
        remains, found = Remains(), list(taken)
        ids = {stream for pending in waiting for stream in pending.values()}
        for stream in ids | {stream for each in found for stream in each.lost}:
            remains.pathway(stream)
        for key in (key for circle in self._circles for key in circle.keys.destroyed()):
            remains.secret(key)
        for state in (state for each in found for states in each.lost.values() for state in states):
            remains.sealed(state[HEADER.size :])
        return remains

    def _scrub(
        self, waiting: Iterable[Mapping[bytes, bytes]], taken: Iterable[Mapping[str, Taken]], whole: bool = False
    ) -> None:
        """Who died between taking out and looking no longer knows the bytes to look for, so all is written anew."""
        done = []
        for circle, pending, found in zip(self._circles, waiting, taken, strict=True):
            anew = {name: whole or bool(each.before & pending.keys()) for name, each in found.items()}
            done += [log.database.scrub(whole=anew[name]) for name, log in circle.logs.items()]
            done.append(circle.keys.scrub())
        if not all(done):
            raise NotReady()

    def _left(self, files: list[Path], remains: Remains, progress: Progress) -> list[str]:
        of, done = sum(path.stat().st_size for path in files if path.exists()), 0

        def counted(size: int) -> None:
            nonlocal done
            done += size
            progress("looking for what is left", done, max(of, done))

        found = remaining.in_files(remains, files, counted)
        for circle in self._circles:
            found += [table for log in circle.logs.values() for table in log.database.traces(remains)]
            found += circle.keys.traces(remains)
        return found


def _record(
    circle: Circle, waiting: Mapping[bytes, bytes], taken: Mapping[str, Taken], files: int, remains: Remains
) -> None:
    now, looked_for = datetime.now(UTC), remains.looked_for
    results = [Result(name, now, each.rows, files, looked_for) for name, each in taken.items()]
    circle.keys.ledger.done(waiting, results, circle.everywhere)
    circle.keys.forgotten()
    circle.keys.scrub()


def cut(folder: Path, remains: Remains) -> None:
    """Take out of the refused rows of imports, which lie in clear, the lines that name her pathway."""
    for path in folder.glob("*") if folder.is_dir() else ():
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not any(form in line for form in remains.forms)]
        if len(kept) < len(lines):
            put(path, b"".join(kept))
