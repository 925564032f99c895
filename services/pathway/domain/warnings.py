"""What a kept fact is warned of; judged at the end of its day."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.pathway.domain.state import Pathway
from shared.contracts import (
    FallbackAgreed,
    GroupPlacementAssessed,
    HandoverProposed,
    IntakeCompleted,
    NeedIdentified,
    PathwayOpened,
    PlacementTermsRecorded,
    ProtectionMeasureDecided,
    RightsInformationGiven,
    RiskProcedureClosed,
    SessionRecorded,
    StepPlanned,
    StepResumed,
    StepStarted,
)
from shared.facts import Event, Fact
from shared.folding.order import in_order
from shared.folding.rules import Check


def need_of(pathway: Pathway, event: Event, fact: StepPlanned | StepStarted) -> Iterator[str]:
    lane = pathway.lanes[fact.dimension]
    if not lane.needs:
        yield "no_open_need"


def start(pathway: Pathway, event: Event, fact: StepStarted) -> Iterator[str]:
    yield from need_of(pathway, event, fact)
    if not _is_welcome(pathway, event):
        yield "no_live_consent"
    yield from window(pathway, event, fact)


def window(pathway: Pathway, event: Event, fact: StepStarted | StepResumed) -> Iterator[str]:
    if fact.funding_window_id is None:
        return
    named = pathway.windows.get(event.provider_id, {}).get(fact.funding_window_id)
    if named is None or not named.covers(event.occurred_on):
        yield "window_does_not_cover"


def group(pathway: Pathway, event: Event, fact: SessionRecorded) -> Sequence[str]:
    if fact.format != "group" or GroupPlacementAssessed in pathway.seen:
        return ()
    return ("no_group_placement",)


def placement(pathway: Pathway, event: Event, fact: PlacementTermsRecorded) -> Iterator[str]:
    entitlement = pathway.entitlement
    if not (entitlement and entitlement.entitled and event.occurred_on <= (entitlement.until or date.max)):
        yield "no_work_entitlement"


def opening(pathway: Pathway, event: Event, fact: PathwayOpened) -> Iterator[str]:
    if IntakeCompleted not in pathway.seen:
        yield "intake_not_completed"


def intake(pathway: Pathway, event: Event, fact: IntakeCompleted) -> Iterator[str]:
    if RightsInformationGiven not in pathway.seen:
        yield "no_rights_information"


def need(pathway: Pathway, event: Event, fact: NeedIdentified) -> Iterator[str]:
    if not pathway.open:
        yield "pathway_not_open"


def handover(pathway: Pathway, event: Event, fact: HandoverProposed) -> Iterator[str]:
    if not fact.proposed_with_her:
        yield "not_proposed_with_her"
    providers = {_provider_of(pathway, event, step_id) for step_id in fact.step_ids}
    if fact.to_provider in {fact.from_provider, *providers}:
        yield "providers_same"


def fallback(pathway: Pathway, event: Event, fact: FallbackAgreed) -> Iterator[str]:
    if fact.to_provider == _provider_of(pathway, event, fact.step_id):
        yield "providers_same"


def procedure(pathway: Pathway, event: Event, fact: RiskProcedureClosed) -> Iterator[str]:
    procedure = pathway.procedures.find(event.pathway_id, fact.procedure_id)
    last = pathway.last_assessment
    if procedure is None or last is None or in_order(last) <= in_order(procedure.event):
        yield "no_newer_assessment"


def measure(pathway: Pathway, event: Event, fact: ProtectionMeasureDecided) -> Iterator[str]:
    if fact.measure not in pathway.measures_requested:
        yield "not_requested"


def _is_welcome(pathway: Pathway, event: Event) -> bool:
    """Whether she let this provider in: by consent, as her referent, or by coming to it first."""
    provider_id = event.provider_id
    return (
        provider_id == pathway.first_provider
        or any(each.provider_id == provider_id for each in pathway.referents)
        or any(each.names(provider_id, event.occurred_on) for each in pathway.consents.values())
    )


def _provider_of(pathway: Pathway, event: Event, step_id: str) -> str | None:
    step = pathway.steps.find(event.pathway_id, step_id)
    return step.provider_id if step else None


CHECK: dict[type[Fact], Check] = {
    StepPlanned: need_of,
    StepStarted: start,
    StepResumed: window,
    SessionRecorded: group,
    PlacementTermsRecorded: placement,
    PathwayOpened: opening,
    IntakeCompleted: intake,
    NeedIdentified: need,
    HandoverProposed: handover,
    FallbackAgreed: fallback,
    RiskProcedureClosed: procedure,
    ProtectionMeasureDecided: measure,
}
