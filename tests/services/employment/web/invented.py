"""Made up: a plan, placements and openings as the service would answer them. Nobody of these is anybody."""

from typing import Any

PATHWAY_ID = "6d1c2f7e-0f4b-4c0e-9a53-3b8f2a6f7d10"
OTHER_ID = "0b9c55c0-7f1d-4a89-8d1e-55f0e8a7c2aa"
SKILLS = {
    "0005c151-5b5a-4a66-8aac-60e734beb1ab": "prepare ready-made dishes",
    "00064735-8fad-454b-90c7-ed858cc993f2": "comply with food safety and hygiene",
    "000709ed-2be5-4193-b056-45a97698d828": "work in a team",
}


def step(step_id: str, dimension: str, provider_id: str = "BCN-OFICI", state: str = "active", **more: Any) -> Any:
    return {
        "step_id": step_id,
        "dimension": dimension,
        "provider_id": provider_id,
        "state": state,
        "known_on": "2026-04-20",
        "started_on": "2026-05-04",
        "ended_on": None,
        "last_fact_on": "2026-06-20",
        "continues_step_id": None,
        "paused": None,
        "handover": None,
        "responsible": {"provider_id": provider_id, "since": "2026-05-04"},
        **more,
    }


def review(at_day: str, due_on: str, state: str, done_on: str | None = None, *said: bool | None) -> Any:
    still, well, hers = said or (None, None, None)
    answers = {"still_in_work": still, "conditions_ok": well, "said_by_her": hers}
    return {"at_day": at_day, "due_on": due_on, "done_on": done_on, "state": state, **answers}


