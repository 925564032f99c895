"""Events out of a file into the services' logs: as posts of one provider, or as the migration of a register."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import orjson
from pydantic import BaseModel, ConfigDict, ValidationError

from deploy.reading import Row
from deploy.wiring import Installation
from shared.access import Reader
from shared.clocks import civil_day
from shared.contracts import door_of
from shared.contracts.problems import problems
from shared.door.admission import Author, draft, language, refused
from shared.errors import Problem
from shared.facts import Moment, ProviderId, Ref, Role
from shared.store.entries import Draft, Receipt

PAGE = 1000


class Stamps(BaseModel):
    """What a register says of each event beside the event itself: who posted it, and when it was recorded."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    provider_id: ProviderId
    recorded_at: Moment
    actor: Ref = "imported"
    role: Role = "worker"


class Totals(msgspec.Struct):
    """What became of the lines of an import; `seconds` of wall time."""

    lines: int = 0
    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    refused: int = 0
    seconds: float = 0.0
    errors_file: str | None = None

    def count(self, receipt: Receipt) -> None:
        self.lines += 1
        match receipt.status:
            case "accepted":
                self.accepted += 1
            case "duplicate":
                self.duplicates += 1
            case "conflict":
                self.conflicts += 1
            case _:
                self.refused += 1


class Taken(NamedTuple):
    """A row and the draft that it makes, or the receipt that refuses it."""

    row: Row
    service: str
    draft: Draft | Receipt


class Importer:
    """Puts rows into the logs a page at a time; safe to run again, for what is stored already is a duplicate."""

    def __init__(self, ariadna: Installation, take: Callable[[Row], Taken], refused_at: Path) -> None:
        self._ariadna = ariadna
        self._take = take
        self._refused_at = refused_at
        self.totals = Totals()

    def run(self, rows: Iterable[Row], progress: Callable[[int], None] = lambda lines: None) -> Totals:
        """Import all rows; `progress` is told how many lines are done."""
        started = time.monotonic()
        page: list[Taken] = []
        for row in rows:
            page.append(self._take(row))
            if len(page) == PAGE:
                self._store(page)
                page = []
                progress(self.totals.lines)
        self._store(page)
        progress(self.totals.lines)
        self.totals.seconds = round(time.monotonic() - started, 3)
        return self.totals

    def _store(self, page: Sequence[Taken]) -> None:
        waiting: dict[str, list[Taken]] = {}
        for taken in page:
            if isinstance(taken.draft, Receipt):
                self._settle(taken.row, taken.draft)
            else:
                waiting.setdefault(taken.service, []).append(taken)
        for service, group in waiting.items():
            drafts = [taken.draft for taken in group if isinstance(taken.draft, Draft)]
            receipts = self._ariadna.services[service].log.post(drafts)
            for taken, receipt in zip(group, receipts, strict=True):
                self._settle(taken.row, receipt)

    def _settle(self, row: Row, receipt: Receipt) -> None:
        self.totals.count(receipt)
        if receipt.status in ("refused", "conflict"):
            self._write_refused(row, receipt)

    def _write_refused(self, row: Row, receipt: Receipt) -> None:
        self._refused_at.parent.mkdir(parents=True, exist_ok=True)
        if self.totals.errors_file is None:
            self._refused_at.unlink(missing_ok=True)
            self._refused_at.touch(mode=0o600)
            self.totals.errors_file = str(self._refused_at)
        entry = {
            "line": row.line,
            "status": receipt.status,
            "errors": [msgspec.to_builtins(problem) for problem in receipt.errors],
            "row": None if self._erased(row) else row.raw,
        }
        with self._refused_at.open("ab") as file:
            file.write(orjson.dumps(entry) + b"\n")

    def _erased(self, row: Row) -> bool:
        """Whether it names a pathway that was erased: nothing of it is kept again, not as refused either."""
        try:
            stream = UUID(str((row.event or {}).get("pathway_id"))).bytes
        except ValueError:
            return False
        return bool(self._ariadna.keys.ledger.erased([stream]))


def as_posts(reader: Reader, now: datetime) -> Callable[[Row], Taken]:
    """Rows as this reader's own posts: its provider, our clock, the doors' rules."""

    def take(row: Row) -> Taken:
        problem = _unreadable(row) or _stamped_by_file(row.event)
        if problem or row.event is None:
            return Taken(row, "", refused(None, *filter(None, [problem])))
        return _taken(row, row.event, reader, now, {})

    return take


def as_register(now: datetime) -> Callable[[Row], Taken]:
    """Rows of an older register: provider, actor, role and recorded_at are the file's; nothing is too late."""

    def take(row: Row) -> Taken:
        if problem := _unreadable(row):
            return Taken(row, "", refused(None, problem))
        event = row.event or {}
        stamps, found = _stamps(event, now)
        if stamps is None:
            return Taken(row, "", refused(event.get("event_id"), *found))
        author = Author(stamps.provider_id, stamps.actor, stamps.role)
        posted = {key: value for key, value in event.items() if key not in Stamps.model_fields}
        return _taken(row, posted, author, now, {"recorded_at": stamps.recorded_at, "imported_at": now})

    return take


def _taken(
    row: Row, posted: Mapping[str, Any], author: Reader | Author, now: datetime, stamps: Mapping[str, datetime]
) -> Taken:
    found = language(dict(posted), orjson.dumps(posted))
    if found:
        return Taken(row, "", refused(posted.get("event_id"), *found))
    door = door_of(posted["type"], posted["data"])
    if door == "policy" and not stamps:
        problem = Problem("type", "made_by_policy", "the services' own policies make this notice; nobody posts it")
        return Taken(row, "", refused(posted["event_id"], problem))
    return Taken(row, "pathway" if door == "policy" else door, draft(posted, author, now, **stamps))


def _unreadable(row: Row) -> Problem | None:
    return Problem("", "unreadable", row.problem) if row.problem else None


def _stamped_by_file(event: Mapping[str, Any] | None) -> Problem | None:
    if event and "recorded_at" in event:
        return Problem("recorded_at", "unknown_field", "the server says when; --keep-recorded-at migrates a register")
    return None


def _stamps(event: Mapping[str, Any], now: datetime) -> tuple[Stamps | None, list[Problem]]:
    given = {key: value for key, value in event.items() if key in Stamps.model_fields}
    try:
        stamps = Stamps.model_validate_json(orjson.dumps(given))
    except ValidationError as error:
        return None, problems(error)
    if civil_day(stamps.recorded_at) > civil_day(now):
        return None, [Problem("recorded_at", "in_the_future", "an older register can't have been written after today")]
    return stamps, []
