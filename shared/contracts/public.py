"""What a door lets in: the pydantic model of every type, and the envelope in which it is posted.

Checked here once, with `validate_json`; afterwards the stored bytes are read by msgspec. A
ValidationError is told by `problems` alone: its own text may repeat a key that the sender made up.
"""

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from typing import Annotated, Any, Literal, Protocol
from uuid import UUID

import msgspec
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model, model_validator
from pydantic_core import PydanticCustomError

from shared.contracts import FACTS, decoder_of
from shared.contracts.codes import LatenessReason
from shared.contracts.problems import problems as problems
from shared.facts import Day, Fact, Moment, const

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)
OF_ANY_LEVEL = frozenset({"EventCorrected", "EventVoided", "ContinuityCodePresented"})
"""Types that name a pathway or none; by her code the pathway is found."""


class Checks(Protocol):
    """Reads JSON into a model, or raises pydantic's ValidationError."""

    def validate_json(self, data: str | bytes | bytearray, /) -> Any: ...


class Posted(BaseModel):
    """One event as a provider posts it: exactly one of `occurred_on` and `occurred_at`."""

    model_config = STRICT

    event_id: UUID
    type: str
    schema_version: Annotated[int, const(1)]
    pathway_id: UUID | None
    occurred_on: Day | None = None
    occurred_at: Moment | None = None
    lateness_reason: LatenessReason | None = None
    data: Any

    @model_validator(mode="after")
    def _one_time(self) -> "Posted":
        if self.occurred_on is None and self.occurred_at is None:
            raise PydanticCustomError("missing", "occurred_on or occurred_at", {"at": "occurred_on"})
        if self.occurred_on is not None and self.occurred_at is not None:
            raise PydanticCustomError("not_allowed", "beside occurred_on", {"at": "occurred_at"})
        return self


@cache
def model_of(fact: type[Fact]) -> type[BaseModel]:
    """The model of the data of a type, made from the annotations of its fact."""
    fields: dict[str, Any] = {
        field.name: (field.type, ... if field.required else None) for field in msgspec.structs.fields(fact)
    }
    told = f"{fact.__doc__}\n\n{fact.condition}" if fact.condition != "-" else fact.__doc__
    config = ConfigDict(**STRICT, json_schema_extra={"example": fact.example})
    checks = {"in_order": _in_order(*fact.span)} if fact.span else {}
    about: dict[str, Any] = {"__doc__": told, "__module__": fact.__module__, "__validators__": checks}
    return create_model(fact.__name__, __config__=config, **about, **fields)


def _in_order(first: str, last: str) -> Any:
    """A check that the last day of a fact does not lie before its first."""

    def in_order(data: Any) -> Any:
        if getattr(data, last) < getattr(data, first):
            raise PydanticCustomError("greater_than_equal", "before its first day", {"at": f"data.{last}"})
        return data

    return model_validator(mode="after")(in_order)


def pathway_field(fact: type[Fact]) -> tuple[Any, Any]:
    """The annotation of an event's pathway, and what stands in for one that is not given (...: it must be)."""
    if fact.stream == "provider":
        return None, None
    if fact.stream == "recipient" or fact.__name__ in OF_ANY_LEVEL:
        return UUID | None, None
    return UUID, ...


@cache
def posted_model(type_name: str) -> type[Posted]:
    """The envelope of one type; raises KeyError for a type that the language doesn't have."""
    fact = FACTS[type_name]
    fields: dict[str, Any] = {
        "type": (Literal[type_name], ...),
        "pathway_id": pathway_field(fact),
        "data": (model_of(fact), ...),
    }
    return create_model(f"{type_name}Posted", __base__=Posted, __doc__=fact.__doc__, __module__=__name__, **fields)


@cache
def validator_for(type_name: str) -> Checks:
    """Checks one posted event of a known type, by `validate_json`."""
    return posted_model(type_name).__pydantic_validator__


@cache
def validator() -> Checks:
    """Checks one posted event of any type, by `validate_json`."""
    models: Any = map(posted_model, FACTS)
    of_any_type: Any = Annotated[reduce(or_, models), Field(discriminator="type")]
    return TypeAdapter[Posted](of_any_type, config=ConfigDict(hide_input_in_errors=True)).validator


def check(raw: bytes | str) -> Posted:
    """One posted event of any type; raises pydantic's ValidationError, to be told by `problems`."""
    posted: Posted = validator().validate_json(raw)
    return posted


def fact_of(type_name: str, data: bytes | Mapping[str, Any]) -> Fact:
    """The fact of a type, checked as at a door; raises pydantic's ValidationError, KeyError for no such type."""
    raw = data if isinstance(data, bytes) else msgspec.json.encode(data)
    model_of(FACTS[type_name]).__pydantic_validator__.validate_json(raw)
    return decoder_of(type_name).decode(raw)
