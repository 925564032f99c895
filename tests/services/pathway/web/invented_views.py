"""FICTITIOUS: the figures, the history and the list of the invented pathway."""

from typing import Any

from tests.services.pathway.web.invented import END, PATHWAY_ID, PICTURE

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
    "plan": {
        "plan_version": 2,
        "agreed_on": "2026-08-03",
        "she_declined_to_comment": False,
        "reviewed_on": "2026-10-01",
        "with_her": True,
        "review_due_on": "2026-12-30",
    },
    "goals": [
        {"goal_id": "g1", "theme": "place_of_life", "voiced_by": "her", "set_on": "2026-03-02"}
        | {"status": "reached", "reviewed_on": "2026-10-01", "self_rating": 4},
        {"goal_id": "g2", "theme": "language", "voiced_by": "provider", "set_on": "2026-08-03"}
        | {"status": None, "reviewed_on": None, "self_rating": None},
    ],
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


TASKS: list[dict[str, Any]] = [
    {
        "task_id": "00000000-0000-5000-8000-000000000001",
        "policy": "P-6",
        "what": "risk_act",
        "kind": "task",
        "subject": "00000000-0000-4000-8000-000000000009",
        "pathway_id": PATHWAY_ID,
        "duty": "referent",
        "provider_id": "MIL-PONTE",
        "since": "2026-10-28",
        "days": 3,
        "due": "2026-10-29",
        "days_left": -1,
        "urgent": True,
        "suggested": None,
    },
    {
        "task_id": "00000000-0000-5000-8000-000000000002",
        "policy": "P-8",
        "what": "deadline_near",
        "kind": "task",
        "subject": "d2",
        "pathway_id": PATHWAY_ID,
        "duty": "supervisor",
        "provider_id": None,
        "since": "2026-10-26",
        "days": 5,
        "due": "2026-11-09",
        "days_left": 10,
        "urgent": False,
        "suggested": None,
    },
]


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
