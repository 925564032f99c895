"""What changed for her beside the steps: language, income, groups."""

from typing import ClassVar

from shared.contracts.codes import GroupResult, IncomeBand, LanguageLevel, LanguageScope
from shared.facts import Fact, Language, Ref


class LanguageLevelAssessed(Fact):
    """How well she speaks a language, by the Common European Framework (CEFR)."""

    language: Language
    level: LanguageLevel
    scope: LanguageScope

    door = "intake"
    stream = "pathway"
    posted_by = "language provider"
    condition = "CEFR codes only"
    example: ClassVar = {"language": "es", "level": "A1", "scope": "overall"}


class EconomicSupportChanged(Fact):
    """A support that she receives changed; the band is in euro a month."""

    step_id: Ref
    band: IncomeBand | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "granting provider"
    condition = "no performance field"
    example: ClassVar = {"step_id": "E1", "band": "300_599"}


class GroupPlacementAssessed(Fact):
    """Whether group work is right for her now."""

    result: GroupResult

    door = "intake"
    stream = "pathway"
    posted_by = "group host"
    condition = "before first group session; C2"
    example: ClassVar = {"result": "individual_only"}


class GroupConfidentialityAgreed(Fact):
    """She and a group agreed to keep what is said in it."""

    group_ref: Ref

    door = "intake"
    stream = "pathway"
    posted_by = "group host"
    condition = "group_ref is stripped for all other readers"
    example: ClassVar = {"group_ref": "grp_opaque_3"}
