"""What can be asked of the pathway service: one pathway's readings, and the lists over all of them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from msgspec import Raw

from services.pathway import domain, funding, grants, lists
from services.pathway.bookkeeping import PRESENT, Bookkeeping
from services.pathway.domain import Notice, Pathway, Windows
from services.pathway.overview import Overview
from services.pathway.reading import READS_FIGURES, Relationship, relationship, shown
from shared.access import Reader
from shared.clocks import When, civil_day
from shared.errors import NotWellFormed, Problem, UnknownEvent, UnknownPathway
from shared.facts import Event
from shared.store.entries import Draft
from shared.store.log import Log
from shared.store.recorder import holds
from shared.store.sealed import PROVIDER_LEVEL, PUBLISHED, Body, encode_body, provider_stream, uuid_text

POLICY = "ARIADNA"
EVERYBODY = Reader(POLICY, "supervisor", "policy", "policy", 0)


class Pathways:
    """Readings of the pathway log. Methods block; ids are canonical UUID text."""

    def __init__(self, log: Log, books: Bookkeeping, overview: Overview) -> None:
        self.log = log
        self.overview = overview
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
        return funding.at_risk(self, on, horizon, reader, when)

    def fallbacks_missing(self, on: date, horizon: int, reader: Reader) -> list[dict[str, Any]]:
        """Those of these steps for which no place is held."""
        return funding.fallbacks_missing(self, on, horizon, reader)

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
        facts = domain.provider_facts(self.provider_level(when), domain.OFFERING, when.as_of)
        return domain.directory(facts, wanted)

    def next_choice(self, pathway_id: str, step_id: str, reader: Reader) -> dict[str, Any]:
        """The handover to propose by her own ranked list (docs/definitions.md 3.14), or why there is none."""
        today = civil_day(datetime.now(UTC))
        pathway = self.folded(pathway_id, When(today + timedelta(days=1)), reader)
        step = pathway.steps.find(pathway_id, step_id)
        if step is None:
            raise NotWellFormed(Problem("step_id", "step_unknown", "this pathway has no such step"))
        return {"pathway_id": pathway_id, **domain.next_choice(pathway, step, today)}

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

    def tick(self, on: date) -> list[dict[str, Any]]:
        """Run the policies of one day; notices that the catalogue has an event for are kept in the log, once."""
        when = When(on + timedelta(days=1))
        with self.log.reading() as cursor:
            windows = domain.open_windows(self._books.provider_level(cursor), when.as_of)
        found = [*domain.windows_ending(windows, on)]
        for pathway in self._each(EVERYBODY, when, self.overview.streams()):
            found.extend(domain.notices(pathway))
        self.log.post([noticed(notice) for notice in found if notice.type])
        return [told(notice) for notice in found]

    def folded(self, pathway_id: str, when: When, reader: Reader) -> Pathway:
        """The pathway folded for somebody who may read its figures; `UnknownPathway` for anybody else."""
        _, relation = self._relation(pathway_id, reader)
        if relation not in READS_FIGURES:
            raise UnknownPathway()
        return self._fold(pathway_id, when)

    def own(self, reader: Reader, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Of the overview's rows those that this reader's lists may hold, a merged pathway once."""
        return (row for row in rows if row["listed_as"] == row["pathway_id"] and _lists(reader, row))

    def rows_at(self, reader: Reader, when: When, *, paid: bool = True) -> Iterator[dict[str, Any]]:
        """The pathways of a reader's lists in outline at these clocks; `paid`: if any step ever named a window.

        The row kept of one serves as long as nothing was added to it since; else it is folded.
        """
        for row in self.overview.rows(paid=paid):
            if not _lists(reader, row):
                continue
            if not domain.stands(row, when.as_of, when.known_at):
                row = domain.overview(self._fold(row["pathway_id"], when))
            if row["listed_as"] == row["pathway_id"]:
                yield row

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


def noticed(notice: Notice) -> Draft:
    """A notice as the log keeps it: by the services' own policies, about a pathway or a provider."""
    provider_id = notice.provider_id or POLICY
    stream = UUID(notice.pathway_id).bytes if notice.pathway_id else provider_stream(provider_id)
    body = Body(
        type=notice.type or "",
        provider_id=provider_id,
        actor=notice.policy,
        role="policy",
        occurred_on=notice.on,
        data=Raw(orjson.dumps(dict(notice.data))),
    )
    return Draft(
        event_id=notice.notice_id.bytes,
        stream=stream,
        provider_id=provider_id,
        role="policy",
        body=encode_body(body),
        content=notice.notice_id.bytes,
        flags=PUBLISHED | (0 if notice.pathway_id else PROVIDER_LEVEL),
        trusted=True,
    )


def told(notice: Notice) -> dict[str, Any]:
    """A notice as JSON, without anything of her care."""
    return {
        "notice_id": str(notice.notice_id),
        "policy": notice.policy,
        "what": notice.what,
        "subject": notice.subject,
        "on": notice.on.isoformat(),
        "pathway_id": notice.pathway_id,
        "provider_id": notice.provider_id,
    }
