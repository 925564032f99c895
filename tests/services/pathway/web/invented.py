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
