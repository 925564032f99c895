"""What of a history a reader is shown; what is withheld is named, never silently left out (docs/definitions.md 8)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from services.pathway.domain import Pathway
from shared.access import Reader

CARE = frozenset({"health", "psychological_therapy", "artistic_therapy"})
LEGAL = frozenset({"LegalProcedureStarted", "LegalDecisionRecorded", "SupportReportRegistered"})
GROUP = frozenset({"GroupPlacementAssessed", "GroupConfidentialityAgreed"})
RISK = frozenset(
    {
        "RiskAssessed",
        "RiskProcedureStarted",
        "RiskActionDone",
        "RiskProcedureClosed",
        "SafetyIncidentRecorded",
        "ProtectionMeasureRequested",
        "ProtectionMeasureDecided",
        "LabourRightsConcernRaised",
    }
)
ADDRESSED = frozenset({"GrievanceRaised", "GrievanceAnswered"})
SEALED = frozenset({"EmergencyAccessUsed", "MatchKeysRegistered", "PossibleDuplicateDetected"})
LOCAL_ADMIN = "local-admin"


class Relationship(StrEnum):
    """What a reader's provider is to a pathway."""

    referent = "referent"
    active = "active"
    past = "past"


def relationship(reader: Reader, pathway: Pathway) -> Relationship:
    """Referent while it answers for her; active while it has a step of hers; else past."""
    if any(referent.provider_id == reader.provider_id for referent in pathway.referents):
        return Relationship.referent
    active = {step.provider_id for step in pathway.steps.values() if not step.ended}
    return Relationship.active if reader.provider_id in active else Relationship.past


def shown(row: Mapping[str, Any], reader: Reader, relation: Relationship) -> dict[str, Any]:
    """The row, or what may be seen of it with `withheld` naming the category."""
    category = _withheld(row, reader, relation)
    if category is None:
        return {**row, "withheld": None}
    kept = {key: row[key] for key in ("event_id", "occurred_on", "recorded_at", "provider_id", "set_aside")}
    return {**kept, "type": row["type"] if category == "care" else None, "data": None, "withheld": category}


def _withheld(row: Mapping[str, Any], reader: Reader, relation: Relationship) -> str | None:
    if reader.actor == LOCAL_ADMIN or row["provider_id"] == reader.provider_id:
        return None
    category = category_of(row)
    if category is None:
        return None if relation is not Relationship.past or reader.role == "supervisor" else "other_steps"
    if relation is Relationship.referent and category in ("legal", "risk"):
        return None
    return category


def category_of(row: Mapping[str, Any]) -> str | None:
    """The category (docs/definitions.md 8) that a row belongs to, None for outline and ordinary steps."""
    name = row["type"]
    for category, types in (
        ("legal", LEGAL),
        ("group", GROUP),
        ("risk", RISK),
        ("grievance", ADDRESSED),
        ("sealed", SEALED),
    ):
        if name in types:
            return category
    dimension = (row["data"] or {}).get("dimension")
    if dimension in CARE:
        return "care"
    return {"legal_status": "legal", "protection": "risk"}.get(dimension or "")
