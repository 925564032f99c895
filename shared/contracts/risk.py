"""Danger to her, and what is done about it."""

from typing import ClassVar

from shared.contracts.codes import (
    IncidentCategory,
    IncidentConfidentiality,
    ProtectionDecision,
    ProtectionMeasure,
    RiskAction,
    RiskLevel,
    RiskOutcome,
)
from shared.facts import Code, Fact, Ref


class RiskAssessed(Fact):
    """How great the danger to her is, by a named tool."""

    level: RiskLevel
    tool: Code

    door = "intake"
    stream = "pathway"
    posted_by = "referent, risk lead"
    condition = "C3; no narrative"
    example: ClassVar = {"level": "medium", "tool": "network_v1"}


class RiskProcedureStarted(Fact):
    """Those who answer for her safety began to act."""

    procedure_id: Ref
    level: RiskLevel

    door = "intake"
    stream = "pathway"
    posted_by = "referent, risk lead"
    condition = "within the clock of the risk level"
    example: ClassVar = {"level": "medium", "procedure_id": "rp1"}


class RiskActionDone(Fact):
    """One thing was done for her safety."""

    procedure_id: Ref
    action: RiskAction

    door = "intake"
    stream = "pathway"
    posted_by = "same"
    condition = "procedure open"
    example: ClassVar = {"procedure_id": "rp2", "action": "safety_plan_agreed"}


class RiskProcedureClosed(Fact):
    """The procedure for her safety ended."""

    procedure_id: Ref
    outcome: RiskOutcome

    door = "intake"
    stream = "pathway"
    posted_by = "risk lead"
    condition = "newer assessment exists"
    example: ClassVar = {"procedure_id": "rp2", "outcome": "risk_reduced"}


class SafetyIncidentRecorded(Fact):
    """Something put her in danger; who and where stay with the provider."""

    category: IncidentCategory
    confidentiality: IncidentConfidentiality | None = None

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "C3; no names, places"
    example: ClassVar = {"category": "unwanted_contact", "confidentiality": "sealed"}


class ProtectionMeasureRequested(Fact):
    """A measure to protect her was asked for."""

    measure: ProtectionMeasure

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "formal_protection only with her agreement"
    example: ClassVar = {"measure": "safe_accommodation"}


class ProtectionMeasureDecided(Fact):
    """A measure to protect her was granted, refused or ended."""

    measure: ProtectionMeasure
    decision: ProtectionDecision

    door = "intake"
    stream = "pathway"
    posted_by = "referent"
    condition = "requested before"
    example: ClassVar = {"measure": "safe_accommodation", "decision": "granted"}
