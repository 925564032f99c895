"""From the bytes of one posted event to a draft that may be stored, or to the receipt that refuses it."""

import calendar
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple

import msgspec
import orjson
from pydantic import ValidationError

from shared import metrics, strict_json
from shared.access import Reader
from shared.clocks import EARLIEST, civil_day
from shared.contracts import FACTS, door_of
from shared.contracts.plain_posts import read
from shared.contracts.public import problems, validator_for
from shared.errors import Problem
from shared.facts import Door
from shared.store.entries import Draft, Receipt
from shared.store.sealed import PROVIDER_LEVEL, PUBLISHED, Body, encode_body, micros, provider_stream, uuid_bytes

LATE_AFTER = timedelta(days=7)
MONTHS_BACK = 24
BEFORE_ALL = f"before {EARLIEST.year} no day is taken"
CLOCKS_APART = timedelta(seconds=60)


def admit(raw: bytes, door: Door, reader: Reader, now: datetime) -> Draft | Receipt:
    """Check one posted event (JSON bytes) against the published language and the calendar.

    `now` is an aware moment. A date that is not allowed becomes the draft's `problem`, which the log
    reports only for an event that it does not hold already: a retry never fails for being late.
    """
    if admitted := admit_plain(raw, door, reader, now):
        return admitted
    try:
        posted = strict_json.loads(raw)
    except strict_json.Malformed as error:
        metrics.refused(door, None)
        return refused(None, Problem("", error.code, "this is not one JSON object by RFC 8259"))
    return admit_parsed(posted, raw, door, reader, now)


def admit_plain(raw: bytes, door: Door, reader: Reader, now: datetime) -> Draft | None:
    """The draft of an event that is read in one pass; None for any other, whether it is well formed or not."""
    if not (found := read(raw)):
        return None
    posted, data = found
    name = type(posted).__name__
    if door_of(name, {"dimension": getattr(posted.data, "dimension", None)}) != door:
        return None
    return _drafted(
        Said(
            name,
            posted.event_id.bytes,
            posted.pathway_id.bytes if posted.pathway_id else None,
            posted.occurred_on.isoformat(),
            posted.occurred_on,
            data,
            posted.lateness_reason or None,
        ),
        reader,
        now,
    )


def admit_parsed(posted: Any, raw: bytes, door: Door, reader: Reader, now: datetime) -> Draft | Receipt:
    """The same for an event that was parsed already; `raw` holds its bytes."""
    if not isinstance(posted, dict):
        metrics.refused(door, None)
        return refused(None, Problem("", "not_an_object", "an event is a JSON object"))
    problem = language(posted, raw) or _door(posted, door)
    if problem:
        metrics.refused(door, posted.get("type"))
        return refused(posted.get("event_id"), *problem)
    return draft(posted, reader, now)


class Author(NamedTuple):
    """Who posted an event, in the words of an older register."""

    provider_id: str
    actor: str
    role: str


class Said(NamedTuple):
    """A well-formed event by what is kept of it: ids as bytes, data as JSON with their keys sorted.

    `occurred` is the day or the moment as it was written.
    """

    type: str
    event_id: bytes
    pathway: bytes | None
    occurred: str
    occurred_on: date
    data: bytes
    lateness_reason: str | None = None
    occurred_at: datetime | None = None


def draft(
    posted: Mapping[str, Any],
    reader: Reader | Author,
    now: datetime,
    *,
    recorded_at: datetime | None = None,
    imported_at: datetime | None = None,
) -> Draft:
    """A well-formed event, by this reader, as the log takes it; the two moments are a migration's."""
    made = _drafted(_said(posted), reader, now, recorded_at, imported_at)
    if made.problem or made.trusted or not (problem := _corrected_day(posted, _today(now))):
        return made
    return msgspec.structs.replace(made, problem=problem)


def _said(posted: Mapping[str, Any]) -> Said:
    occurred_at = _moment(posted.get("occurred_at"))
    pathway_id = posted.get("pathway_id")
    return Said(
        posted["type"],
        uuid_bytes(posted["event_id"]),
        uuid_bytes(pathway_id) if pathway_id else None,
        posted.get("occurred_on") or posted["occurred_at"],
        civil_day(occurred_at) if occurred_at else date.fromisoformat(posted["occurred_on"]),
        orjson.dumps(posted["data"], option=orjson.OPT_SORT_KEYS),
        posted.get("lateness_reason"),
        occurred_at,
    )


