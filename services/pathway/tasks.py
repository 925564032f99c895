"""What the policies ask, kept in step with the log: one sealed row a pathway, in dates, so that it stays true.

The policies read the log as anybody would, from where they were; what the catalogue has an event for is posted
under an id that follows from policy, subject and day, so that doing anything twice changes nothing.
"""

import logging
import threading
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from uuid import UUID

from services.pathway import domain
from services.pathway.addressed import Spot
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.calendars import Calendar
from services.pathway.domain import Ask, Known, Notice, Pathway
from services.pathway.domain.windows import Windows
from services.pathway.notices import noticed
from services.pathway.overview import Overview
from services.pathway.rows import Rows
from services.pathway.rules import Pack, months_kept, rules_in_force
from shared.clocks import CIVIL, civil_day
from shared.errors import AriadnaError
from shared.facts import Event
from shared.logs import kind, said
from shared.store.log import Log
from shared.store.sealed import uuid_text

logger = logging.getLogger(__name__)
AMENDING = frozenset({"EventCorrected", "EventVoided"})
LOOKED_BACK = 7
TOGETHER = 200


class Stopped(Exception):
    """The service stops: what was not run is run next time."""


class Tasks:
    """The policies over one pathway log. Methods block; they may be called from any thread and several processes."""

    def __init__(self, log: Log, books: Bookkeeping, overview: Overview, packs: list[Pack]) -> None:
        self._log = log
        self._books = books
        self._overview = overview
        self._rules, self._kept_months = rules_in_force(packs), months_kept(packs)
        self._rows = Rows(log)
        self._turn = threading.Lock()
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Have whatever runs end at the next pathway, with `Stopped`."""
        self._stopping.set()

    def refresh(self, today: date) -> int:
        """Run the policies of every pathway that something was stored of since; returns how many."""
        done = 0
        with self._turn:
            while (news := self._rows.news()).upto > news.after:
                streams = self._reached(news.streams, news.level)
                for start in range(0, len(streams), TOGETHER):
                    self._run(streams[start : start + TOGETHER], today)
                self._rows.reached(news.upto)
                done += len(streams)
        return done

    def walk(self, name: str, day: date, spot: Spot, last: int) -> Iterator[list[Ask]]:
        """What is asked about pathways on a day, spot after spot of a list from one on and up to a rank."""
        self.refresh(day)
        yield from self._rows.walk(name, day, spot, last)

    def open_in(self, name: str, day: date) -> Iterator[Ask]:
        """All of that, in no order."""
        self.refresh(day)
        return self._rows.open_in(name, day)

    def open_apart(self, day: date) -> list[Ask]:
        """What is open on a day and in no list, as the history stands now."""
        self.refresh(day)
        with self._log.reading() as cursor:
            to_confirm = list(self._books.erasures.asks(cursor))
        return [*self._rows.apart(day), *(ask for ask in (*self.of_providers(), *to_confirm) if ask.open_on(day))]

    def urgent(self, name: str, day: date) -> int:
        """How much of what is in a list is urgent on a day."""
        self.refresh(day)
        return self._rows.urgent(name, day)

    def open_about(self, pathway_id: str, day: date) -> list[Ask]:
        """Those of them that are about one woman, all her registrations together."""
        self.refresh(day)
        with self._log.reading() as cursor:
            hers = sorted(self._books.group(cursor, UUID(pathway_id).bytes))
            erasures = list(self._books.erasures.asks(cursor))
        to_confirm = [ask for ask in erasures if ask.pathway_id and UUID(ask.pathway_id).bytes in hers]
        found = self._rows.asks_of(hers)
        asks = [ask for stream in hers for ask in found.get(stream, ())]
        return [ask for ask in (*asks, *to_confirm) if ask.open_on(day)]

    def of_providers(self) -> list[Ask]:
        """What is asked of organisations about no pathway."""
        return _of_providers(self._provider_level(PRESENT), PRESENT)

    def tick(self, day: date, known_at: datetime | None = None) -> Iterator[Notice]:
        """The notices of one day, of which the log keeps, once, those that the catalogue has an event for.

        Kept before they are told, those about some pathways at a time: a day of many holds no more in memory.
        """
        self._unless_stopped()
        as_of = day + timedelta(days=1)
        level = self._provider_level(as_of, known_at)
        yield from self._kept(domain.notices(_of_providers(level, as_of), day))
        windows, known = domain.open_windows(level, as_of), self._known(level)
        streams = iter(self._overview.streams())
        while some := list(islice(streams, TOGETHER)):
            asked = (self._asks(stream, as_of, windows, known, [day], known_at) or () for stream in some)
            yield from self._kept([notice for asks in asked for notice in domain.notices(asks, day)])

    def _kept(self, found: list[Notice]) -> list[Notice]:
        self._post(found)
        return found

    def _run(self, streams: Iterable[bytes], today: date) -> None:
        """Fold these as they are now; post what is to be told of them by today, and keep their rows."""
        seen = self._log.position()
        level = self._provider_level(PRESENT)
        windows, known = domain.open_windows(level, PRESENT), self._known(level)
        days = [today - timedelta(days=back) for back in range(LOOKED_BACK)]
        found = {stream: self._asks(stream, PRESENT, windows, known, days) for stream in streams}
        asked = {stream: asks for stream, asks in found.items() if asks is not None}
        typed = (ask for asks in asked.values() for ask in asks if ask.type and ask.open_on(today))
        self._post(Notice(ask, ask.since) for ask in typed)
        self._rows.put(asked, seen)

    def _asks(
        self,
        stream: bytes,
        as_of: date,
        windows: Windows,
        known: Known,
        days: list[date],
        known_at: datetime | None = None,
    ) -> list[Ask] | None:
        """What is asked about one pathway; None if it can't be folded, which stops no other."""
        self._unless_stopped()
        try:
            events = self._events(stream)
            pathway = domain.fold(uuid_text(stream), events, as_of, known_at, windows)
            return list(self._asked(pathway, events, known, days))
        except (AriadnaError, ValueError, TypeError, LookupError, ArithmeticError) as error:
            logger.error(said("policies_failed", error=kind(error)))
            return None

    def _unless_stopped(self) -> None:
        if self._stopping.is_set():
            raise Stopped()

    def _asked(self, pathway: Pathway, events: list[Event], known: Known, days: list[date]) -> Iterator[Ask]:
        """A merged pathway is asked about once; what came late or was corrected is told of on these days."""
        if domain.listed_as(pathway) == pathway.pathway_id and pathway.facts:
            yield from domain.asks(pathway, known)
            for day in learned_late(events, days):
                before, after = (
                    domain.fold(pathway.pathway_id, events, day, until(each), windows={})
                    for each in (day - timedelta(days=1), day)
                )
                yield from domain.corrective(before, after, day)

    def _post(self, found: Iterable[Notice]) -> None:
        """Keep what the catalogue has an event for."""
        if drafts := [noticed(notice) for notice in found if notice.ask.type]:
            self._log.post(drafts)

    def _reached(self, streams: set[bytes], level: list[Event]) -> list[bytes]:
        """The pathways that news touch: her registrations together; a window's or a city's change more than one."""
        with self._log.reading() as cursor:
            found = {one for stream in streams for one in self._books.group(cursor, stream)}
        types = {event.type for event in level}
        if "ProviderRegistered" in types or types & AMENDING:
            found.update(self._overview.streams())
        elif types & {"FundingWindowOpened", "FundingWindowChanged"}:
            found.update(self._overview.with_windows())
        return sorted(found)

    def _events(self, stream: bytes) -> list[Event]:
        with self._log.reading() as cursor:
            return self._books.her_events(cursor, stream)

    def _provider_level(self, as_of: date, known_at: datetime | None = None) -> list[Event]:
        with self._log.reading() as cursor:
            events = self._books.provider_level(cursor)
        return domain.provider_level((each for each in events if not known_at or each.recorded_at <= known_at), as_of)

    def _known(self, level: list[Event]) -> Known:
        return Known(Calendar(domain.offers(level).cities), self._rules, self._kept_months)


def _of_providers(level: list[Event], as_of: date) -> list[Ask]:
    return [*domain.windows_ending(domain.open_windows(level, as_of)), *domain.training_ending(level)]


def learned_late(events: list[Event], days: list[date]) -> list[date]:
    """On which of these days something of days before was learned, of a history that was known before."""
    since = until(min(days) - timedelta(days=1))
    recent = [event for event in events if event.recorded_at > since and event.role != "policy"]
    learned = {
        day
        for event in recent
        if (day := civil_day(event.recorded_at)) in days and (event.occurred_on < day or event.type in AMENDING)
    }
    return sorted(
        day for day in learned if any(event.recorded_at <= until(day - timedelta(days=1)) for event in events)
    )


def until(day: date) -> datetime:
    """The last moment of a civil day."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, CIVIL)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
