"""FICTITIOUS: an invented pathway from Barcelona to Milan, as the pages and the terminal are given one."""

from typing import Any

PATHWAY_ID = "5b1f0a52-6b1e-4c1c-9a53-0f2d6f3b7c10"


def step(
    step_id: str,
    provider_id: str,
    state: str,
    active: list[tuple[str, str]],
    *,
    suspended: list[tuple[str, str, str]] | None = None,
    continues: str | None = None,
) -> dict[str, Any]:
    return {
        "step_id": step_id,
        "provider_id": provider_id,
        "state": state,
        "active": [list(each) for each in active],
        "suspended": [list(each) for each in suspended or []],
        "continues": continues,
    }


def gap(start: str, end: str, kind: str, cause: str | None = None) -> dict[str, Any]:
    return {"from": start, "to": end, "kind": kind, "cause": cause}


def lane(
    dimension: str, needs: list[tuple[str, str]], steps: list[dict[str, Any]], gaps: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {"dimension": dimension, "steps": steps, "gaps": gaps or [], "needs": [list(each) for each in needs]}


END = "2026-10-31"

PICTURE: dict[str, Any] = {
    "from": "2026-01-05",
    "to": END,
    "open": [["2026-01-09", END]],
    "referents": [
        {"provider_id": "BCN-FAR", "from": "2026-01-09", "to": "2026-07-27"},
        {"provider_id": "MIL-PONTE", "from": "2026-07-29", "to": END},
    ],
    "handovers": [
        {
            "handover_id": "ho1",
            "from_provider": "BCN-COLORS",
            "to_provider": "BCN-TALLER",
            "step_ids": ["A1"],
            "proposed_on": "2026-04-20",
            "accepted_on": None,
            "ended_on": "2026-04-27",
            "outcome": "declined",
        },
        {
            "handover_id": "ho2",
            "from_provider": "BCN-COLORS",
            "to_provider": "MIL-ARTE",
            "step_ids": ["A1", "L2"],
            "proposed_on": "2026-07-01",
            "accepted_on": "2026-07-05",
            "ended_on": "2026-08-19",
            "outcome": "completed",
        },
    ],
    "risk": [
        {"from": "2026-01-12", "to": "2026-03-02", "level": "medium"},
        {"from": "2026-03-02", "to": "2026-03-30", "level": "high"},
        {"from": "2026-03-30", "to": "2026-08-03", "level": "medium"},
        {"from": "2026-08-03", "to": END, "level": "low"},
    ],
    "lanes": [
        lane(
            "artistic_therapy",
            [("2026-01-09", END)],
            [
                step(
                    "A1",
                    "BCN-COLORS",
                    "transferred",
                    [("2026-01-12", "2026-05-01"), ("2026-06-08", "2026-07-16")],
                    suspended=[
                        ("2026-05-01", "2026-06-08", "funding_ended"),
                        ("2026-07-16", "2026-07-29", "her_request"),
                    ],
                ),
                step(
                    "A2",
                    "MIL-ARTE",
                    "active",
                    [("2026-07-29", "2026-08-03"), ("2026-09-20", END)],
                    continues="A1",
                    suspended=[("2026-08-03", "2026-09-20", "funding_ended")],
                ),
            ],
            [
                gap("2026-01-09", "2026-01-12", "initial_wait"),
                gap("2026-05-01", "2026-06-08", "interruption", "funding_ended"),
                gap("2026-07-16", "2026-07-29", "pause", "her_request"),
                gap("2026-08-03", "2026-09-20", "interruption", "funding_ended"),
            ],
        ),
        lane(
            "health",
            [("2026-01-20", "2026-06-10")],
            [
                step("M1", "BCN-SALUT", "completed", [("2026-01-27", "2026-06-10")]),
            ],
            [gap("2026-01-20", "2026-01-27", "initial_wait")],
        ),
        lane(
            "housing",
            [("2026-01-09", END)],
            [
                step(
                    "H1",
                    "BCN-LLAR",
                    "transferred",
                    [("2026-01-09", "2026-03-03")],
                    suspended=[("2026-03-03", "2026-03-10", "safety")],
                ),
                step("H2", "BCN-REFUGI", "completed", [("2026-03-03", "2026-07-27")], continues="H1"),
                step("H3", "MIL-CASA", "active", [("2026-07-29", END)], continues="H2"),
            ],
            [gap("2026-07-27", "2026-07-29", "interruption", "need_still_open")],
        ),
        lane(
            "language_training",
            [("2026-02-02", END)],
            [
                step("L1", "BCN-PARAULA", "completed", [("2026-02-09", "2026-07-01")]),
                step("L2", "BCN-FAR", "dropped", [("2026-05-20", "2026-06-25")]),
                step("L3", "MIL-LINGUA", "active", [("2026-09-07", END)], continues="L1"),
            ],
            [
                gap("2026-02-02", "2026-02-09", "initial_wait"),
                gap("2026-07-01", "2026-09-07", "interruption", "course_interval"),
            ],
        ),
        lane(
            "job_orientation",
            [("2026-09-01", END)],
            [
                step("J1", "MIL-LAVORO", "planned", []),
            ],
            [gap("2026-09-01", END, "initial_wait")],
        ),
        lane(
            "legal_status",
            [("2026-01-15", END)],
            [
                step("LS1", "BCN-DRET", "transferred", [("2026-01-15", "2026-08-10")]),
                step("LS2", "MIL-PONTE", "active", [("2026-08-01", END)], continues="LS1"),
            ],
        ),
        lane(
            "psychological_therapy",
            [("2026-01-15", END)],
            [
                step("P1", "BCN-PSI", "transferred", [("2026-01-26", "2026-07-20")]),
                step(
                    "P2",
                    "MIL-PSICO",
                    "active",
                    [("2026-08-03", "2026-10-05")],
                    continues="P1",
                    suspended=[("2026-10-05", END, "staff_absence")],
                ),
            ],
            [
                gap("2026-01-15", "2026-01-26", "initial_wait"),
                gap("2026-07-20", "2026-08-03", "interruption", "transfer"),
                gap("2026-10-05", END, "interruption", "staff_absence"),
            ],
        ),
    ],
}

VIEWS: dict[str, Any] = {
    "as_of": END,
    "known_at": None,
    "open_days": 295,
    "continuity": {
        "artistic_therapy": {
            "initial_wait_days": 3,
            "interruption_days": 86,
            "pause_days": 13,
            "causes": {"funding_ended": 86},
            "uncovered_since": None,
        },
        "health": {
            "initial_wait_days": 7,
            "interruption_days": 0,
            "pause_days": 0,
            "causes": {},
            "uncovered_since": None,
        },
        "housing": {
            "initial_wait_days": 0,
            "interruption_days": 2,
            "pause_days": 0,
            "causes": {"need_still_open": 2},
            "uncovered_since": None,
        },
        "job_orientation": {
            "initial_wait_days": 60,
            "interruption_days": 0,
            "pause_days": 0,
            "causes": {},
            "uncovered_since": "2026-09-01",
        },
        "language_training": {
            "initial_wait_days": 7,
            "interruption_days": 68,
            "pause_days": 0,
            "causes": {"course_interval": 68},
            "uncovered_since": None,
        },
        "legal_status": {
            "initial_wait_days": 0,
            "interruption_days": 0,
            "pause_days": 0,
            "causes": {},
            "uncovered_since": None,
        },
        "psychological_therapy": {
            "initial_wait_days": 11,
            "interruption_days": 40,
            "pause_days": 0,
            "causes": {"staff_absence": 26, "transfer": 14},
            "uncovered_since": "2026-10-05",
        },
    },
    "initial_wait_days": 88,
    "interruption_days": 196,
    "pause_days": 13,
    "days_without_referent": 2,
    "referent_conflict_days": 0,
    "referent": {"provider_id": "MIL-PONTE", "since": "2026-07-29"},
    "duplicate_days": {"language_training": 36},
    "duplicate_detection_days": 28,
    "handovers": {
        "ho1": {"outcome": "declined", "proposed_to_accepted": None, "accepted_to_first_activity": None, "total": None},
        "ho2": {"outcome": "completed", "proposed_to_accepted": 4, "accepted_to_first_activity": 24, "total": 49},
    },
    "engagement": {
        "A1": {"attended": 14, "missed": 1, "cancelled_by_provider": 0},
        "L1": {"attended": 21, "missed": 0, "cancelled_by_provider": 2},
        "P2": {"attended": 5, "missed": 0, "cancelled_by_provider": 1},
    },
    "risk": {"level": "low", "high_days": 28, "high_to_safe_housing_days": 1},
    "no_consent_days": {"MIL-ARTE": 28},
    "deadlines": [
        {"deadline_id": "d2", "rule": "IT-ART18-6M", "due_on": "2026-11-09", "days_left": 10},
        {"deadline_id": "d3", "rule": "IT-WORK", "due_on": "2027-01-20", "days_left": 82},
    ],
    "rights_pending": ["asylum", "safe_return"],
    "steps": [
        {
            "step_id": s["step_id"],
            "dimension": each["dimension"],
            "provider_id": s["provider_id"],
            "state": s["state"],
            "started_on": s["active"][0][0] if s["active"] else None,
            "last_fact_on": "2026-10-05" if s["active"] else "2026-09-01",
            "funding": {"A2": "covered", "A1": "lapsed"}.get(s["step_id"]),
        }
        for each in PICTURE["lanes"]
        for s in each["steps"]
    ],
    "counts": {
        "providers_active": 5,
        "steps_arranged_by_her": 1,
        "sessions_without_interpreter": 0,
        "unfunded_sessions": 2,
    },
    "fallbacks": [
        {"pact_id": "fb1", "step_id": "A2", "to_provider": "MIL-COLORE", "rank": 1, "place_held_until": "2026-12-31"}
    ],
    "warnings": [{"event_id": "00000000-0000-4000-8000-000000000003", "reason": "no_open_need"}],
    "set_aside": [{"event_id": "00000000-0000-4000-8000-000000000004", "reason": "step_not_suspended"}],
}


def item(
    n: int,
    kind: str | None,
    provider_id: str,
    on: str,
    data: dict[str, Any] | None,
    *,
    set_aside: str | None = None,
    withheld: str | None = None,
) -> dict[str, Any]:
    return {
        "event_id": f"00000000-0000-4000-8000-{n:012}",
        "type": kind,
        "provider_id": provider_id,
        "occurred_on": on,
        "recorded_at": f"{on}T17:0{n}:00Z",
        "data": data,
        "set_aside": set_aside,
        "withheld": withheld,
        "corrections": [],
    }


HISTORY: dict[str, Any] = {
    "items": [
        item(1, "PathwayOpened", "BCN-FAR", "2026-01-09", {"basis": "support_service"}),
        item(
            2, "NeedIdentified", "BCN-FAR", "2026-01-09", {"need_id": "n1", "dimension": "housing", "voiced_by": "her"}
        ),
        item(3, "StepStarted", "BCN-LLAR", "2026-01-09", {"step_id": "H1", "dimension": "housing"}),
        item(
            4,
            "StepResumed",
            "BCN-COLORS",
            "2026-02-10",
            {"step_id": "A1", "dimension": "artistic_therapy"},
            set_aside="step_not_suspended",
        ),
        item(5, None, "BCN-FAR", "2026-03-02", None, withheld="risk"),
        item(6, "StepSuspended", "BCN-COLORS", "2026-05-01", {"step_id": "A1", "reason": "funding_ended"}),
        item(
            7,
            "HandoverProposed",
            "BCN-FAR",
            "2026-07-01",
            {
                "handover_id": "ho2",
                "from_provider": "BCN-COLORS",
                "to_provider": "MIL-ARTE",
                "step_ids": ["A1", "L2"],
                "proposed_with_her": True,
            },
        ),
    ]
}


def row(pathway_id: str, referent: str | None, since: str, **said: Any) -> dict[str, Any]:
    return {
        "pathway_id": pathway_id,
        "referent": referent,
        "without_referent_since": None if referent else since,
        "since": since,
        "days": 1,
        "active_steps": 0,
        "providers": [],
        "gaps": [],
        "next_deadline": None,
        "set_aside": 0,
        "unconfirmed": [],
    } | said


def uncovered(dimension: str, since: str, days: int, kind: str, cause: str | None) -> dict[str, Any]:
    return {"dimension": dimension, "since": since, "days": days, "kind": kind, "cause": cause, "provider_id": None}


CASELOAD: list[dict[str, Any]] = [
    row("7d3f2b1a-0000-4000-8000-0000000000a1", "MIL-PONTE", "2026-03-01", active_steps=1, providers=["MIL-CASA"]),
    row(
        PATHWAY_ID,
        "MIL-PONTE",
        "2026-01-09",
        active_steps=4,
        providers=["MIL-ARTE", "MIL-CASA", "MIL-LINGUA", "MIL-PONTE"],
        unconfirmed=["L3"],
        set_aside=1,
        gaps=[
            uncovered("job_orientation", "2026-09-01", 60, "initial_wait", None),
            uncovered("psychological_therapy", "2026-10-05", 26, "interruption", "staff_absence"),
        ],
        next_deadline={"deadline_id": "d2", "rule": "IT-ART18-6M", "due_on": "2026-11-09"},
    ),
    row("c0ffee00-0000-4000-8000-00000000beef", None, "2026-10-20"),
    row(
        "19ab34cd-0000-4000-8000-0000000000a2",
        "MIL-PONTE",
        "2025-11-03",
        active_steps=1,
        providers=["MIL-LAVORO"],
        gaps=[uncovered("artistic_therapy", "2026-10-20", 11, "pause", "her_request")],
    ),
]
