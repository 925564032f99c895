"""Openings, and what they ask of one woman."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from services.employment.domain.requirements import Mark, Warned, What
from shared.contracts.codes import EqfLevel, EscoId, IscoGroup, OpeningKind
from shared.facts import Day, Language, ProviderId, Ref
from shared.openapi import Shape

Named = Annotated[str, Field(description="In English; empty where ESCO's own name is not shown here.")]
Cefr = Literal["A1", "A2", "B1", "B2", "C1", "C2"]


class Skill(Shape):
    """A skill of ESCO."""

    skill: EscoId
    name: Named


class LanguageLevel(Shape):
    """A language and the least level in it."""

    language: Language
    level: Cefr


class Opening(Shape):
    """A job, traineeship or course that is open; null is what its provider does not say."""

    opening_id: Ref = Field(description="Of its provider: another may use the same.")
    provider_id: ProviderId
    kind: OpeningKind
    occupation_group: IscoGroup
    group_name: Named
    occupation: EscoId | None
    occupation_name: Named | None
    skills: list[Skill]
    languages: list[LanguageLevel]
    hours_week: int | None
    city: str | None
    listed_on: Day = Field(description="The day of its provider's last word on it.")
    starts_on: Day | None
    apply_by: Day | None
    eqf_level: EqfLevel | None
    funded_places: int | None
    entitlement_needed: bool
    employer_ref: str | None = Field(description="The provider's own label; null for everybody else.")


class SetAside(Shape):
    """An event of one's own that does not fit, and why."""

    event_id: UUID
    reason: Literal["opening_not_open", "target_of_another_provider", "target_malformed", "target_not_correctable"]


class Openings(Shape):
    """What is open, by the last day to apply, then by the first day, provider and id; never by fit."""

    items: list[Opening]
    set_aside: list[SetAside] = Field(description="What the reader's own organisation posted here and does not fit.")
    next: str | None


class Requirement(Shape):
    """One thing asked, and whether she meets it, misses it, or nobody knows."""

    what: What
    of: str | None = Field(description="The language, or the skill.")
    name: Named | None = Field(description="Of the skill.")
    asked: str | int | bool
    known: str | int | bool | None
    mark: Mark


class StaffWarning(Shape):
    """For staff to see to: no requirement that she misses."""

    code: Warned
    until: Day | None


class OpeningForHer(Opening):
    """An opening beside what is known of her."""

    requirements: list[Requirement]
    warnings: list[StaffWarning]


class OpeningsForHer(Shape):
    """The same list with what each asks of her; no score, and never in an order of fit."""

    pathway_id: UUID
    items: list[OpeningForHer]
    next: str | None
