"""The directory from a YAML file: what it says beside what is stored already makes the events to post."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from deploy.wiring import Installation
from services.pathway.domain import directory, provider_facts
from services.pathway.domain.offers import OFFERING
from shared.clocks import When, civil_day
from shared.contracts.codes import Dimension, ProviderKind, ServiceCondition
from shared.contracts.problems import problems
from shared.door.admission import Author, draft
from shared.errors import NotWellFormed
from shared.facts import Event, Language, ProviderId, Ref

DIRECTORY = UUID("5d0c7a3e-2b64-4a39-9d0e-7a3b1c5f9e21")
Json = dict[str, Any]


class Entry(BaseModel):
    """A part of the file: nothing beside what is told here."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Offered(Entry):
    """A service; without `places` it is not said how many there are."""

    service_id: Ref
    dimension: Dimension
    languages: frozenset[Language] = Field(max_length=20)
    places: int | None = Field(None, ge=0, le=999)
    conditions: frozenset[ServiceCondition] = frozenset()


class Organisation(Entry):
    """A provider with all that it offers: what it offered and is not listed is withdrawn."""

    provider_id: ProviderId
    name: str = Field(min_length=1, max_length=80)
    city: str = Field(min_length=1, max_length=60)
    kind: ProviderKind
    services: list[Offered] = []


class File(Entry):
    """The whole file; providers that it doesn't name stay as they are."""

    providers: list[Organisation]


class FaultyDirectory(Exception):
    """The file can't be taken: line, place and what is wrong with each, never what stands there."""


def read(path: Path) -> File:
    """The file as it is written; `FaultyDirectory` says all that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        file = File.model_validate_json(orjson.dumps(yaml.safe_load(text)))
    except ValidationError as error:
        wrong = [f"{path}:{_line(tree, each.path)}: {each.path}: {each.message}" for each in problems(error)]
        raise FaultyDirectory("\n".join(wrong)) from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FaultyDirectory(f"{path}:{line}: is not YAML") from None
    except (TypeError, UnicodeDecodeError):
        raise FaultyDirectory(f"{path}:1: is not YAML with text keys, in UTF-8") from None
    if twice := _twice(file):
        raise FaultyDirectory("\n".join(f"{path}: {each}: is named twice" for each in twice))
    return file


def load(ariadna: Installation, file: File, now: datetime) -> list[Json]:
    """Post what the file changes, by each provider itself; a second load of the same file posts nothing."""
    known = ariadna.pathways.provider_level(When(date.max))
    changes = list(changed(file, known, civil_day(now)))
    drafts = [draft(event, Author(provider_id, "directory", "admin"), now) for provider_id, event in changes]
    receipts = ariadna.services["intake"].log.post(drafts)
    ariadna.drain()
    if refused := [problem for receipt in receipts for problem in receipt.errors]:
        raise NotWellFormed(*refused)
    return [{"provider_id": provider_id, "type": event["type"], **event["data"]} for provider_id, event in changes]


def changed(file: File, known: list[Event], today: date) -> Iterator[tuple[str, Json]]:
    """The events that lead from what is stored to what the file says, each with its provider."""
    present = {row["provider_id"]: row for row in directory(provider_facts(known, OFFERING, date.max))}
    since = {event.provider_id: event.event_id for event in sorted(known, key=lambda each: each.recorded_at)}
    for organisation in file.providers:
        now = present.get(organisation.provider_id, {"services": []})
        for type_name, data in _differing(organisation, now):
            said = orjson.dumps([organisation.provider_id, type_name, data, since.get(organisation.provider_id)])
            yield (
                organisation.provider_id,
                {
                    "event_id": str(uuid5(DIRECTORY, said.decode())),
                    "type": type_name,
                    "schema_version": 1,
                    "pathway_id": None,
                    "occurred_on": today.isoformat(),
                    "data": data,
                },
            )


def _differing(organisation: Organisation, now: Json) -> Iterator[tuple[str, Json]]:
    about = organisation.model_dump(include={"name", "city", "kind"})
    if about != {name: now.get(name) for name in about}:
        yield "ProviderRegistered", about
    offered = {each["service_id"]: each for each in now["services"]}
    for service in organisation.services:
        said = service.model_dump(mode="json")
        said |= {"languages": sorted(service.languages), "conditions": sorted(service.conditions)}
        if said != offered.pop(service.service_id, None):
            yield "ServiceOffered", {name: value for name, value in said.items() if value is not None}
    for service_id in sorted(offered):
        yield "ServiceWithdrawn", {"service_id": service_id}


def _twice(file: File) -> list[str]:
    names = [each.provider_id for each in file.providers]
    names += [f"{each.provider_id} {service.service_id}" for each in file.providers for service in each.services]
    return sorted({name for name in names if names.count(name) > 1})


def _line(node: Any, path: str) -> int:
    """Where in the file a path such as `providers.0.city` is, or the nearest thing around it."""
    for part in path.split("."):
        inner = _inside(node, part)
        if inner is None:
            break
        node = inner
    return int(node.start_mark.line) + 1 if node else 1


def _inside(node: Any, part: str) -> Any:
    if isinstance(node, yaml.SequenceNode) and part.isdecimal():
        return node.value[int(part)]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None
