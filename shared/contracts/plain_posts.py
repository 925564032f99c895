"""The common run of posted events read in one pass, at a quarter of what the public models cost.

What it takes, the models of `shared.contracts.public` take with the same meaning. What it does not take is not
wrong for that: they alone judge it. Left to them are moments, corrections, escaped or accented text, and the
values that msgspec can't bound.
"""

from datetime import date
from functools import reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Protocol, Union, get_args, get_origin
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

from shared.contracts import FACTS
from shared.contracts.codes import LatenessReason
from shared.contracts.public import pathway_field
from shared.facts import Day, Fact

AS_THEY_ARE = (bool, int, str, NoneType)
BOUNDS = ("ge", "le", "min_length", "max_length")
OPTIONS: dict[str, Any] = {"kw_only": True, "forbid_unknown_fields": True, "gc": False}


class NotBounded(TypeError):
    """An annotation that msgspec can't hold to what pydantic takes of it."""


class Plain(Protocol):
    """One posted event, checked; the name of its class is its type, `UNSET` what was not given."""

    event_id: UUID
    pathway_id: UUID | UnsetType | None
    occurred_on: date
    lateness_reason: str | UnsetType | None
    data: Any


def narrowed(kind: Any) -> Any:
    """The type of msgspec that takes what pydantic takes of an annotation, or less, and never more."""
    if kind == Day:
        return date
    if kind in AS_THEY_ARE or get_origin(kind) is Literal:
        return kind
    match get_origin(kind), get_args(kind):
        case (origin, members) if origin in (Union, UnionType):
            return _any_of(members)
        case (origin, (base, *said)) if origin is Annotated:
            return Annotated[narrowed(base), _bounds(base, said)]
        case (origin, (member,)) if origin is frozenset:
            return list[narrowed(member)]  # type: ignore[misc]  # written out again in the order in which it came
    raise NotBounded()


def _any_of(members: tuple[Any, ...]) -> Any:
    bounded = []
    for member in members:
        try:
            bounded.append(narrowed(member))
        except NotBounded:
            continue
    if not bounded:
        raise NotBounded()
    return reduce(or_, bounded)


def _bounds(base: Any, said: list[Any]) -> msgspec.Meta:
    """What is said beside a type; of a set that must hold several, the same one may have been given twice."""
    bounds: dict[str, Any] = {}
    for each in said:
        if isinstance(each, StringConstraints):
            bounds |= {"min_length": each.min_length, "max_length": each.max_length, "pattern": _pattern(each.pattern)}
        elif isinstance(each, FieldInfo):
            bounds |= dict(map(_bound, each.metadata))
        else:
            raise NotBounded()
    if get_origin(base) is frozenset and bounds.get("min_length", 0) > 1:
        raise NotBounded()
    return msgspec.Meta(**bounds)


def _pattern(pattern: Any) -> str | None:
    """Pydantic's dollar is the end of the text; here it would pass over a line's end."""
    if pattern is None:
        return None
    if not isinstance(pattern, str) or not pattern.endswith("$"):
        raise NotBounded()
    return pattern[:-1] + r"\Z"


def _bound(said: Any) -> tuple[str, Any]:
    for name in BOUNDS:
        if hasattr(said, name):
            return name, getattr(said, name)
    raise NotBounded()


def _data(fact: type[Fact]) -> type[msgspec.Struct]:
    """The data of a type, in the order of their names, so that written out they are in the order that is stored."""
    if fact.span:
        raise NotBounded()
    fields = sorted(msgspec.structs.fields(fact), key=lambda field: field.name)
    return msgspec.defstruct(
        fact.__name__,
        [
            (field.name, narrowed(field.type))
            if field.required
            else (field.name, narrowed(field.type) | UnsetType, UNSET)
            for field in fields
        ],
        **OPTIONS,
    )


def _posted(name: str) -> type[msgspec.Struct]:
    """The envelope of a type; its data come last."""
    level, absent = pathway_field(FACTS[name])
    return msgspec.defstruct(
        name,
        [
            ("event_id", UUID),
            ("schema_version", Literal[1]),
            ("occurred_on", date),
            ("lateness_reason", LatenessReason | UnsetType | None, UNSET),
            ("pathway_id", level) if absent is ... else ("pathway_id", level | UnsetType, UNSET),
            ("data", _data(FACTS[name])),
        ],
        tag_field="type",
        tag=name,
        **OPTIONS,
    )


def _all() -> dict[str, type[msgspec.Struct]]:
    found = {}
    for name in FACTS:
        try:
            found[name] = _posted(name)
        except NotBounded:
            continue
    return found


PLAIN = _all()
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(reduce(or_, PLAIN.values()))
_encode = msgspec.json.Encoder().encode
_DATA = b',"data":'


def read(raw: bytes) -> tuple[Plain, bytes] | None:
    """The event of a JSON text, with its data as they are stored; None if the public models must judge it.

    Written out again it has as many colons as its text, or of a key that was given twice only the last was read.
    """
    if raw.find(b"\\") >= 0 or not raw.isascii():  # quicker than `in`
        return None
    try:
        posted: Plain = _decoder.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        return None
    written = _encode(posted)
    if written.count(b":") != raw.count(b":"):
        return None
    return posted, written[written.index(_DATA) + len(_DATA) : -1]
