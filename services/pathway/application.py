"""What can be asked of the pathway service: one pathway's readings, and the lists over all of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.pathway import domain, funding, grants
from services.pathway.asking import ALL, Asking, Narrowed
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.calendars import Calendar
from services.pathway.domain import Pathway, Windows
from services.pathway.explaining import explained
from services.pathway.grievances import ANSWERING, grievances
from services.pathway.lapsing import Lapsing
from services.pathway.leafing import Leafing
from services.pathway.listing import Lists
from services.pathway.lists import LISTS
from services.pathway.notices import told
from services.pathway.overview import Overview
from services.pathway.paging import Filters
from services.pathway.paid import Paid
from services.pathway.seeing import Before, Folds, Shelf
from services.pathway.tasks import Tasks
from shared.access import Reader
from shared.clocks import When, civil_day
from shared.errors import NotAllowed, NotWellFormed, Problem, UnknownEvent, UnknownPathway
from shared.facts import Event
from shared.policies import Policies
from shared.reads import telling
from shared.standing import ask, may
from shared.store.log import Log
from shared.store.recorder import holds
from shared.store.sealed import uuid_text


class Pathways:
    """Readings of the pathway log. Methods block; ids are canonical UUID text."""

    def __init__(self, log: Log, books: Bookkeeping, overview: Overview, policies: Tasks, access: Policies) -> None:
        self.log = log
        self.overview = overview
        self.policies = policies
        self.access = access
        self._books = books

    def before(self, pathway_id: str, reader: Reader) -> Before:
        """A reader before one pathway, to read more of it than one thing; `UnknownPathway` for none."""
        ask(self.access, reader)
        return self._before(pathway_id, reader)

    def views(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """The derived figures (docs/definitions.md 3), as of a day and as known at a moment."""
        return self.before(pathway_id, reader).views(when)

    def history(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """Her events in fold order; what this reader may not see is named as withheld."""
        return self.before(pathway_id, reader).history(when)

    def picture(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """What the swim-lane picture shows: lanes, steps, gaps, referents, risk."""
        return self.before(pathway_id, reader).picture(when)

    def choices(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """Her own ranked lists of who goes on with what, and who of each is to be asked now."""
        pathway = self.folded(pathway_id, when, reader)
        return {"pathway_id": pathway_id, "as_of": when.as_of.isoformat(), "items": domain.her_choices(pathway)}

    def proposals(self, reader: Reader) -> list[dict[str, Any]]:
        """What waits for an answer of the reader's provider, before it may read anything else of these pathways."""
        ask(self.access, reader)
        if not may(self.access, reader, "proposals", domain.Relationship.receiving):
            return []
        with self.log.reading() as cursor:
            streams = self._books.asked_of(cursor, reader.provider_id)
        cities = self._offers(When(PRESENT)).cities
        return [
            item
            for pathway in (self._fold(uuid_text(stream), When(PRESENT)) for stream in streams)
            for item in domain.proposals(pathway, reader.provider_id, cities, Calendar(cities))
        ]

    def grievances(self, reader: Reader, today: date) -> list[dict[str, Any]]:
        """What she addressed to this reader's role and waits for an answer; nothing for any other role."""
        ask(self.access, reader)
        if reader.role not in ANSWERING:
            return []
        calendar = Calendar(self._offers(When(PRESENT)).cities)
        return grievances(self.overview.rows(), reader, today, calendar)

    def standing(self, event_id: str, reader: Reader) -> dict[str, Any]:
        """Whether an event of this provider's is folded, or set aside and why."""
        stream = self.log.stream_of(UUID(event_id), reader.provider_id)
        if stream is None:
            raise UnknownEvent()
        telling.of([uuid_text(stream)])
        pathway = self._fold(uuid_text(stream), When(PRESENT))
        reason = pathway.set_aside.get((reader.provider_id, event_id))
        return {"event_id": event_id, "state": "set_aside" if reason else "folded", "reason": reason}

    def funding_at_risk(self, on: date, horizon: int, reader: Reader, when: When | None = None) -> list[dict[str, Any]]:
        """Steps whose confirmed window ends within `horizon` days, carried by no other (docs/definitions.md 3.7)."""
        ask(self.access, reader)
        return funding.at_risk(self, on, horizon, reader, when)

    def fallbacks_missing(self, on: date, horizon: int, reader: Reader) -> list[dict[str, Any]]:
        """Those of these steps for which no place is held."""
        ask(self.access, reader)
        return funding.fallbacks_missing(self, on, horizon, reader)

    def lapsing(self, reader: Reader, today: date, horizon: int) -> Lapsing:
        """The same lists of today, page by page, for which no more is opened than stands on a page."""
        ask(self.access, reader)
        tomorrow = today + timedelta(days=1)
        windows = domain.open_windows(self.provider_level(When(tomorrow)), tomorrow)
        paid = Paid(self.log, self.overview)
        return Lapsing(paid, self._leafing(reader, today), reader, windows, today, horizon)

    def what_if(self, question: funding.Question, reader: Reader) -> dict[str, Any]:
        """Who would lose which step if funding windows ended on other days; nothing is stored."""
        return funding.what_if(self, question, reader)

    def funding_impact(self, period: funding.Period, reader: Reader) -> dict[str, Any]:
        """Which days without support go back to the end of which window."""
        return funding.impact(self, period, civil_day(datetime.now(UTC)), reader)

    def grant_report(self, window_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """A provider's own account of one funding window."""
        return grants.report(self, window_id, when, reader)

    def directory(self, when: When, wanted: domain.Wanted) -> list[dict[str, Any]]:
        """Who is where and offers what (docs/definitions.md 6.1)."""
        return domain.directory(self._offering(when), wanted)

    def next_choice(self, pathway_id: str, step_id: str, reader: Reader) -> dict[str, Any]:
        """The handover to propose by her own ranked list (docs/definitions.md 3.14), or why there is none."""
        today = civil_day(datetime.now(UTC))
        pathway = self.folded(pathway_id, When(today + timedelta(days=1)), reader)
        step = pathway.steps.find(pathway_id, step_id)
        if step is None:
            raise NotWellFormed(Problem("step_id", "step_unknown", "this pathway has no such step"))
        return {"pathway_id": pathway_id, **domain.next_choice(pathway, step, today)}

    def explain(
        self, pathway_id: str, reader: Reader, what: str, dimensions: Sequence[str] = (), author: str | None = None
    ) -> dict[str, Any]:
        """Why this reader may, or may not, read this of a pathway: which policy decides now."""
        return explained(self._before(pathway_id, reader).sight, what, dimensions, author)

    def version(self, pathway_id: str) -> str:
        """The entity tag of all that a fold of this pathway reads now; empty for an unknown one."""
        with self.log.reading() as cursor:
            return self._books.version(cursor, UUID(pathway_id).bytes)

    def version_for(self, stream: bytes, reader: Reader) -> str:
        """The same for one who may read its figures; empty for anybody else."""
        pathway_id = uuid_text(stream)
        try:
            self.before(pathway_id, reader).permitted("figures")
        except (UnknownPathway, NotAllowed):
            return ""
        return self.version(pathway_id)

    def registrations(self, pathway_id: str) -> tuple[str, ...]:
        """Those that fold as one with this pathway now, itself included; `UnknownPathway` if there is none."""
        with self.log.reading() as cursor:
            if not holds(cursor, UUID(pathway_id).bytes):
                raise UnknownPathway()
        return self._fold(pathway_id, When(PRESENT)).group

    def reached(self, source: str) -> int:
        """How far a service's log was taken in here."""
        return self.log.reached(source)

    def listed(self, name: str, reader: Reader, today: date) -> list[dict[str, Any]]:
        """All of one of the `LISTS`, as far as this reader's may hold it."""
        ask(self.access, reader)
        return self._leafing(reader, today).whole(name)

    def page(
        self, name: str, reader: Reader, today: date, wanted: Filters, after: str | None, limit: int
    ) -> dict[str, Any]:
        """A page of it, for which no more is opened than stands on it."""
        ask(self.access, reader)
        return self._leafing(reader, today).page(name, wanted, after, limit)

    def counts(self, reader: Reader, today: date) -> Mapping[str, int]:
        """How many items these lists hold."""
        ask(self.access, reader)
        return self._leafing(reader, today).counts()

    def cases(self, reader: Reader, after: str | None) -> dict[str, Any]:
        """Open pathways with what needs attention in each: all where they are few, `whole`; else a page by ids."""
        ask(self.access, reader)
        return self._leafing(reader, civil_day(datetime.now(UTC))).cases(after)

    def gaps(self, when: When, reader: Reader) -> list[dict[str, Any]]:
        """Open needs that nobody covered on the last day of `when`, the longest first."""
        ask(self.access, reader)
        return LISTS["gaps"](self._each(reader, when), when.today)

    def tick(self, on: date, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """Run the policies of one day; notices that the catalogue has an event for are kept in the log, once."""
        found = self.policies.tick(on, known_at)
        return [told(notice) for notice in found if notice.ask.not_for is None]

    def tasks(self, reader: Reader, on: date, wanted: Narrowed = ALL) -> list[dict[str, Any]]:
        """What this reader is asked to do or to know on a day, as the history stands now; what is urgent first."""
        ask(self.access, reader)
        return Asking(self.policies, reader, on).whole(wanted)

    def tasks_page(self, reader: Reader, on: date, wanted: Narrowed, after: str | None, limit: int) -> dict[str, Any]:
        """A page of it, for which no more is opened than stands on it."""
        ask(self.access, reader)
        return Asking(self.policies, reader, on).page(wanted, after, limit)

    def urgent(self, reader: Reader, on: date) -> int:
        """How much of it is urgent."""
        ask(self.access, reader)
        return Asking(self.policies, reader, on).urgent()

    def folded(self, pathway_id: str, when: When, reader: Reader) -> Pathway:
        """The pathway folded for somebody who may read its figures; `UnknownPathway` for anybody else."""
        return self.before(pathway_id, reader).folded(when)

    def answered_by(self, pathway_id: str, reader: Reader) -> Pathway:
        """The present pathway for its referent; others who read it may not do this, to anybody else it is unknown."""
        sight = self.before(pathway_id, reader).permitted("figures")
        if not sight.may("issue_code"):
            raise NotAllowed()
        return sight.present

    def own(self, reader: Reader, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Of the overview's rows those that this reader's lists may hold, a merged pathway once."""
        ask(self.access, reader)
        return self._lists(reader)(row for row in rows if row["listed_as"] == row["pathway_id"])

    def rows_at(self, reader: Reader, when: When, *, paid: bool = True) -> Iterator[dict[str, Any]]:
        """The pathways of a reader's lists in outline at these clocks; `paid`: if any step ever named a window.

        The row kept of one serves as long as nothing was added to it since; else it is folded.
        """
        lists = self._lists(reader)
        for row in self.overview.rows(paid=paid):
            if (standing := lists.standing(row)) is None:
                continue
            if not domain.stands(row, when.as_of, when.known_at):
                row = domain.overview(self._fold(row["pathway_id"], when))
            if row["listed_as"] == row["pathway_id"]:
                yield lists.told(row, standing)

    def ever_under(
        self, provider_id: str, window_id: str, when: When, windows: Windows
    ) -> Iterator[tuple[Pathway, bool]]:
        """Pathways of which a step ever named this window; and whether its provider may read their figures now."""
        past = when.known_at is not None
        today = civil_day(datetime.now(UTC)).isoformat()
        for row in self.overview.rows(paid=not past):
            if past or f"{provider_id}/{window_id}" in row["windows"]:
                with self.log.reading() as cursor:
                    events = self._books.her_events(cursor, UUID(row["pathway_id"]).bytes)
                pathway = domain.fold(row["pathway_id"], events, when.as_of, when.known_at, windows)
                if domain.listed_as(pathway) == row["pathway_id"]:
                    yield pathway, row["readers"].get(provider_id, "") >= today

    def provider_level(self, when: When) -> list[Event]:
        """What all providers had said of themselves at these clocks."""
        with self.log.reading() as cursor:
            events = self._books.provider_level(cursor)
        known_at = when.known_at
        return [event for event in events if known_at is None or event.recorded_at <= known_at]

    def _offering(self, when: When) -> list[Event]:
        return domain.provider_facts(self.provider_level(when), domain.OFFERING, when.as_of)

    def _offers(self, when: When) -> domain.Directory:
        return domain.offers(self._offering(when))

    def _each(self, reader: Reader, when: When) -> Iterator[dict[str, Any]]:
        """The pathways of a list in outline at its clocks, a merged one once."""
        lists = self._lists(reader)
        may = {row["pathway_id"]: standing for row in self.overview.rows() if (standing := lists.standing(row))}
        for pathway_id, standing in may.items():
            pathway = self._fold(pathway_id, when)
            if domain.listed_as(pathway) == pathway_id:
                yield lists.told(domain.overview(pathway), standing)

    def _before(self, pathway_id: str, reader: Reader) -> Before:
        """Anybody before a pathway that is there, permitted anything or not."""
        return Before(Folds(Shelf(self.log, self._books), pathway_id), pathway_id, self.access, reader)

    def _leafing(self, reader: Reader, today: date) -> Leafing:
        return Leafing(self.overview, self.access, reader, today)

    def _lists(self, reader: Reader) -> Lists:
        return Lists(self.access, reader, civil_day(datetime.now(UTC)))

    def _fold(self, pathway_id: str, when: When) -> Pathway:
        with self.log.reading() as cursor:
            return self._books.folded(cursor, UUID(pathway_id).bytes, when.as_of, when.known_at)
