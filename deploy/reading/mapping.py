"""The language in which a mapping (YAML) says how each row of a table is an event; an example heads `examples/`."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any, Literal, Self

import msgspec
import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from deploy.reading.cells import Cell, Cells, Clock, Columns, Identity, Part, Unfit
from shared.contracts import FACTS


class FaultyMapping(ValueError):
    """A mapping is not what it should be; `faults` name each key."""

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__("\n".join(f"{name}: {fault}" for fault in faults))
        self.faults = faults


class Rule(Part):
    """What kind of event a row is, and where each of its data fields comes from."""

    type: str
    data: dict[str, Cell] = Field(default_factory=dict)

    @field_validator("type")
    @classmethod
    def _known(cls, given: str) -> str:
        if given not in FACTS:
            raise ValueError("not a type of event")
        return given

    @model_validator(mode="after")
    def _fields(self) -> Self:
        fields = msgspec.structs.fields(FACTS[self.type])
        if unknown := self.data.keys() - {field.name for field in fields}:
            raise ValueError(f"{self.type} has no field {', '.join(sorted(unknown))}")
        if absent := {field.name for field in fields if field.required} - self.data.keys() - {"dimension"}:
            raise ValueError(f"{self.type} needs {', '.join(sorted(absent))}")
        return self


class Events(Part):
    """Which rule a row follows, by what stands in one column."""

    by: str
    table: dict[str, Rule] = Field(default_factory=dict)
    otherwise: Rule | None = None

    def of(self, cells: Cells) -> Rule:
        rule = self.table.get(cells[self.by].strip(), self.otherwise)
        if rule is None:
            raise Unfit(f"column {self.by}: not in the table of the mapping")
        return rule


class Mapping(Part):
    """How each row of a table is an event."""

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    encoding: Literal["utf-8", "latin-1", "cp1252"] = "utf-8"
    event_id: Identity
    pathway_id: Identity | None = None
    provider_id: Cell
    occurred_on: Clock | None = None
    occurred_at: Clock | None = None
    recorded_at: Clock | None = None
    events: Events

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if (self.occurred_on is None) == (self.occurred_at is None):
            raise ValueError("give `occurred_on` or `occurred_at`")
        return self

    @classmethod
    def load(cls, path: Path) -> Self:
        """Raises `FaultyMapping`, naming every key that is wrong."""
        try:
            given = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_Strict)
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            raise FaultyMapping(path.name, [_where(error)]) from None
        if not isinstance(given, dict):
            raise FaultyMapping(path.name, ["not a mapping of keys"])
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise FaultyMapping(path.name, [_fault(item) for item in error.errors()]) from None

    def columns(self) -> Columns:
        """Each column that is read, with the key that names it."""
        parts = {key: getattr(self, key) for key in ("event_id", "pathway_id", "provider_id")}
        for key, part in parts.items():
            yield from part.columns(key) if part else ()
        for key in ("occurred_on", "occurred_at", "recorded_at"):
            if clock := getattr(self, key):
                yield f"{key}.column", clock.column
        yield "events.by", self.events.by
        rules = {f"events.table.{name}": rule for name, rule in self.events.table.items()}
        for key, rule in [*rules.items(), ("events.otherwise", self.events.otherwise)]:
            for field, cell in rule.data.items() if rule else ():
                yield from cell.columns(f"{key}.data.{field}")

    def event(self, cells: Cells) -> dict[str, Any]:
        """The event that a row is; raises `Unfit`."""
        rule = self.events.of(cells)
        data = {field: cell.of(cells) for field, cell in rule.data.items()}
        return {
            "event_id": self.event_id.of(cells),
            "type": rule.type,
            "schema_version": 1,
            "pathway_id": self._pathway(rule.type, cells),
            "provider_id": self._provider(cells),
            **self._clocks(cells),
            "data": {field: value for field, value in data.items() if value is not None},
        }

    def _provider(self, cells: Cells) -> str:
        provider = self.provider_id.of(cells)
        if not isinstance(provider, str):
            raise Unfit(f"column {self.provider_id.column}: names no provider")
        return provider

    def _pathway(self, type_name: str, cells: Cells) -> str | None:
        if self.pathway_id is None or FACTS[type_name].stream == "provider":
            return None
        return self.pathway_id.of(cells)

    def _clocks(self, cells: Cells) -> dict[str, str]:
        clocks = {}
        if self.occurred_on:
            clocks["occurred_on"] = self.occurred_on.day(cells)
        if self.occurred_at:
            clocks["occurred_at"] = self.occurred_at.moment(cells).isoformat()
        if self.recorded_at:
            clocks["recorded_at"] = self.recorded_at.utc(cells)
        return clocks


class _Strict(yaml.SafeLoader):
    """YAML in which a key stands once and a date is text, as in JSON."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(None, None, f"{key} stands there twice", node.start_mark)
        return super().construct_mapping(node, deep)


_Strict.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _fault(error: Any) -> str:
    key = ".".join(str(part) for part in error["loc"])
    message = error["msg"].removeprefix("Value error, ")
    return f"{key}: {message}" if key else message


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "not UTF-8"
    return f"line {mark.line + 1}: {problem}" if mark else str(problem)
