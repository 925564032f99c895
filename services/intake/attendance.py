"""A group's attendance in one post: sessions of its women, one by one; the group itself is kept nowhere."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any
from uuid import UUID

import orjson
from pydantic import BaseModel, ConfigDict, Field

from shared.access import Reader
from shared.contracts.codes import Dimension, LatenessReason, SessionOutcome
from shared.door.admission import admit_parsed
from shared.facts import Day, Ref
from shared.keys import KeyRing
from shared.store.entries import Draft, Receipt

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Attended(BaseModel):
    """How the meeting went for one woman."""

    model_config = STRICT

    pathway_id: UUID
    step_id: Ref
    outcome: SessionOutcome


class Attendance(BaseModel):
    """One meeting of a group; of two on one day the second is `meeting` 2."""

    model_config = STRICT

    occurred_on: Day
    meeting: Annotated[int, Field(ge=1, le=9)] = 1
    dimension: Dimension
    minutes: Annotated[int, Field(ge=5, le=480)] | None = None
    lateness_reason: LatenessReason | None = None
    attendance: Annotated[list[Attended], Field(min_length=1, max_length=100)]


def schema() -> dict[str, Any]:
    """The schema of a post, whole in itself."""
    whole = Attendance.model_json_schema()
    whole["properties"]["attendance"]["items"] = whole.pop("$defs")["Attended"]
    return whole


def sessions(group_ref: str, posted: Attendance, reader: Reader, keys: KeyRing, now: datetime) -> list[Draft | Receipt]:
    """The sessions that it makes, the same ones however often it is posted."""
    return [
        admit_parsed(one, orjson.dumps(one), "intake", reader, now)
        for one in _sessions(group_ref, posted, reader.provider_id, keys.index_key())
    ]


def _sessions(group_ref: str, posted: Attendance, provider_id: str, key: bytes) -> Iterator[dict[str, Any]]:
    told = posted.model_dump(mode="json", exclude_none=True, include={"occurred_on", "lateness_reason"})
    data = posted.model_dump(mode="json", exclude_none=True, include={"dimension", "minutes"})
    for each in posted.attendance:
        about = (provider_id, group_ref, told["occurred_on"], posted.meeting, each.pathway_id, each.step_id)
        yield {
            # Keyed: whoever guesses at the name of a group must not find its meetings by computing ids.
            "event_id": str(UUID(bytes=_digest(about, key), version=5)),
            "type": "SessionRecorded",
            "schema_version": 1,
            "pathway_id": str(each.pathway_id),
            **told,
            "data": {**data, "step_id": each.step_id, "outcome": each.outcome, "format": "group"},
        }


def _digest(about: tuple[object, ...], key: bytes) -> bytes:
    said = "|".join(map(str, about)).encode()
    return blake2b(said, key=key, digest_size=16, person=b"attendance").digest()
