"""How great the danger to her is, and the procedures that answer it."""

from services.pathway.domain.state import Pathway
from shared.contracts import (
    ProtectionMeasureRequested,
    RiskActionDone,
    RiskAssessed,
    RiskProcedureClosed,
    RiskProcedureStarted,
)
from shared.facts import Event
from shared.folding.rules import Rules, ends, opens

DANGER = frozenset({"high", "extreme"})


def assessed(pathway: Pathway, event: Event, fact: RiskAssessed) -> str | None:
    pathway.risk_level = fact.level
    pathway.last_assessment = event
    if fact.level in DANGER and pathway.first_danger_on is None:
        pathway.first_danger_on = event.occurred_on
    return None


def requested(pathway: Pathway, event: Event, fact: ProtectionMeasureRequested) -> str | None:
    pathway.measures_requested.add(fact.measure)
    return None


def action_done(pathway: Pathway, event: Event, fact: RiskActionDone) -> str | None:
    procedure = pathway.procedures.find(event.pathway_id, fact.procedure_id)
    if procedure is None:
        return "risk_procedure_unknown"
    if procedure.ended_on is not None and procedure.ended_on < event.occurred_on:
        return "risk_procedure_not_open"
    return None


EVOLVE: Rules = {
    RiskAssessed: assessed,
    RiskProcedureStarted: opens("procedures", "procedure_id", "risk_procedure_already_started"),
    RiskProcedureClosed: ends("procedures", "procedure_id", "risk_procedure_unknown", "risk_procedure_not_open"),
    ProtectionMeasureRequested: requested,
}
JUDGE: Rules = {RiskActionDone: action_done}
