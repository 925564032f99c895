"""The catalogue of events as people read it, and the shape of each field that it tells of."""

import json
import re
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin

import msgspec
from annotated_types import MaxLen, MinLen
from pydantic import StringConstraints
from pydantic.fields import FieldInfo

import shared.contracts
from shared.contracts import codes
from shared.facts import Code, Day, EventRef, KeyedHash, Language, ProviderId, Ref, const

CATALOGUE = json.loads((Path(shared.contracts.__file__).parent / "events.json").read_text("utf-8"))
EVENTS: dict[str, dict[str, Any]] = {event["type"]: event for event in CATALOGUE["events"]}


class Shape(NamedTuple):
    """A kind of value, in words, and the bounds of its size or number if any are given."""

    kind: str
    bounds: tuple[int, int] | None = None


def listed(alias: Any, of: str = "code") -> Shape:
    return Shape(f"{of}[{','.join(map(str, get_args(alias)))}]")


# what the catalogue leaves to be understood from elsewhere in it
UNDERSTOOD = {
    "dimension": listed(codes.Dimension),
    "dimensions": listed(codes.Dimension, "set"),
    "voiced_by": listed(codes.VoicedBy),
    "measure": listed(codes.ProtectionMeasure),
    "procedure": listed(codes.LegalProcedure),
    "recipients": Shape("set provider_id"),
    "step_ids": Shape("set id"),
    "language": Shape("language"),
    "template": Shape("code"),
    "to_provider": Shape("provider_id"),
    "from_provider": Shape("provider_id"),
    "first_day": Shape("date"),
    "last_day": Shape("date"),
    "valid_until": Shape("date"),
    "RiskProcedureStarted.level": listed(codes.RiskLevel),
    "ReferralAnswered.reason": listed(codes.ReferralReason),  # its rule: "closed reason list"
    "ReferentAssigned.referent_provider": Shape("provider_id"),
    # its list misses a code that an example of the catalogue uses
    "LegalProcedureStarted.procedure": listed(codes.LegalProcedure),
}
WORDS = {
    "bool": "bool",
    "date": "date",
    "int": "int",
    "id": "id",
    "opaque": "id",
    "opaque sealed": "id",
    "opaque to host": "id",
    "provider_id": "provider_id",
    "ISO 639": "language",
    "code": "code",
    "text": "text",
    "map": "map",
    "keyed hash": "keyed hash",
    "set provider_id": "set provider_id",
    "set ISO 639": "set language",
    "set ISO 639 with CEFR": "set language and level",
    "ESCO id": "esco id",
    "set ESCO id": "set esco id",
    "ISCO-08 group": "isco group",
    "set code": "set code",
    "const true": "const true",
    "const false": "const false",
    "const vital_interest": "code[vital_interest]",
    "list of 1..8 opaque keyed tokens": "set keyed hash",
}


class Told(NamedTuple):
    """One field as the catalogue tells it."""

    name: str
    optional: bool
    shape: Shape


def told_fields(event: dict[str, Any]) -> list[Told]:
    """The fields of one entry; raises ValueError for a wording that is not understood."""
    return [_told(event["type"], part) for part in re.split(r";\s*(?![^()]*\))", event["fields"]) if part]


def _told(type_name: str, part: str) -> Told:
    parts = re.fullmatch(r"(\w+)(\?)?(?::(.*))?", re.sub(r"\s*\((?![0-9.]+\))[^()]*\)", "", part.strip()))
    if not parts:
        raise ValueError(part)
    name, optional, words = parts.groups()
    understood = UNDERSTOOD.get(f"{type_name}.{name}") or UNDERSTOOD.get(name)
    if understood and (not words or words in {"code", "set", "id"} or f"{type_name}.{name}" in UNDERSTOOD):
        return Told(name, bool(optional), understood)
    return Told(name, bool(optional), _shape(words or ("id" if name.endswith("_id") or name == "staff_ref" else "")))


def _shape(words: str) -> Shape:
    if words == "pair":
        return Shape("set id", (2, 2))
    if words == "set dimension":
        return listed(codes.Dimension, "set")
    if words.startswith("text "):
        words = words.removesuffix(" sealed for the reviewers")
    if codes_told := re.fullmatch(r"(?:(code)|set(?: code)?)(\[[\w,]+\])", words):
        return Shape((codes_told[1] or "set") + codes_told[2])
    bounded = re.fullmatch(r"(.+?) \(?(\d+)(?:-|\.\.)(\d+)\)?", words)
    if bounded:
        return Shape(WORDS[bounded[1]], (int(bounded[2]), int(bounded[3])))
    if words not in WORDS:
        raise ValueError(words)
    return Shape(WORDS[words], (1, 8) if words.startswith("list of 1..8") else None)


NAMED = {
    ProviderId: "provider_id",
    Ref: "id",
    EventRef: "id",
    Code: "code",
    Language: "language",
    KeyedHash: "keyed hash",
    codes.EscoId: "esco id",
    codes.IscoGroup: "isco group",
    codes.LanguageAsked: "language and level",
    Day: "date",
    bool: "bool",
}


def shape_of(kind: Any) -> Shape:
    """The shape of an annotation of a fact."""
    if type(None) in get_args(kind):
        (kind,) = (inner for inner in get_args(kind) if inner is not type(None))
    if kind in NAMED:
        return Shape(NAMED[kind])
    if get_origin(kind) is Literal:
        return listed(kind)
    if get_origin(kind) is frozenset:
        inner = shape_of(get_args(kind)[0]).kind
        return Shape(inner.replace("code[", "set[") if "[" in inner else f"set {inner}")
    if get_origin(kind) is dict:
        return Shape("map")
    plain, *constraints = get_args(kind)
    return _constrained(plain, constraints)


def _constrained(plain: Any, constraints: list[Any]) -> Shape:
    if isinstance(constraints[0], const):
        return Shape(f"const {str(constraints[0].value).lower()}")
    if isinstance(constraints[0], StringConstraints):
        return Shape("text", (constraints[0].min_length or 0, constraints[0].max_length or 0))
    field = next(each for each in constraints if isinstance(each, FieldInfo))
    if plain is int:
        return Shape("int", (_limit(field, "ge"), _limit(field, "le")))
    return Shape(shape_of(plain).kind, (_length(field, MinLen), _length(field, MaxLen)))


def _limit(field: FieldInfo, name: str) -> int:
    return int(next(getattr(each, name) for each in field.metadata if hasattr(each, name)))


def _length(field: FieldInfo, kind: type[MinLen] | type[MaxLen]) -> int:
    found = [each for each in field.metadata if isinstance(each, kind)]
    return int(getattr(found[0], "min_length", 0) or getattr(found[0], "max_length", 0)) if found else 0


def spoken_fields(fact: type[Any]) -> dict[str, tuple[bool, Shape]]:
    """The fields of a fact: whether each may be left out, and its shape."""
    return {field.name: (not field.required, shape_of(field.type)) for field in msgspec.structs.fields(fact)}
