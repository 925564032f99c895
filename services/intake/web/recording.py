"""Forms of the desk as events of the published language."""

from typing import Any, Final

from shared.errors import NotWellFormed, Problem
from shared.facts import Event
from shared.web.posting import Fields, Json, envelope, today

DATA: Final = {
    "SessionRecorded": ("step_id", "dimension", "outcome", "format", "minutes"),
    "StepPlanned": ("step_id", "dimension", "planned_start", "arranged_by"),
    "StepStarted": ("step_id", "dimension"),
    "StepSuspended": ("step_id", "dimension", "reason"),
    "StepResumed": ("step_id", "dimension"),
    "StepCompleted": ("step_id", "dimension", "outcome"),
    "StepDropped": ("step_id", "dimension", "reason"),
    "NeedIdentified": ("need_id", "dimension", "voiced_by"),
    "NeedMet": ("need_id", "confirmed_by_her"),
    "NeedWithdrawn": ("need_id", "by"),
    "ReferralReceived": ("source_type", "channel"),
}
"""The fields of each type that the desk has a form for."""
CORRECTABLE: Final = ("outcome", "reason", "format", "minutes", "voiced_by")
NUMBERS: Final = frozenset({"minutes"})
BOTH_WAYS: Final = {"yes": True, "no": False}


def event(fields: Fields, pathway_id: str) -> Json:
    """The event that a form tells of; `NotWellFormed` for a type that has no form."""
    kind = fields.get("type", "")
    if kind not in DATA:
        raise NotWellFormed(Problem("type", "not_in_list", "no form of the desk is of this type"))
    data = {name: _value(name, fields[name]) for name in DATA[kind] if fields.get(name, "").strip()}
    return envelope(kind, fields, pathway_id, data)


def voiding(fields: Fields, meant: Event) -> Json:
    """That an entry should never have been made."""
    data = {"target_event_id": meant.event_id, "reason": fields.get("reason", "")}
    return envelope("EventVoided", fields, str(meant.pathway_id), data, today())


def correcting(fields: Fields, meant: Event) -> Json:
    """What of an entry is otherwise than it was recorded; `NotWellFormed` where nothing is."""
    changes: Json = {}
    if (day := fields.get("occurred_on", "").strip()) and day != meant.occurred_on.isoformat():
        changes["occurred_on"] = day
    for name in CORRECTABLE:
        given = _value(name, fields.get(name, ""))
        if given != "" and hasattr(meant.fact, name) and given != getattr(meant.fact, name):
            changes[name] = given
    if not changes:
        raise NotWellFormed(Problem("changes", "missing", "nothing was changed"))
    reason = "wrong_date" if "occurred_on" in changes else "wrong_code"
    data = {"target_event_id": meant.event_id, "changes": changes, "reason": reason}
    return envelope("EventCorrected", fields, str(meant.pathway_id), data, today())


def _value(name: str, given: str) -> Any:
    given = given.strip()
    if name in NUMBERS and given.isascii() and given.isdigit() and len(given) < 6:
        return int(given)
    return BOTH_WAYS.get(given, given) if name == "confirmed_by_her" else given