def _drafted(
    said: Said,
    reader: Reader | Author,
    now: datetime,
    recorded_at: datetime | None = None,
    imported_at: datetime | None = None,
) -> Draft:
    body = Body(
        said.type,
        reader.provider_id,
        reader.actor,
        reader.role,
        said.occurred_on,
        msgspec.Raw(said.data),
        1,
        said.occurred_at,
        said.lateness_reason,
        imported_at,
    )
    stream = said.pathway or provider_stream(reader.provider_id)
    return Draft(
        said.event_id,
        stream,
        reader.provider_id,
        encode_body(body),
        content(said, stream),
        reader.role,
        (0 if FACTS[said.type].local else PUBLISHED) | (0 if said.pathway else PROVIDER_LEVEL),
        untimely(said, reader.role, now, migrated=imported_at is not None),
        imported_at is not None,
        micros(recorded_at) if recorded_at else None,
    )


def content(said: Said, stream: bytes) -> bytes:
    """What must be equal for a retry to be a duplicate: type, pathway, occurred, data."""
    return f"{said.type} {said.occurred} ".encode() + stream + said.data


def untimely(said: Said, role: str, now: datetime, *, migrated: bool = False) -> Problem | None:
    """Not in the future; not over 24 months back (supervisors excepted); late only with a reason.

    A migration's days are checked against the clock and the calendar alone.
    """
    today = _today(now)
    field = "occurred_at" if said.occurred_at else "occurred_on"
    if said.occurred_on > today or (said.occurred_at and said.occurred_at > now + CLOCKS_APART):
        return Problem(field, "in_the_future", "a fact can't have occurred after today")
    if said.occurred_on < EARLIEST:
        return Problem(field, "too_long_ago", BEFORE_ALL)
    if migrated:
        return None
    if said.occurred_on < months_before(today, MONTHS_BACK) and role != "supervisor":
        return Problem(field, "too_long_ago", f"over {MONTHS_BACK} months back; a supervisor may record it")
    if today - said.occurred_on > LATE_AFTER and not said.lateness_reason:
        return Problem("lateness_reason", "missing", f"over {LATE_AFTER.days} days late: say why")
    return None


_today = lru_cache(maxsize=8)(civil_day)


@cache
def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def refused(event_id: Any, *found: Problem) -> Receipt:
    """A receipt that refuses; the id is repeated only if it is one."""
    known = event_id if isinstance(event_id, str) and _UUID.fullmatch(event_id) else None
    return Receipt(known, "refused", errors=list(found))


_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def language(posted: dict[str, Any], raw: bytes) -> list[Problem] | None:
    type_name = posted.get("type")
    if not isinstance(type_name, str) or type_name not in FACTS:
        code = "missing" if "type" not in posted else "unknown_type"
        return [Problem("type", code, "one of the event types of the published language")]
    try:
        validator_for(type_name).validate_json(raw)
    except ValidationError as error:
        return problems(error)
    return None


def _door(posted: dict[str, Any], door: Door) -> list[Problem] | None:
    right = door_of(posted["type"], posted["data"])
    if right == door:
        return None
    if right == "policy":
        return [Problem("type", "made_by_policy", "the services' own policies make this notice; nobody posts it")]
    return [Problem("type", "wrong_door", f"post it to /{right}/v1/events")]


def _corrected_day(posted: Mapping[str, Any], today: date) -> Problem | None:
    if posted["type"] != "EventCorrected" or "occurred_on" not in posted["data"]["changes"]:
        return None
    path = "data.changes.occurred_on"
    try:
        day = date.fromisoformat(posted["data"]["changes"]["occurred_on"])
    except (TypeError, ValueError):
        return Problem(path, "not_a_date", "a date such as 2026-05-22")
    if day > today:
        return Problem(path, "in_the_future", "a fact can't have occurred after today")
    return Problem(path, "too_long_ago", BEFORE_ALL) if day < EARLIEST else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
