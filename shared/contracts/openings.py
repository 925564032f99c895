"""Jobs, traineeships and courses that organisations know of; whose they are stays with them."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.codes import (
    EqfLevel,
    EscoId,
    IscoGroup,
    LanguageAsked,
    OpeningClosingReason,
    OpeningKind,
)
from shared.facts import Day, Fact, Ref, text


class OpeningListed(Fact):
    """A job, traineeship or course is open, and this is what it asks.

    Where `entitlement_needed` is left out, a job needs an entitlement to work, a traineeship or a course none.
    """

    opening_id: Ref
    kind: OpeningKind
    occupation_group: IscoGroup
    occupation: EscoId | None = None
    skills: Annotated[frozenset[EscoId], Field(max_length=20)] | None = None
    languages: Annotated[frozenset[LanguageAsked], Field(max_length=8)] | None = None
    hours_week: Annotated[int, Field(ge=1, le=40)] | None = None
    city: Annotated[str, text(1, 60)] | None = None
    starts_on: Day | None = None
    apply_by: Day | None = None
    eqf_level: EqfLevel | None = None
    funded_places: Annotated[int, Field(ge=0, le=999)] | None = None
    entitlement_needed: bool | None = None
    employer_ref: Annotated[str, text(1, 40)] | None = None

    door = "employment"
    stream = "provider"
    local = True
    posted_by = "worker, coordinator"
    condition = "again to change it; no employer name; local to employment, never published"
    example: ClassVar = {
        "opening_id": "o1",
        "kind": "job",
        "occupation_group": "9412",
        "occupation": "e1cf6897-158d-4b48-a39e-2a3a8cac216c",
        "skills": ["0ff99f51-40d9-42f1-a1ec-377b2bb5e15f"],
        "languages": ["es:A2"],
        "hours_week": 20,
        "city": "Barcelona",
        "employer_ref": "kitchen 7",
    }


class OpeningClosed(Fact):
    """Nobody is taken for it any more."""

    opening_id: Ref
    reason: OpeningClosingReason

    door = "employment"
    stream = "provider"
    local = True
    posted_by = "worker, coordinator"
    condition = "listed before; local to employment, never published"
    example: ClassVar = {"opening_id": "o1", "reason": "filled"}
