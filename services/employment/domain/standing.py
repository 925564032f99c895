"""Her entitlement to work, her skills and languages, as of a day."""

from datetime import date
from typing import Any, Final, Literal

from services.employment.domain.state import Plan
from shared.contracts import (
    LanguageLevelAssessed,
    SkillsListed,
    SkillsProfiled,
    WorkEntitlementRecorded,
)

Row = dict[str, Any]
Entitled = Literal["entitled", "not_entitled", "ended", "nobody_knows"]
LEVELS: Final = ("pre_A1", "A1", "A2", "B1", "B2", "C1", "C2")
OVERALL: Final = "overall"


def entitlement(plan: Plan) -> Row:
    """Whether she may work today, on which ground, and how many days the entitlement has left (its last day is 0)."""
    last = plan.last_of(WorkEntitlementRecorded)
    if last is None:
        return {"state": "nobody_knows", "basis": None, "since": None, "until": None, "days_left": None}
    event, fact = last
    left = (fact.until - plan.today).days if fact.entitled and fact.until else None
    return {
        "state": _state(fact, plan.today),
        "basis": fact.basis,
        "since": event.occurred_on.isoformat(),
        "until": fact.until and fact.until.isoformat(),
        "days_left": left,
    }


def entitlements(plan: Plan) -> list[Row]:
    """All that was ever recorded of it, the first one first."""
    return [
        {
            "entitled": fact.entitled,
            "basis": fact.basis,
            "since": event.occurred_on.isoformat(),
            "until": fact.until and fact.until.isoformat(),
        }
        for event, fact in plan.all_of(WorkEntitlementRecorded)
    ]


def _state(fact: WorkEntitlementRecorded, today: date) -> Entitled:
    if not fact.entitled:
        return "not_entitled"
    return "ended" if fact.until and fact.until < today else "entitled"


def skills(plan: Plan) -> Row:
    """How many skills were found with her, and the codes of ESCO where they were listed."""
    profiled, listed = plan.last_of(SkillsProfiled), plan.last_of(SkillsListed)
    return {
        "profiled_on": profiled and profiled[0].occurred_on.isoformat(),
        "scheme": profiled and profiled[1].scheme,
        "count": profiled and profiled[1].skills_count,
        "listed_on": listed and listed[0].occurred_on.isoformat(),
        "codes": sorted(listed[1].skills) if listed else None,
    }


def languages(plan: Plan) -> list[Row]:
    """Of each language the level that counts, and the latest assessment of each scope."""
    scopes: dict[str, dict[str, Row]] = {}
    for event, fact in plan.all_of(LanguageLevelAssessed):
        said = {"level": fact.level, "on": event.occurred_on.isoformat()}
        scopes.setdefault(fact.language, {})[fact.scope] = said
    return [
        {"language": language, "level": _counts(found), "scopes": dict(sorted(found.items()))}
        for language, found in sorted(scopes.items())
    ]


def _counts(scopes: dict[str, Row]) -> str:
    """The level overall where it was assessed, else the lowest of its scopes: nobody is sent where she is lost."""
    if OVERALL in scopes:
        return str(scopes[OVERALL]["level"])
    return min((str(each["level"]) for each in scopes.values()), key=LEVELS.index)
