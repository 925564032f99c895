"""What is kept and only warned of."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.services.pathway.oracle.continuity import names
from tests.services.pathway.oracle.funding import Windows, covers, windows_of
from tests.services.pathway.oracle.history import History
from tests.services.pathway.oracle.rows import Row
from tests.services.pathway.oracle.state import State, find

ARRIVALS = ("PathwayOpened", "IntakeStarted", "ReferralReceived")
Rule = Callable[[History, State, Row], bool]


def warnings(history: History) -> list[tuple[str, str]]:
    """(event_id, reason), each fact judged by the state at the end of its day."""
    found = [(row.event_id, reason) for row, reason in history.last.warned]
    windows = windows_of(history)
    for row in history.last.kept:
        state = history.states[row.day]
        rules = RULES.get(row.type, {})
        found += [(row.event_id, reason) for reason, breaks in rules.items() if breaks(history, state, row)]
        if row.type in ("StepStarted", "StepResumed") and not paid(windows, row):
            found.append((row.event_id, "window_does_not_cover"))
    return sorted(found)


def paid(windows: Windows, row: Row) -> bool:
    window_id = row.data.get("funding_window_id")
    return window_id is None or covers(windows.get((row.provider_id, window_id)), row.day)


def earlier(history: History, type_name: str, day: date) -> list[Row]:
    return [row for row in history.rows if row.type == type_name and row.day <= day]


def no_open_need(history: History, state: State, row: Row) -> bool:
    return not any(
        need["dimension"] == row.data["dimension"] and need["state"] == "open" for need in state.needs.values()
    )


def no_live_consent(history: History, state: State, row: Row) -> bool:
    provider = row.provider_id
    arrival = next((fact.provider_id for fact in history.rows if fact.type in ARRIVALS), None)
    return not (
        provider == arrival
        or any(provider == referent["provider"] for referent in state.referents)
        or any(names(consent, provider, row.day) for consent in state.consents.values())
    )


def no_group_placement(history: History, state: State, row: Row) -> bool:
    return row.data["format"] == "group" and not earlier(history, "GroupPlacementAssessed", row.day)


def no_work_entitlement(history: History, state: State, row: Row) -> bool:
    entitlements = earlier(history, "WorkEntitlementRecorded", row.day)
    latest: dict[str, Any] = entitlements[-1].data if entitlements else {"entitled": False}
    until: str = latest.get("until", "9999-12-31")
    return not latest["entitled"] or row.day.isoformat() > until


def to_its_own_provider(history: History, state: State, row: Row) -> bool:
    step_ids = row.data.get("step_ids") or [row.data["step_id"]]
    steps = [step for step_id in step_ids if (step := find(state.steps, row.pathway_id, step_id))]
    providers = {step["provider"] for step in steps} | {row.data.get("from_provider")}
    return row.data["to_provider"] in providers


def no_newer_assessment(history: History, state: State, row: Row) -> bool:
    procedure = find(state.procedures, row.pathway_id, row.data["procedure_id"])
    assert procedure
    assessments = earlier(history, "RiskAssessed", row.day)
    return not any(assessment.order > procedure["begun"].order for assessment in assessments)


def not_requested(history: History, state: State, row: Row) -> bool:
    requests = earlier(history, "ProtectionMeasureRequested", row.day)
    return all(request.data["measure"] != row.data["measure"] for request in requests)


RULES: dict[str, dict[str, Rule]] = {
    "StepPlanned": {"no_open_need": no_open_need},
    "StepStarted": {"no_open_need": no_open_need, "no_live_consent": no_live_consent},
    "SessionRecorded": {"no_group_placement": no_group_placement},
    "PlacementTermsRecorded": {"no_work_entitlement": no_work_entitlement},
    "PathwayOpened": {
        "intake_not_completed": lambda history, state, row: not earlier(history, "IntakeCompleted", row.day)
    },
    "IntakeCompleted": {
        "no_rights_information": lambda history, state, row: not earlier(history, "RightsInformationGiven", row.day)
    },
    "NeedIdentified": {"pathway_not_open": lambda history, state, row: not state.open},
    "HandoverProposed": {
        "not_proposed_with_her": lambda history, state, row: row.data.get("proposed_with_her") is not True,
        "providers_same": to_its_own_provider,
    },
    "FallbackAgreed": {"providers_same": to_its_own_provider},
    "RiskProcedureClosed": {"no_newer_assessment": no_newer_assessment},
    "ProtectionMeasureDecided": {"not_requested": not_requested},
}
