"""The category of what a row of the history tells, and the dimensions that it is of (docs/definitions.md 8)."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from services.pathway.domain.state import Pathway

Category = Literal[
    "course", "needs", "case", "registration", "steps", "care", "legal", "group", "risk", "sealed", "code", "grievance"
]

CARE = frozenset({"health", "psychological_therapy", "artistic_therapy"})
APART: dict[str, Category] = {"legal_status": "legal", "protection": "risk"}
BY_TYPE: dict[Category, frozenset[str]] = {
    "grievance": frozenset({"GrievanceRaised", "GrievanceAnswered"}),
    "legal": frozenset(
        {"LegalProcedureStarted", "LegalDecisionRecorded", "SupportReportRegistered", "LegalDisclosureDecided"}
    ),
    "group": frozenset({"GroupPlacementAssessed", "GroupConfidentialityAgreed"}),
    "risk": frozenset(
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
    ),
    "sealed": frozenset({"EmergencyAccessUsed", "MatchKeysRegistered", "PossibleDuplicateDetected"}),
    "code": frozenset({"ContinuityCodeIssued", "ContinuityCodePresented"}),
    "needs": frozenset({"NeedIdentified", "NeedMet", "NeedWithdrawn"}),
}
COURSE = frozenset({"PathwayOpened", "PathwayClosed", "PathwayReopened", "ReferentAssigned", "ReferentEnded"})
REGISTRATION = frozenset({"RegistrationsMerged", "RegistrationsSplit", "ErasureDecided"})
STEPS = frozenset(
    {
        "StepPlanned",
        "StepStarted",
        "SessionRecorded",
        "StepSuspended",
        "StepResumed",
        "StepTransferred",
        "StepCompleted",
        "StepDropped",
        "EconomicSupportChanged",
        "CertificateAwarded",
        "PlacementTermsRecorded",
        "PlacementReviewed",
    }
)
IMPLIED: dict[Category, str] = {"legal": "legal_status", "risk": "protection"}


def category(types: Iterable[str], dimensions: Iterable[str]) -> Category:
    """Of the types and dimensions that a row tells of; of an amendment of something unknown there is neither."""
    types, dimensions = set(types), set(dimensions)
    if not types:
        return "sealed"
    for name, listed in BY_TYPE.items():
        if types & listed:
            return name
    if dimensions & CARE:
        return "care"
    for dimension, name in APART.items():
        if dimension in dimensions:
            return name
    if types & STEPS:
        return "steps"
    if types <= COURSE:
        return "course"
    return "registration" if types <= REGISTRATION else "case"


def of_dimension(dimension: str) -> Category:
    """Of what is told of a dimension as a whole."""
    return category({"StepStarted"}, {dimension})


def told_of(row: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The types and dimensions that a row itself tells of; of an amendment, its target's."""
    if amends := row["amends"]:
        return set(amends["types"]), set(amends["dimensions"])
    dimension = (row["data"] or {}).get("dimension")
    return {row["type"]}, {dimension} if dimension else set()


def dimensions(pathway: Pathway, row: Mapping[str, Any], found: Category) -> frozenset[str]:
    """All dimensions that a row is about: named, of the need or steps that it names, or of its category."""
    named, data, home = told_of(row)[1], row["data"] or {}, row["pathway_id"]
    implied = {IMPLIED[found]} if found in IMPLIED else set()
    steps = {data.get("step_id"), *(data.get("step_ids") or ())} - {None}
    of_steps = {step.dimension for each in steps if (step := pathway.steps.find(home, each))}
    need = pathway.needs.find(home, data["need_id"]) if data.get("need_id") else None
    return frozenset(named | implied | of_steps | ({need.fact.dimension} if need else set()))
