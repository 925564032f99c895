"""What an organisation sees at its desk: its own facts, by its own labels, each as the policies permit it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from services.intake.bookkeeping import Bookkeeping
from services.intake.domain.own_work import OwnWork, fold
from services.intake.labels import Labels
from shared.access import Reader
from shared.clocks import civil_day
from shared.errors import UnknownEvent, UnknownPathway
from shared.facts import Event
from shared.policies import Policies
from shared.reads import telling
from shared.standing import RowFacts, Standing, ask
from shared.store.log import Log
from shared.store.sealed import PROVIDER_LEVEL, header_of, provider_stream, uuid_text

AT_ONCE: Final = 40
MOST: Final = 200
LATELY: Final = 12
END: Final = 1 << 60
APART: Final = frozenset({"GrievanceRaised", "GrievanceAnswered"})


class Past(NamedTuple):
    """To intake every organisation is one that wrote something itself: what it is beyond that, it does not know."""

    relationship: str = "past"
    shut_out: bool = False


class Hers(NamedTuple):
    """One pathway at the desk; `facts` are those that may be shown, the latest first."""

    pathway_id: str
    label: str
    work: OwnWork
    facts: list[Event]


class Listed(NamedTuple):
    """A pathway in a list, with the last that was recorded here."""

    pathway_id: str
    label: str
    last: Event | None


class Told(NamedTuple):
    """One fact with what became of it."""

    event: Event
    label: str
    work: OwnWork


class Desk:
    """Readings of intake's log for the organisation whose facts they are. Methods block."""

    def __init__(self, log: Log, books: Bookkeeping, labels: Labels, access: Policies) -> None:
        self._log = log
        self._books = books
        self._access = access
        self.labels = labels

    def pathways(self, reader: Reader, sought: str = "", after: int = 0) -> tuple[list[Listed], int | None]:
        """Those that one's organisation may post to, what was recorded last first; and where the next page begins."""
        ask(self._access, reader)
        labels, wanted = self.labels.all_of(reader), sought.casefold().strip()
        with self._log.reading() as cursor:
            last = self._books.last_of_each(cursor, reader.provider_id)
            held = sorted(set(self._books.of(cursor, reader.provider_id)), key=lambda one: (-last.get(one, 0), one))
            fit = [one for one in held if wanted in labels.get(one, "").casefold()]
            part = [one for one in fit[after : after + AT_ONCE] if self._may(cursor, one, reader)]
            found = [Listed(uuid_text(one), labels.get(one, ""), self._at(cursor, last.get(one))) for one in part]
        telling.of(each.pathway_id for each in found)
        return found, after + AT_ONCE if len(fit) > after + AT_ONCE else None

    def hers(self, pathway_id: UUID, reader: Reader) -> Hers:
        """One pathway; `UnknownPathway` where one's organisation may not post, or is shut out."""
        ask(self._access, reader)
        telling.of([str(pathway_id)])
        label = self.labels.all_of(reader).get(pathway_id.bytes, "")
        with self._log.reading() as cursor:
            if not self._books.has(cursor, pathway_id.bytes, reader.provider_id):
                raise UnknownPathway()
            if not self._may(cursor, pathway_id.bytes, reader):
                raise UnknownPathway()
            work = self._work(cursor, pathway_id.bytes, reader.provider_id)
        return Hers(str(pathway_id), label, work, list(_shown(work, reader))[:LATELY])

    def posted(self, reader: Reader, before: int = END) -> tuple[list[Told], int | None]:
        """What was posted lately, newest first: by oneself, for a coordinator by the whole organisation."""
        ask(self._access, reader)
        with self._log.reading() as cursor:
            places = self._books.lately(cursor, reader.provider_id, before, AT_ONCE)
            mine = provider_stream(reader.provider_id)
            streams = {stream for _, stream, _ in places if stream != mine and self._may(cursor, stream, reader)}
            works = {stream: self._work(cursor, stream, reader.provider_id) for stream in streams}
        labels = self.labels.all_of(reader)
        found = [
            Told(event, labels.get(stream, ""), works[stream])
            for _, stream, event_id in places
            if stream in works and (event := _of(works[stream], uuid_text(event_id), reader))
        ]
        telling.of(sorted({each.work.pathway_id for each in found}))
        own = [each for each in found if reader.role == "coordinator" or each.event.actor == reader.actor]
        return own, places[-1][0] if len(places) == AT_ONCE else None

    def one(self, event_id: UUID, reader: Reader) -> Told:
        """One fact that one's organisation posted; `UnknownEvent` for any other."""
        ask(self._access, reader)
        stream = self._log.stream_of(event_id, reader.provider_id)
        if stream is None or stream == provider_stream(reader.provider_id):
            raise UnknownEvent()
        hers = self.hers(UUID(bytes=stream), reader)
        event = _of(hers.work, str(event_id), reader)
        if event is None:
            raise UnknownEvent()
        return Told(event, hers.label, hers.work)

    def together(self, reader: Reader) -> list[Hers]:
        """The pathways in which something was recorded last, with what goes on there: for a group on one page."""
        ask(self._access, reader)
        labels = self.labels.all_of(reader)
        with self._log.reading() as cursor:
            streams = [one for one in self._books.last_of_each(cursor, reader.provider_id) if self._hers(one, reader)]
            kept = [one for one in streams[:MOST] if self._may(cursor, one, reader)]
            works = [self._work(cursor, one, reader.provider_id) for one in kept]
        found = [Hers(work.pathway_id, labels.get(UUID(work.pathway_id).bytes, ""), work, []) for work in works]
        running = [each for each in found if any(step.state == "active" for step in each.work.going_on)]
        telling.of(each.pathway_id for each in running)
        return running

    def labelled(self, reader: Reader, wanted: Collection[str]) -> Mapping[str, list[Hers]]:
        """The pathways of these labels that one's organisation may post to, by label without capitals."""
        ask(self._access, reader)
        labels, sought = self.labels.all_of(reader), {as_sought(each) for each in wanted}
        found: dict[str, list[Hers]] = {}
        with self._log.reading() as cursor:
            for stream in sorted(set(self._books.of(cursor, reader.provider_id))):
                name = as_sought(labels.get(stream, ""))
                if name and name in sought and self._may(cursor, stream, reader):
                    work = self._work(cursor, stream, reader.provider_id)
                    found.setdefault(name, []).append(Hers(work.pathway_id, labels[stream], work, []))
        telling.of(each.pathway_id for hers in found.values() for each in hers)
        return found

    def _hers(self, stream: bytes, reader: Reader) -> bool:
        return stream != provider_stream(reader.provider_id)

    def _may(self, cursor: Any, stream: bytes, reader: Reader) -> bool:
        """Whether what one's organisation wrote of her is shown to this reader."""
        shut = self._books.shuts_out(cursor, stream, reader.provider_id)
        return Standing(self._access, reader, Past(shut_out=shut)).level("steps", RowFacts(own=True)) == "full"

    def _work(self, cursor: Any, stream: bytes, provider_id: str) -> OwnWork:
        tomorrow = civil_day(datetime.now(UTC)) + timedelta(days=1)
        return fold(uuid_text(stream), self._log.events_in(cursor, stream), provider_id, tomorrow)

    def _at(self, cursor: Any, position: int | None) -> Event | None:
        if position is None:
            return None
        cursor.execute("SELECT state FROM stored_events WHERE position = ?", (position,))
        (state,) = cursor.fetchone()
        return None if header_of(state).flags & PROVIDER_LEVEL else self._log.mapper.open(state)


def as_sought(label: str) -> str:
    """A label as it is compared with another."""
    return " ".join(label.casefold().split())


def _shown(work: OwnWork, reader: Reader) -> Iterable[Event]:
    """What one's organisation posted, the latest first; what she complains of is not shown at a desk."""
    own: Sequence[Event] = [each for each in work.given if each.provider_id == reader.provider_id]
    return (each for each in sorted(own, key=lambda one: one.recorded_at, reverse=True) if each.type not in APART)


def _of(work: OwnWork, event_id: str, reader: Reader) -> Event | None:
    return next((each for each in _shown(work, reader) if each.event_id == event_id), None)
