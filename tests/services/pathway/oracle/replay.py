"""The state at the end of a day, by replaying every fact up to then from the beginning."""

from datetime import date

from tests.services.pathway.oracle.rows import Row
from tests.services.pathway.oracle.state import State, Thing, Trial, find
from tests.services.pathway.oracle.transitions import TRANSITIONS


def replay(rows: list[Row], last: date, merges: list[Row]) -> State:
    """The state at the end of `last`, from all facts of a group."""
    state = State(merges)
    past = sorted((row for row in rows if row.day <= last), key=lambda row: row.order)
    for day in sorted({row.day for row in past}):
        run_day(state, [row for row in past if row.day == day])
    return state


def run_day(state: State, rows: list[Row]) -> None:
    """Transitions in order, those that don't fit again and again; then what only refers to things."""
    state.today = {}
    state.note()
    waiting = [row for row in rows if row.type not in REFERRING]
    while waiting:
        left = [row for row in waiting if not taken_in(state, row, TRANSITIONS.get(row.type))]
        if len(left) == len(waiting):
            break
        waiting = left
    for row in rows:
        if row.type in REFERRING:
            taken_in(state, row, REFERRING[row.type])


def taken_in(state: State, row: Row, trial: Trial | None) -> bool:
    reason = trial(state, row) if trial else None
    if reason:
        state.set_aside[row.id] = reason
        return False
    state.set_aside.pop(row.id, None)
    state.kept.append(row)
    state.note()
    if step := named_step(state, row):
        step["last_fact_on"] = row.day
    return True


def named_step(state: State, row: Row) -> Thing | None:
    return find(state.steps, row.pathway_id, row.data["step_id"]) if "step_id" in row.data else None


def session(state: State, row: Row) -> str | None:
    step = named_step(state, row)
    if step is None:
        return "step_unknown"
    if step["started_on"] and row.provider_id != step["provider"]:
        return "not_delivering_provider"
    standings = state.today[id(step)]
    if "active" not in standings:
        if "suspended funding_ended" not in standings:
            return "step_not_active"
        state.unfunded.append(row)
    step["sessions"].append(row.data["outcome"])
    return None


def about_a_step(state: State, row: Row) -> str | None:
    return None if named_step(state, row) else "step_unknown"


def looked_back_on(state: State, row: Row) -> str | None:
    step = named_step(state, row)
    if step is None:
        return "step_unknown"
    return None if step["started_on"] else "step_not_started"


def risk_action(state: State, row: Row) -> str | None:
    procedure = find(state.procedures, row.pathway_id, row.data["procedure_id"])
    if procedure is None:
        return "risk_procedure_unknown"
    return None if "open" in state.today[id(procedure)] else "risk_procedure_not_open"


def goal_reviewed(state: State, row: Row) -> str | None:
    goal = find(state.goals, row.pathway_id, row.data["goal_id"])
    if goal is None:
        return "goal_unknown"
    goal["reviews"].append(row)
    return None


REFERRING: dict[str, Trial] = {
    "SessionRecorded": session,
    "PlacementTermsRecorded": about_a_step,
    "PlacementReviewed": looked_back_on,
    "CertificateAwarded": about_a_step,
    "LabourRightsConcernRaised": about_a_step,
    "EconomicSupportChanged": about_a_step,
    "RiskActionDone": risk_action,
    "GoalReviewed": goal_reviewed,
}
