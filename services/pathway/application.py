"""What can be asked of the pathway service: one pathway's readings, and the lists over all of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.pathway import domain, lists
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.domain import Pathway
from services.pathway.notices import in_order, may_see, task, told
from services.pathway.overview import Overview
from services.pathway.reading import READS_FIGURES, Relationship, relationship, shown
from services.pathway.tasks import Tasks
from shared.access import Reader
from shared.clocks import When, civil_day, end_of_day
from shared.errors import UnknownEvent, UnknownPathway
from shared.store.log import Log
from shared.store.recorder import holds
from shared.store.sealed import uuid_text


class Pathways:
    """Readings of the pathway log. Methods block; ids are canonical UUID text."""

    def __init__(self, log: Log, books: Bookkeeping, overview: Overview, policies: Tasks) -> None:
        self.log = log
        self.overview = overview
        self.policies = policies
        self._books = books

    def views(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """The derived figures (docs/definitions.md 3), as of a day and as known at a moment."""
        return domain.views(self.folded(pathway_id, when, reader))

    def history(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """Her events in fold order; what this reader may not see is named as withheld."""
        present, relation = self._relation(pathway_id, reader)
        if relation is Relationship.none:
            raise UnknownPathway()
        sealed = domain.sealed_dimensions(present)
        rows = [shown(row, reader, relation, sealed) for row in domain.history(self._fold(pathway_id, when))]
        return {"pathway_id": pathway_id, "as_of": when.as_of.isoformat(), "items": [row for row in rows if row]}

    def picture(self, pathway_id: str, when: When, reader: Reader) -> dict[str, Any]:
        """What the swim-lane picture shows: lanes, steps, gaps, referents, risk."""
        return domain.picture(self.folded(pathway_id, when, reader))

    def standing(self, event_id: str, reader: Reader) -> dict[str, Any]:
        """Whether an event of this provider's is folded, or set aside and why."""
        stream = self.log.stream_of(UUID(event_id), reader.provider_id)
        if stream is None:
            raise UnknownEvent()
        pathway = self._fold(uuid_text(stream), When(PRESENT))
        reason = pathway.set_aside.get((reader.provider_id, event_id))
        return {"event_id": event_id, "state": "set_aside" if reason else "folded", "reason": reason}

    def funding_at_risk(self, on: date, horizon: int, reader: Reader, when: When | None = None) -> list[dict[str, Any]]:
        """Steps whose confirmed window ends within `horizon` days, carried by no other (docs/definitions.md 3.7)."""
        clocks = when or When(on + timedelta(days=1), end_of_day(on))
        found = [
            item
            for pathway in self._each(reader, clocks, self.overview.with_windows())
            for item in domain.funding_at_risk(pathway, horizon)
        ]
        return sorted(found, key=lambda item: (item["days_left"], item["pathway_id"], item["step_id"]))

    def reached(self, source: str) -> int:
        """How far a service's log was taken in here."""
        return self.log.reached(source)

    def caseload(self, reader: Reader) -> list[dict[str, Any]]:
        """Open pathways that this reader may see, with what needs attention in each."""
        return lists.caseload(self.own(reader, self.overview.rows()), civil_day(datetime.now(UTC)))

    def gaps(self, when: When, reader: Reader) -> list[dict[str, Any]]:
        """Open needs that nobody covered on the last day of `when`, the longest first."""
        rows = (domain.overview(pathway) for pathway in self._each(reader, when, self.overview.streams()))
        return lists.gaps(rows, when.today)

    def tick(self, on: date, known_at: datetime | None = None) -> list[dict[str, Any]]:
        """Run the policies of one day; notices that the catalogue has an event for are kept in the log, once."""
        return [told(notice) for notice in self.policies.tick(on, known_at)]

    def tasks(
        self,
        reader: Reader,
        on: date,
        policy: str | None = None,
        urgent: bool | None = None,
        provider_id: str | None = None,
    ) -> list[dict[str, Any]]:
        """What this reader is asked to do or to know on a day, as the history stands now; what is urgent first."""
        seen = (task(ask, on) for ask in self.policies.open_on(on) if may_see(reader, ask))
        return in_order(
            item
            for item in seen
            if policy in (None, item["policy"])
            and urgent in (None, item["urgent"])
            and provider_id in (None, item["provider_id"])
        )

    def folded(self, pathway_id: str, when: When, reader: Reader) -> Pathway:
        """The pathway folded for somebody who may read its figures; `UnknownPathway` for anybody else."""
        _, relation = self._relation(pathway_id, reader)
        if relation not in READS_FIGURES:
            raise UnknownPathway()
        return self._fold(pathway_id, when)

    def own(self, reader: Reader, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Of the overview's rows those that this reader's lists may hold, a merged pathway once."""
        return (row for row in rows if row["listed_as"] == row["pathway_id"] and _lists(reader, row))

    def _each(self, reader: Reader, when: When, streams: Iterable[bytes]) -> Iterator[Pathway]:
        """The pathways of a list folded at its clocks, a merged one once."""
        may = {row["pathway_id"] for row in self.overview.rows() if _lists(reader, row)}
        for stream in streams:
            if (pathway_id := uuid_text(stream)) in may:
                pathway = self._fold(pathway_id, when)
                if domain.listed_as(pathway) == pathway_id:
                    yield pathway

    def _relation(self, pathway_id: str, reader: Reader) -> tuple[Pathway, Relationship]:
        """What this reader is to a pathway by its present state, whatever past state is asked for."""
        with self.log.reading() as cursor:
            if not holds(cursor, UUID(pathway_id).bytes):
                raise UnknownPathway()
        today = civil_day(datetime.now(UTC))
        present = self._fold(pathway_id, When(today + timedelta(days=1)))
        return present, relationship(reader, present, today)

    def _fold(self, pathway_id: str, when: When) -> Pathway:
        with self.log.reading() as cursor:
            events = self._books.events(cursor, UUID(pathway_id).bytes)
        return domain.fold(pathway_id, events, when.as_of, when.known_at)


def _lists(reader: Reader, row: dict[str, Any]) -> bool:
    """Whether this reader's lists hold a pathway, by its overview row."""
    if reader.role == "supervisor":
        return True
    until = row["readers"].get(reader.provider_id, "")
    return reader.role in ("worker", "coordinator") and bool(until >= civil_day(datetime.now(UTC)).isoformat())
