"""Which events count: read, known, corrected, voided, merged. Slow and plain, to be read beside the definitions."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from pydantic import TypeAdapter, ValidationError

from shared.contracts import FACTS
from shared.contracts.public import model_of
from shared.facts import Day

POLICY = {
    "ConsentExpired",
    "DeadlineMissed",
    "DuplicateFlagged",
    "FundingWindowEnded",
    "FundingWindowEnding",
    "NotificationEscalated",
    "NotificationFailed",
    "NotificationSent",
    "NotificationSuppressed",
    "ReferralEscalated",
}
AMENDMENTS = {"EventCorrected", "EventVoided"}
Id = tuple[str, str]  # provider_id, event_id


@dataclass(frozen=True)
class Row:
    """One stored event; `at` is `occurred_at`, or `recorded_at` where there is none."""

    event_id: str
    type: str
    pathway_id: str
    provider_id: str
    role: str
    day: date
    at: datetime
    recorded_at: datetime
    data: dict[str, Any]

    @property
    def id(self) -> Id:
        return self.provider_id, self.event_id

    @property
    def order(self) -> tuple[date, datetime, str, str]:
        return self.day, self.at, self.event_id, self.provider_id

    @property
    def posted(self) -> tuple[datetime, str, str]:
        return self.recorded_at, self.event_id, self.provider_id


def read(events: Iterable[dict[str, Any]]) -> list[Row]:
    """Rows without the notices of policies, each once; provider-level events have the pathway ""."""
    rows = {row.id: row for row in map(_row, events) if row.type not in POLICY}
    return list(rows.values())


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _row(event: dict[str, Any]) -> Row:
    recorded_at, occurred_at = moment(event["recorded_at"]), event.get("occurred_at")
    at = moment(occurred_at) if occurred_at else recorded_at
    occurred_on = event.get("occurred_on")
    day = date.fromisoformat(occurred_on) if occurred_on else at.astimezone(ZoneInfo("Europe/Rome")).date()
    return Row(
        event_id=event["event_id"],
        type=event["type"],
        pathway_id=event["pathway_id"] or "",
        provider_id=event["provider_id"],
        role=event.get("role", "worker"),
        day=day,
        at=at,
        recorded_at=recorded_at,
        data=event["data"],
    )


def amended(rows: list[Row]) -> tuple[list[Row], dict[Id, str]]:
    """The facts as corrected, without the voided ones, and the amendments set aside, with the reason."""
    amendments = sorted((row for row in rows if row.type in AMENDMENTS), key=lambda row: row.posted)
    voided, refused = _voided(amendments, rows)
    facts = {row.id: row for row in rows if row.type not in AMENDMENTS}
    for amendment in amendments:
        target = _target(amendment, rows)
        if amendment.type == "EventVoided" or amendment.id in voided or amendment.id in refused or not target:
            continue
        corrected = _corrected(facts[target.id], amendment.data["changes"])
        if corrected:
            facts[target.id] = corrected
        else:
            refused[amendment.id] = "target_malformed"
    return [row for row in facts.values() if row.id not in voided], refused


def _voided(amendments: list[Row], rows: list[Row]) -> tuple[set[Id], dict[Id, str]]:
    """What is voided, amendments too, and which amendments may not be; from the last one back to the first."""
    voided: set[Id] = set()
    refused: dict[Id, str] = {}
    for amendment in reversed(amendments):
        if amendment.id in voided:
            continue
        target = _target(amendment, rows)
        if reason := _refusal(amendment, target):
            refused[amendment.id] = reason
        elif target and amendment.type == "EventVoided":
            voided.add(target.id)
    return voided, refused


def _target(amendment: Row, rows: list[Row]) -> Row | None:
    named = [row for row in rows if row.event_id == amendment.data["target_event_id"]]
    own = [row for row in named if row.provider_id == amendment.provider_id]
    if own:
        return own[0]
    return named[0] if len(named) == 1 else None


def _refusal(amendment: Row, target: Row | None) -> str | None:
    if target is None:
        return "target_unknown"
    if target.type in AMENDMENTS:
        if amendment.type == "EventCorrected":
            return "target_not_correctable"
        if target.posted >= amendment.posted:
            return "target_unknown"
    if amendment.provider_id != target.provider_id and amendment.role != "supervisor":
        return "target_of_another_provider"
    return None


def _corrected(row: Row, changes: dict[str, Any]) -> Row | None:
    """The row with these changes, None if that is not a well-formed fact."""
    fields = {name: value for name, value in changes.items() if name != "occurred_on"}
    data = {name: value for name, value in (row.data | fields).items() if value is not None}
    if not _well_formed(row.type, data):
        return None
    if "occurred_on" not in changes:
        return replace(row, data=data)
    try:
        day = _days().validate_python(changes["occurred_on"])
    except ValidationError:
        return None
    return replace(row, data=data, day=day, at=row.recorded_at)


def _well_formed(type_name: str, data: dict[str, Any]) -> bool:
    try:
        model_of(FACTS[type_name]).model_validate_json(orjson.dumps(data))
    except ValidationError:
        return False
    return True


@cache
def _days() -> TypeAdapter[date]:
    return TypeAdapter(Day)


def effective_merges(rows: list[Row], as_of: date) -> list[Row]:
    """Of each pair of registrations the last merge or split, where that is a merge.

    A merge or split is amended from the registration that it was posted to.
    """
    decided: dict[frozenset[str], Row] = {}
    counted: list[Row] = []
    for pathway_id in {row.pathway_id for row in rows}:
        counted += amended([row for row in rows if row.pathway_id == pathway_id])[0]
    for row in sorted(counted, key=lambda row: row.order):
        if row.day < as_of and row.type in ("RegistrationsMerged", "RegistrationsSplit"):
            decided[pair(row)] = row
    return [row for row in decided.values() if row.type == "RegistrationsMerged"]


def pair(row: Row) -> frozenset[str]:
    return frozenset({row.data["survivor"], row.data.get("absorbed") or row.data["restored"]})


def group_of(pathway_id: str, merges: list[Row]) -> set[str]:
    """All registrations that fold as one with this one."""
    group = {pathway_id}
    while reached := {other for row in merges if pair(row) & group for other in pair(row)} - group:
        group |= reached
    return group