REVIEWS = [
    review("7", "2026-05-11", "done", "2026-05-12", True, True, True),
    review("30", "2026-06-03", "done", "2026-06-05", True, False, False),
    review("90", "2026-08-02", "overdue"),
    review("180", "2026-10-31", "not_yet"),
]
PLACEMENT = step(
    "W1",
    "job_placement",
    terms={"since": "2026-05-04", "contract_type": "traineeship", "hours_week": 25},
    reviews=REVIEWS,
)
ENTITLEMENT = {
    "state": "entitled",
    "basis": "es_asylum_6_months",
    "since": "2026-03-01",
    "until": "2026-09-20",
    "days_left": 31,
}
PLAN: Any = {
    "pathway_id": PATHWAY_ID,
    "as_of": "2026-08-21",
    "known_at": None,
    "open": True,
    "referents": ["BCN-FAR"],
    "entitlement": ENTITLEMENT,
    "entitlements": [],
    "skills": {
        "profiled_on": "2026-03-10",
        "scheme": "esco",
        "count": 3,
        "listed_on": "2026-03-10",
        "codes": sorted(SKILLS),
    },
    "languages": [
        {"language": "en", "level": "B2", "scopes": {"overall": {"level": "B2", "on": "2026-02-01"}}},
        {
            "language": "es",
            "level": "A2",
            "scopes": {
                "spoken_interaction": {"level": "B1", "on": "2026-06-01"},
                "writing": {"level": "A2", "on": "2026-06-01"},
            },
        },
    ],
    "preferences": {
        "on": "2026-03-12",
        "hours_most": 30,
        "city": "Sant_Cugat",
        "sectors": ["catering"],
        "voiced_by": "her",
    },
    "goals": [
        {"goal_id": "g1", "sector": "catering", "voiced_by": "her", "on": "2026-03-10"},
        {"goal_id": "g2", "sector": None, "voiced_by": "both", "on": "2026-03-11"},
    ],
    "recognition": {"status": "partly", "eqf_level": 4, "on": "2026-04-02"},
    "orientation": [step("O1", "job_orientation", state="completed", ended_on="2026-04-30")],
    "courses": [
        step(
            "V1",
            "vocational_training",
            "BCN-ESCOLA",
            "suspended",
            paused={"since": "2026-06-20", "reason": "funding_ended"},
            handover={"handover_id": "h1", "to_provider": "BCN-TALLER", "state": "proposed", "on": "2026-06-25"},
            certificates=[{"on": "2026-06-19", "eqf_level": 2}],
        )
    ],
    "placements": [
        PLACEMENT,
        step("W2", "job_placement", state="planned", started_on=None, terms=None, reviews=[]),
    ],
    "applications": {"count": 4, "by_sector": {"catering": 3, "cleaning": 1}, "last_on": "2026-04-20"},
    "concerns": [
        {"event_id": "c1", "on": "2026-06-08", "step_id": "W1", "indicators": ["unpaid_hours", "documents_withheld"]}
    ],
    "set_aside": [{"event_id": "a1", "reason": "step_not_started"}],
    "warnings": [{"event_id": "w1", "reason": "no_work_entitlement"}],
    "withheld": ["risk", "steps"],
}
OVERSEEN: Any = {
    **PLAN,
    **dict.fromkeys(("entitlements", "languages", "preferences", "goals", "recognition")),
    "entitlement": {**dict.fromkeys(PLAN["entitlement"]), "state": "entitled"},
    "skills": {**dict.fromkeys(PLAN["skills"]), "count": 3},
    "applications": {"count": 4, "by_sector": None, "last_on": None},
    "courses": [step("V1", "vocational_training", "BCN-ESCOLA", "suspended", certificates=None)],
    "placements": [{**PLACEMENT, "terms": None, "reviews": [review("7", "2026-05-11", "done")]}],
    "concerns": [],
    "warnings": [],
    "withheld": ["her_restriction", "risk", "steps", "work"],
}
NOTHING: Any = {
    **PLAN,
    "entitlement": {"state": "nobody_knows", "basis": None, "since": None, "until": None, "days_left": None},
    "skills": {"profiled_on": None, "scheme": None, "count": None, "listed_on": None, "codes": None},
    "preferences": None,
    "recognition": None,
    "applications": {"count": 0, "by_sector": {}, "last_on": None},
    **{name: [] for name in ("languages", "goals", "orientation", "courses", "placements", "concerns")},
    "set_aside": [],
    "warnings": [],
    "withheld": [],
}
PLACEMENTS = [
    {**PLACEMENT, "pathway_id": PATHWAY_ID, "entitlement": ENTITLEMENT, "concerns": 1},
    {
        **step("W9", "job_placement", terms=None, reviews=[review("7", "2026-08-27", "not_yet")]),
        "pathway_id": OTHER_ID,
        "entitlement": {**ENTITLEMENT, "until": None, "days_left": None},
        "concerns": 0,
    },
]
OPENING: Any = {
    "opening_id": "o-17",
    "provider_id": "BCN-OFICI",
    "kind": "job",
    "occupation_group": "5120",
    "group_name": "Cooks",
    "occupation": "90f75f67-495d-49fa-ab57-2f320e251d7e",
    "occupation_name": "cook",
    "skills": [{"skill": each, "name": name} for each, name in SKILLS.items()],
    "languages": [{"language": "es", "level": "B1"}],
    "hours_week": 25,
    "city": "Barcelona",
    "listed_on": "2026-08-01",
    "starts_on": "2026-10-01",
    "apply_by": "2026-09-01",
    "eqf_level": 3,
    "funded_places": 2,
    "entitlement_needed": True,
    "employer_ref": "kitchen 3",
}
REQUIREMENTS = [
    {"what": "language", "of": "es", "name": None, "asked": "B1", "known": "A2", "mark": "missed"},
    {"what": "skill", "of": min(SKILLS), "name": SKILLS[min(SKILLS)], "asked": True, "known": True, "mark": "met"},
    {"what": "eqf_level", "of": None, "name": None, "asked": 3, "known": None, "mark": "nobody_knows"},
    {"what": "hours", "of": None, "name": None, "asked": 25, "known": 30, "mark": "met"},
    {"what": "city", "of": None, "name": None, "asked": "Barcelona", "known": "Sant Cugat", "mark": "missed"},
]
FOR_HER = {
    **OPENING,
    "requirements": REQUIREMENTS,
    "warnings": [{"code": "entitlement_ends_before", "until": "2026-09-20"}],
}
COURSE = {
    **OPENING,
    "opening_id": "o-18",
    "kind": "course",
    "occupation": None,
    "occupation_name": None,
    "employer_ref": None,
    "skills": [],
    "eqf_level": None,
    "requirements": [],
    "warnings": [],
}
