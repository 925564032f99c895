"""Rule packs: what laws say of days, as data with its source, how sure it is, and who checked it.

A pack that is not well formed stops the start, named by file and field. What is not confirmed is off.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from services.pathway.domain import DeadlineRule
from shared.contracts.codes import LegalProcedure
from shared.errors import AriadnaError
from shared.facts import Code

FOLDER = Path(__file__).parent
Said = Annotated[str, Field(min_length=1, max_length=200)]


class RulePackBroken(AriadnaError):
    """A rule pack is not well formed; it says which, and where."""

    def __init__(self, file: str, field: str) -> None:
        self.file, self.field = file, field

    @property
    def title(self) -> str:
        return f"The rule pack {self.file} is not well formed at {self.field}"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where the rule is written."""

    law: Said
    article: Said


class Counting(_Part):
    """From which fact, and how far."""

    procedure: LegalProcedure
    event: Literal["started", "lodged", "granted", "valid_until"] = Field(alias="from")
    days: int = Field(0, ge=0, le=3660)
    months: int = Field(0, ge=0, le=120)
    kind: Literal["calendar", "working"] = "calendar"

    @model_validator(mode="after")
    def _counts_one_way(self) -> Self:
        if self.kind == "working" and self.months:
            raise ValueError("months are never counted in working days")
        return self


class _Sure(_Part):
    """Where it is written, how sure it is, and who checked it, when."""

    source: Source
    confidence: Literal["confirmed", "unconfirmed"]
    checked_by: Said | None = None
    checked_on: date | None = None

    @model_validator(mode="after")
    def _confirmed_by_somebody(self) -> Self:
        if self.confirmed and not (self.checked_by and self.checked_on):
            raise ValueError("what is confirmed was checked by somebody, on a day")
        return self

    @property
    def confirmed(self) -> bool:
        return self.confidence == "confirmed"


class Rule(_Sure):
    """One rule for a day that must not be missed; `answered_by` are codes of deadlines that follow it too."""

    id: Code
    counting: Counting
    answered_by: Annotated[list[Code], Field(max_length=10)] = []


class Retention(_Sure):
    """How long a closed history is kept."""

    months_after_closing: int = Field(ge=1, le=600)


class Pack(_Part):
    """The rules of one jurisdiction, or what a network agreed on."""

    jurisdiction: Code
    rules: list[Rule] = []
    retention: Retention | None = None


def packs(folder: Path = FOLDER) -> list[Pack]:
    """The packs of a folder; `RulePackBroken` names the file and the field that is wrong."""
    return [_pack(path) for path in sorted(folder.glob("*.yaml"))]


def rules_in_force(found: list[Pack]) -> list[DeadlineRule]:
    """Those that are confirmed, as the policies take them."""
    return list(_in_force(found))


def months_kept(found: list[Pack]) -> int | None:
    """How many months a closed history is kept, if that is confirmed."""
    agreed = (pack.retention for pack in found if pack.retention and pack.retention.confirmed)
    return min((each.months_after_closing for each in agreed), default=None)


def _in_force(found: list[Pack]) -> Iterator[DeadlineRule]:
    for rule in (rule for pack in found for rule in pack.rules if rule.confirmed):
        counting = rule.counting
        yield DeadlineRule(
            rule.id,
            counting.procedure,
            counting.event,
            counting.days,
            counting.months,
            counting.kind == "working",
            frozenset({rule.id, *rule.answered_by}),
        )


def _pack(path: Path) -> Pack:
    try:
        return Pack.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError:
        raise RulePackBroken(path.name, "its form") from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"]) or "its top"
        raise RulePackBroken(path.name, where) from None
