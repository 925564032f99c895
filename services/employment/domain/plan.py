"""What a plan says on a day, whole; who may see how much of it is not decided here (docs/definitions.md 9)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.employment.domain.history import history, written
from services.employment.domain.profile import Profile
from services.employment.domain.standing import entitlement, entitlements, languages, skills
from services.employment.domain.state import Plan
from services.employment.domain.working import courses, orientation, placements
from shared.contracts import (
    ApplicationSent,
    CertificateAwarded,
    EmploymentGoalSet,
    LabourRightsConcernRaised,
    QualificationRecognitionChanged,
    SkillsListed,
    WorkEntitlementRecorded,
    WorkPreferencesSet,
)
from shared.folding.amendments import key_of
from shared.folding.keyed import Key
from shared.folding.state import EventKey

Row = dict[str, Any]
NOTED: Final = ("event_id", "provider_id", "category", "dimensions")


def plan_of(plan: Plan) -> Row:
    """The plan at the end of the day before `as_of`, ready to be written down."""
    return {
        "pathway_id": plan.pathway_id,
        "as_of": plan.as_of.isoformat(),
        "known_at": plan.known_at and written(plan.known_at),
        "open": plan.open,
        "referents": sorted({each.provider_id for each in plan.referents}),
        "entitlement": entitlement(plan),
        "entitlements": entitlements(plan),
        "skills": skills(plan),
        "languages": languages(plan),
        "preferences": _preferences(plan),
        "goals": _goals(plan),
        "recognition": _recognition(plan),
        "orientation": orientation(plan),
        "courses": courses(plan),
        "placements": placements(plan),
        "applications": _applications(plan),
        "concerns": _concerns(plan),
        "set_aside": _noted(plan, {key: [reason] for key, reason in plan.set_aside.items()}),
        "warnings": _noted(plan, _warned(plan)),
    }


def _warned(plan: Plan) -> dict[EventKey, list[str]]:
    found: dict[EventKey, list[str]] = {}
    for event, reason in plan.warnings:
        found.setdefault(key_of(event), []).append(reason)
    return found


def _noted(plan: Plan, reasons: Mapping[EventKey, list[str]]) -> list[Row]:
    """Events of the plan's history with what there is to say of each, and what it takes to see so much."""
    return [
        {**{name: row[name] for name in NOTED}, "reason": reason}
        for row in history(plan)
        for reason in sorted(reasons.get((row["provider_id"], row["event_id"]), ()))
    ]


def profile_of(plan: Plan, on: date) -> Profile:
    """What openings are compared with; `plan` was folded up to the end of that day."""
    told, said = plan.last_of(WorkEntitlementRecorded), plan.last_of(WorkPreferencesSet)
    listed, wishes = plan.last_of(SkillsListed), said[1] if said else None
    goals = {each["sector"] for each in _goals(plan) if each["sector"]}
    return Profile(
        entitled=plan.entitled_on(on),
        entitled_until=told[1].until if told and told[1].entitled else None,
        skills=listed[1].skills if listed else None,
        languages={each["language"]: each["level"] for each in languages(plan)},
        eqf_level=_eqf_level(plan),
        hours_most=wishes.hours_most if wishes else None,
        city=wishes.city.replace("_", " ") if wishes and wishes.city else None,
        sectors=frozenset(goals | (wishes.sectors or frozenset() if wishes else frozenset())),
    )


def _eqf_level(plan: Plan) -> int | None:
    """The highest level of what was recognised, wholly or partly, and of her certificates."""
    recognised = plan.last_of(QualificationRecognitionChanged)
    levels = [fact.eqf_level for _, fact in plan.all_of(CertificateAwarded)]
    if recognised and recognised[1].status in ("recognised", "partly"):
        levels.append(recognised[1].eqf_level)
    return max((level for level in levels if level is not None), default=None)


def _preferences(plan: Plan) -> Row | None:
    found = plan.last_of(WorkPreferencesSet)
    if found is None:
        return None
    event, fact = found
    sectors = sorted(fact.sectors or ())
    return {
        "on": event.occurred_on.isoformat(),
        "hours_most": fact.hours_most,
        "city": fact.city,
        "sectors": sectors,
        "voiced_by": fact.voiced_by,
    }


def _goals(plan: Plan) -> list[Row]:
    """Each as last set, by the registration and id that it was set under."""
    latest: dict[Key, Row] = {}
    for event, fact in plan.all_of(EmploymentGoalSet):
        said = {"goal_id": fact.goal_id, "sector": fact.sector, "voiced_by": fact.voiced_by}
        latest[event.pathway_id, fact.goal_id] = {**said, "on": event.occurred_on.isoformat()}
    return sorted(latest.values(), key=lambda each: (each["on"], each["goal_id"]))


def _recognition(plan: Plan) -> Row | None:
    found = plan.last_of(QualificationRecognitionChanged)
    if found is None:
        return None
    event, fact = found
    return {"status": fact.status, "eqf_level": fact.eqf_level, "on": event.occurred_on.isoformat()}


def _applications(plan: Plan) -> Row:
    """How many she sent, by sector, and when the last ones."""
    sent = plan.all_of(ApplicationSent)
    sectors: Counter[str] = Counter()
    for _, fact in sent:
        sectors[fact.sector] += fact.count
    last_on = max((event.occurred_on for event, _ in sent), default=None)
    return {
        "count": sectors.total(),
        "by_sector": dict(sorted(sectors.items())),
        "last_on": last_on and last_on.isoformat(),
    }


def _concerns(plan: Plan) -> list[Row]:
    return [
        {
            "event_id": event.event_id,
            "on": event.occurred_on.isoformat(),
            "provider_id": event.provider_id,
            "step_id": fact.step_id,
            "indicators": sorted(fact.indicators),
        }
        for event, fact in plan.all_of(LabourRightsConcernRaised)
    ]
