"""A made-up woman's way to work, as of some days and as known at some moments, with figures worked out by hand."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.employment.domain.folding import fold
from services.employment.domain.history import history
from services.employment.domain.plan import plan_of
from shared.clocks import end_of_day
from tests.services.pathway.histories import events_of

TOLD = json.loads((Path(__file__).parents[2] / "pathway/played/s5.json").read_text())
EVENTS = events_of(TOLD["events"])
HER = TOLD["pathways"][0]


def folded(as_of: str, known_at: str | None = None):
    return fold(HER, EVENTS, date.fromisoformat(as_of), end_of_day(date.fromisoformat(known_at)) if known_at else None)


def figures(as_of: str, known_at: str | None = None):
    """The plan in few words."""
    plan = plan_of(folded(as_of, known_at))
    steps = [*plan["orientation"], *plan["courses"], *plan["placements"]]
    return {
        "entitlement": plan["entitlement"]["state"],
        "skills": plan["skills"]["count"],
        "goals": [each["sector"] for each in plan["goals"]],
        "steps": {each["step_id"]: each["state"] for each in steps},
        "certificates": [each["eqf_level"] for course in plan["courses"] for each in course["certificates"]],
        "reviews": {each["step_id"]: [one["state"] for one in each["reviews"]] for each in plan["placements"]},
        "terms": {each["step_id"]: each["terms"] and each["terms"]["hours_week"] for each in plan["placements"]},
        "concerns": len(plan["concerns"]),
        "open": plan["open"],
    }


NOTHING: dict[str, Any] = {
    "skills": None,
    "goals": [],
    "steps": {},
    "certificates": [],
    "reviews": {},
    "terms": {},
    "concerns": 0,
}
TRAINED = {"entitlement": "entitled", "skills": 6, "goals": ["catering"], "open": True}
BY_HAND = [
    # The entitlement is of 5 January; until then nobody knows.
    ("2026-01-05", None, {**NOTHING, "entitlement": "nobody_knows", "open": True}),
    ("2026-01-06", None, {**NOTHING, "entitlement": "entitled", "open": True}),
    # Orientation from 12 January to 23 February, the course from 9 March with a certificate on 29 May.
    (
        "2026-03-10",
        None,
        {**NOTHING, **TRAINED, "steps": {"J1": "completed", "V1": "active"}},
    ),
    # The placement of 15 June: its 7th day after is the 22nd. Known on the 14th of June, there is none.
    (
        "2026-06-23",
        None,
        {
            **{**TRAINED, "steps": {"J1": "completed", "V1": "completed", "W1": "active"}, "certificates": [3]},
            **{"reviews": {"W1": ["due", "not_yet", "not_yet", "not_yet"]}, "terms": {"W1": 25}, "concerns": 0},
        },
    ),
    (
        "2026-06-23",
        "2026-06-14",
        {**NOTHING, **TRAINED, "steps": {"J1": "completed", "V1": "completed"}, "certificates": [3]},
    ),
    # The concern of 6 July; the suspension of the 7th was not known that day.
    (
        "2026-07-09",
        "2026-07-06",
        {
            **{**TRAINED, "steps": {"J1": "completed", "V1": "completed", "W1": "active"}, "certificates": [3]},
            **{"reviews": {"W1": ["overdue", "not_yet", "not_yet", "not_yet"]}, "terms": {"W1": 25}, "concerns": 1},
        },
    ),
    # Left on 10 July: the 30th day after (15 July) needs no review any more. The second placement of 3 August was
    # completed by going on in the job: 7 and 30 days after are 10 August and 2 September, 90 is 1 November.
    (
        "2026-10-15",
        None,
        {
            **{**TRAINED, "certificates": [3], "terms": {"W1": 25, "W2": 30}, "concerns": 1},
            "steps": {"J1": "completed", "V1": "completed", "W1": "dropped", "W2": "completed"},
            "reviews": {"W1": ["overdue", "over", "over", "over"], "W2": ["overdue", "overdue", "not_yet", "not_yet"]},
        },
    ),
    ("2026-09-01", None, {"open": False}),
]


@pytest.mark.parametrize(("as_of", "known_at", "by_hand"), BY_HAND)
def test_the_plan_is_what_was_worked_out_by_hand(as_of, known_at, by_hand):
    found = figures(as_of, known_at)
    assert {name: found[name] for name in by_hand} == by_hand


def test_a_suspension_pauses_a_placement_from_its_day_with_its_reason():
    (placement,) = plan_of(folded("2026-07-09"))["placements"]
    assert placement["paused"] == {"since": "2026-07-07", "reason": "safety"}
    (placement,) = plan_of(folded("2026-07-09", "2026-07-06"))["placements"]
    assert placement["paused"] is None


def test_the_history_is_that_of_her_work_as_known_then_and_of_nothing_else():
    rows = history(folded("2026-10-15"))
    assert (
        len(rows) == len(history(folded("2026-10-15", "2026-10-14"))) > len(history(folded("2026-10-15", "2026-07-06")))
    )
    told = {row["type"] for row in rows}
    assert {"StepStarted", "PlacementTermsRecorded", "LabourRightsConcernRaised", "PathwayClosed"} <= told
    assert not told & {"ConsentGiven", "RiskAssessed", "NeedIdentified", "LegalProcedureStarted", "DeadlineSet"}
    dimensions = {dimension for row in rows for dimension in row["dimensions"]}
    assert dimensions == {"job_orientation", "vocational_training", "job_placement"}
