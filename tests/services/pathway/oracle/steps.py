"""How a step moves: planned, active, suspended, and its three ends; only its own provider moves it."""

from collections.abc import Callable

from tests.services.pathway.oracle.rows import Row
from tests.services.pathway.oracle.state import ENDED, State, Thing, Trial, find


def step_planned(state: State, row: Row) -> str | None:
    key = row.pathway_id, row.data["step_id"]
    if key in state.steps:
        return "step_already_known"
    state.steps[key] = step_of(row, "planned")
    return None


def step_started(state: State, row: Row) -> str | None:
    key = row.pathway_id, row.data["step_id"]
    step = state.steps.setdefault(key, step_of(row, "planned"))
    if step["state"] != "planned":
        return "step_already_started"
    step.update(
        state="active",
        provider=row.provider_id,
        dimension=row.data["dimension"],
        started_on=row.day,
        continues=row.data.get("continues_step_id"),
        window=row.data.get("funding_window_id"),
    )
    return None


def step_of(row: Row, state_name: str) -> Thing:
    return {
        "pathway_id": row.pathway_id,
        "step_id": row.data["step_id"],
        "state": state_name,
        "provider": row.provider_id,
        "dimension": row.data["dimension"],
        "planned_on": row.day,
        "started_on": None,
        "ended_on": None,
        "continues": None,
        "window": None,
        "suspended_for": None,
        "last_fact_on": row.day,
        "sessions": [],
    }


def suspend(state: State, step: Thing, row: Row) -> None:
    end_activity(state, step, row.data["reason"])
    step.update(state="suspended", suspended_for=row.data["reason"])


def resume(state: State, step: Thing, row: Row) -> None:
    step.update(state="active", suspended_for=None, window=row.data.get("funding_window_id") or step["window"])


def transfer(state: State, step: Thing, row: Row) -> None:
    end_activity(state, step, "transfer")
    step.update(state="transferred", ended_on=row.day)


def complete(state: State, step: Thing, row: Row) -> None:
    end_activity(state, step, row.data.get("next") or "need_still_open")
    step.update(state="completed", ended_on=row.day)


def drop(state: State, step: Thing, row: Row) -> None:
    end_activity(state, step, row.data["reason"])
    step.update(state="dropped", ended_on=row.day)


def end_activity(state: State, step: Thing, reason: str) -> None:
    if step["state"] == "active":
        state.ended[step["dimension"]] = reason


def moves(from_states: tuple[str, ...], otherwise: str, move: Callable[[State, Thing, Row], None]) -> Trial:
    """A fact that moves a known step from one of these states, posted by its own provider."""

    def trial(state: State, row: Row) -> str | None:
        step = find(state.steps, row.pathway_id, row.data["step_id"])
        if step is None:
            return "step_unknown"
        by_another = row.provider_id != step["provider"]
        if by_another and (step["state"] != "planned" or row.type == "StepDropped"):
            return "not_delivering_provider"
        if step["state"] in ENDED:
            return "step_ended"
        if step["state"] not in from_states:
            return otherwise
        move(state, step, row)
        return None

    return trial


STEPS: dict[str, Trial] = {
    "StepPlanned": step_planned,
    "StepStarted": step_started,
    "StepSuspended": moves(("active",), "step_not_active", suspend),
    "StepResumed": moves(("suspended",), "step_not_suspended", resume),
    "StepTransferred": moves(("active", "suspended"), "step_not_active", transfer),
    "StepCompleted": moves(("active",), "step_not_active", complete),
    "StepDropped": moves(("planned", "active", "suspended"), "step_not_active", drop),
}
