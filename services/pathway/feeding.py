"""Tells notifications what is asked of whom: after the policies ran, and of everybody once each civil day.

It reads the rows that the policies keep, where each that was written is marked until it was told; so whoever dies
between the two tells it next time.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from services.pathway.bookkeeping import Bookkeeping
from services.pathway.contacts import Contacts
from services.pathway.domain import Ask
from services.pathway.feed import FeedBook
from services.pathway.feed.told import level_stream
from services.pathway.rows import Rows
from services.pathway.tasks import Tasks
from shared.store.log import Log

TOGETHER = 200


class Feeding:
    """Both halves of the feed of one pathway log, and its book. Methods block."""

    def __init__(self, log: Log, books: Bookkeeping, tasks: Tasks, feed: FeedBook) -> None:
        self.book = feed
        self.contacts = Contacts(log, books, feed)
        self._books = books
        self._tasks = tasks
        self._pathway = log
        self._rows = Rows(log)
        self._told_on: date | None = None
        self._providers: frozenset[bytes] = frozenset()
        self._waiting: frozenset[bytes] = frozenset()

    @property
    def log(self) -> Log:
        return self.book.log

    def drain(self) -> int:
        """Tell what waits for no policy."""
        return self.contacts.drain()

    def tell(self, today: date) -> int:
        """Tell what changed since, and on a day's first time all that its date changes; how much that was."""
        count = self._tell_of_providers(today) + self._tell_of_requests(today)
        if self._told_on != today:
            streams = self._rows.streams()
            for start in range(0, len(streams), TOGETHER):
                count += self._tell(streams[start : start + TOGETHER], today)
            self._told_on = today
        while turns := self._rows.untold(TOGETHER):
            count += self._tell(list(turns), today)
            self._rows.told(turns)
        return count

    def close(self) -> None:
        self.book.close()

    def _tell(self, streams: Sequence[bytes], today: date) -> int:
        asked: Mapping[bytes, list[Ask]] = self._rows.asks_of(streams)
        requests = self._requests()
        return self.book.asks({stream: [*asks, *requests.get(stream, ())] for stream, asks in asked.items()}, today)

    def _tell_of_requests(self, today: date) -> int:
        """Who asked to erase a pathway is no event of hers, so nothing marks her row."""
        now = frozenset(self._requests())
        changed, self._waiting = now ^ self._waiting, now
        return self._tell(sorted(changed), today) if changed else 0

    def _requests(self) -> Mapping[bytes, Collection[Ask]]:
        with self._pathway.reading() as cursor:
            return {UUID(ask.pathway_id).bytes: [ask] for ask in self._books.erasures.asks(cursor) if ask.pathway_id}

    def _tell_of_providers(self, today: date) -> int:
        asked: dict[bytes, list[Ask]] = {stream: [] for stream in self._providers}
        for ask in self._tasks.of_providers():
            asked.setdefault(level_stream(ask.to.provider_id), []).append(ask)
        self._providers = frozenset(asked)
        return self.book.asks(asked, today, level=True)
