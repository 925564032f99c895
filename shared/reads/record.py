"""What is kept of one read: who, of whom, what, why and under which policy; never a word of what was read."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, Literal, get_args
from uuid import UUID, uuid4

import msgspec

from shared.access import Reader
from shared.errors import SealBroken
from shared.facts import Role
from shared.keys import StreamKey
from shared.store.entries import Draft, moment
from shared.store.recorder import StoredRow
from shared.store.sealed import header_of, unseal

Purpose = Literal["care", "coordination", "audit", "review", "her_request"]
Form = Literal["api", "page", "command_line"]
Outcome = Literal["shown", "forbidden", "unknown", "refused", "failed", "stopped"]
PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
BY_ROLE: Final[Mapping[Role, Purpose]] = {
    "worker": "care",
    "coordinator": "coordination",
    "supervisor": "review",
    "auditor": "audit",
    "privacy_officer": "audit",
}
STREAM: Final = UUID("0d3f7f6a-52b1-4f0e-8d6b-6f2b8a3d9c41").bytes
"""The one stream of all records: one chain, sealed with one key that is nobody's pathway."""


class ReadRecord(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """One read or refused try. `tried` is the pathway that was asked for by its id, `pathways` those that are told of.

    `basis` is what opened it beside the matrix, as `break_glass`; `media` what left, as `application/pdf`.
    """

    provider_id: str
    role: str
    actor: str
    token_id: str
    operation: str
    form: Form
    purpose: Purpose
    outcome: Outcome
    policy: str
    media: str = ""
    tried: str | None = None
    pathways: tuple[str, ...] = ()
    basis: str = ""


class Kept(msgspec.Struct, frozen=True):
    """A record as it was stored."""

    position: int
    at: datetime
    record: ReadRecord


_encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(ReadRecord).decode


def drafted(record: ReadRecord) -> Draft:
    """The record on its way into its log."""
    body = _encode(record)
    return Draft(uuid4().bytes, STREAM, record.provider_id, body, body, role=record.role, flags=0)


def opened(row: StoredRow, key: StreamKey) -> Kept:
    """A stored row's record; `SealBroken` for what is none."""
    try:
        record = decode(unseal(row.state, key))
    except msgspec.DecodeError:
        raise SealBroken() from None
    return Kept(row.position, moment(header_of(row.state).recorded_at), record)


def purpose_of(reader: Reader, said: Purpose | None) -> Purpose:
    """Why, as was said; else what this role reads for as a rule."""
    return said or BY_ROLE.get(reader.role, "review")


def of_pathway(key: StreamKey, pathway_id: str) -> bytes:
    """What stands for a pathway in the index: equal for equal ids, and nothing without the key."""
    return key.tag(b"pathway " + pathway_id.encode())


def of_provider(key: StreamKey, provider_id: str) -> bytes:
    return key.tag(b"provider " + provider_id.encode())


def of_person(key: StreamKey, provider_id: str, actor: str) -> bytes:
    """The same of a person: a reference means somebody within its organisation only."""
    return key.tag(b"person " + msgspec.json.encode((provider_id, actor)))


def tokens(key: StreamKey, record: ReadRecord) -> Iterator[bytes]:
    """All by which a record is found."""
    yield of_provider(key, record.provider_id)
    yield of_person(key, record.provider_id, record.actor)
    for pathway_id in dict.fromkeys((*([record.tried] if record.tried else ()), *record.pathways)):
        yield of_pathway(key, pathway_id)
