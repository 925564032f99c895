"""The published language: what may be said, through which door, in which codes."""
# ruff: noqa: F403

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from shared.contracts import (
    consent,
    corrections,
    duplicates,
    employment,
    funding,
    handover,
    intake,
    legal,
    needs,
    notices,
    openings,
    pathway,
    progress,
    providers,
    registrations,
    risk,
    steps,
    voice,
)
from shared.contracts.codes import WORK_DIMENSIONS as WORK_DIMENSIONS
from shared.contracts.codes import Dimension as Dimension
from shared.contracts.consent import *
from shared.contracts.corrections import *
from shared.contracts.duplicates import *
from shared.contracts.employment import *
from shared.contracts.funding import *
from shared.contracts.handover import *
from shared.contracts.intake import *
from shared.contracts.legal import *
from shared.contracts.needs import *
from shared.contracts.notices import *
from shared.contracts.openings import *
from shared.contracts.pathway import *
from shared.contracts.progress import *
from shared.contracts.providers import *
from shared.contracts.registrations import *
from shared.contracts.risk import *
from shared.contracts.steps import *
from shared.contracts.voice import *
from shared.facts import Door, Fact

FAMILIES = (
    intake,
    consent,
    registrations,
    pathway,
    needs,
    voice,
    steps,
    progress,
    legal,
    risk,
    handover,
    duplicates,
    funding,
    providers,
    corrections,
    employment,
    openings,
    notices,
)
FACTS: dict[str, type[Fact]] = {
    name: fact
    for family in FAMILIES
    for name, fact in vars(family).items()
    if isinstance(fact, type) and issubclass(fact, Fact) and fact is not Fact
}
STEP_TYPES = frozenset(name for name in vars(steps) if name in FACTS)


def door_of(type_name: str, data: Mapping[str, Any]) -> Door:
    """The door of an event: that of its type, but employment for the steps of work."""
    dimension = data.get("dimension")
    if type_name in STEP_TYPES and isinstance(dimension, str) and dimension in WORK_DIMENSIONS:
        return "employment"
    return FACTS[type_name].door


@cache
def decoder_of(type_name: str) -> msgspec.json.Decoder[Fact]:
    """Reads stored data of a type, which a door has checked before."""
    return msgspec.json.Decoder(FACTS[type_name])
