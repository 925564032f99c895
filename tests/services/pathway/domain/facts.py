"""Facts in a few words, as the tests of the domain say them; what a test doesn't name doesn't matter to it."""

from typing import Any

from shared import contracts
from shared.facts import Event
from tests.services.pathway.domain.given import ART, FAR, PONT, PSI, day, said


def opened(on: int = 1, **stamp: Any) -> Event:
    return said(contracts.PathwayOpened(basis="support_service"), on, **stamp)


def closed(on: int, **stamp: Any) -> Event:
    return said(contracts.PathwayClosed(reason="goals_met", agreed_with_her=True), on, **stamp)


def reopened(on: int, **stamp: Any) -> Event:
    return said(contracts.PathwayReopened(reason="her_request"), on, **stamp)


def merged(survivor: str, absorbed: str, on: int, **stamp: Any) -> Event:
    fact = contracts.RegistrationsMerged(survivor=survivor, absorbed=absorbed, consent_id="cM")
    return said(fact, on, **{"home": survivor, **stamp})


def split(survivor: str, restored: str, on: int, **stamp: Any) -> Event:
    fact = contracts.RegistrationsSplit(survivor=survivor, restored=restored, reason="wrong_match")
    return said(fact, on, **{"home": survivor, **stamp})


def need(dimension: Any, on: int = 1, need_id: str = "n1", **stamp: Any) -> Event:
    return said(contracts.NeedIdentified(need_id=need_id, dimension=dimension, voiced_by="her"), on, **stamp)


def met(on: int, need_id: str = "n1", **stamp: Any) -> Event:
    return said(contracts.NeedMet(need_id=need_id, confirmed_by_her=True), on, **stamp)


def need_withdrawn(on: int, need_id: str = "n1", **stamp: Any) -> Event:
    return said(contracts.NeedWithdrawn(need_id=need_id, by="her"), on, **stamp)


def planned(
    step_id: str, on: int, dimension: Any = ART, by: str = PSI, arranged_by: Any = "referent", **stamp: Any
) -> Event:
    return said(contracts.StepPlanned(step_id=step_id, dimension=dimension, arranged_by=arranged_by), on, by, **stamp)


def started(
    step_id: str,
    on: int,
    dimension: Any = ART,
    by: str = PSI,
    continues: str | None = None,
    window: str | None = None,
    **stamp: Any,
) -> Event:
    fact = contracts.StepStarted(
        step_id=step_id, dimension=dimension, continues_step_id=continues, funding_window_id=window
    )
    return said(fact, on, by, **stamp)


def suspended(step_id: str, on: int, reason: Any = "funding_ended", by: str = PSI, **stamp: Any) -> Event:
    return said(contracts.StepSuspended(step_id=step_id, dimension=ART, reason=reason), on, by, **stamp)


def resumed(step_id: str, on: int, by: str = PSI, window: str | None = None, **stamp: Any) -> Event:
    return said(contracts.StepResumed(step_id=step_id, dimension=ART, funding_window_id=window), on, by, **stamp)


def transferred(step_id: str, on: int, by: str = PSI, **stamp: Any) -> Event:
    return said(contracts.StepTransferred(step_id=step_id, dimension=ART), on, by, **stamp)


def completed(step_id: str, on: int, by: str = PSI, then: Any = None, **stamp: Any) -> Event:
    fact = contracts.StepCompleted(step_id=step_id, dimension=ART, outcome="completed_as_planned", next=then)
    return said(fact, on, by, **stamp)


def dropped(step_id: str, on: int, reason: Any = "her_choice", by: str = PSI, **stamp: Any) -> Event:
    return said(contracts.StepDropped(step_id=step_id, dimension=ART, reason=reason), on, by, **stamp)


def session(
    step_id: str,
    on: int,
    outcome: Any = "attended",
    by: str = PSI,
    form: Any = "individual",
    interpreter_missing: bool | None = None,
    **stamp: Any,
) -> Event:
    fact = contracts.SessionRecorded(
        step_id=step_id, dimension=ART, outcome=outcome, format=form, interpreter_missing=interpreter_missing
    )
    return said(fact, on, by, **stamp)


def referent(on: int, provider: str = FAR, staff: str = "st_101", **stamp: Any) -> Event:
    fact = contracts.ReferentAssigned(referent_provider=provider, staff_ref=staff, chosen_with_her=True)
    return said(fact, on, **{"by": provider, **stamp})


def referent_left(on: int, staff: str = "st_101", **stamp: Any) -> Event:
    return said(contracts.ReferentEnded(staff_ref=staff, reason="staff_turnover"), on, **stamp)


def consent(
    on: int,
    *recipients: str,
    consent_id: str = "c1",
    purpose: Any = "coordination",
    until: int | None = None,
    **stamp: Any,
) -> Event:
    fact = contracts.ConsentGiven(
        consent_id=consent_id,
        purpose=purpose,
        recipients=frozenset(recipients),
        form="written",
        valid_until=day(until) if until is not None else None,
    )
    return said(fact, on, **stamp)


def withdrawn(on: int, *recipients: str, consent_id: str = "c1", **stamp: Any) -> Event:
    fact = contracts.ConsentWithdrawn(consent_id=consent_id, recipients=frozenset(recipients) or None)
    return said(fact, on, **stamp)


def handover(
    on: int, *step_ids: str, to: str = PONT, handover_id: str = "ho1", with_her: bool = True, **stamp: Any
) -> Event:
    fact = contracts.HandoverProposed(
        handover_id=handover_id,
        from_provider=PSI,
        to_provider=to,
        step_ids=frozenset(step_ids),
        proposed_with_her=with_her or None,
    )
    return said(fact, on, **stamp)


def accepted(on: int, handover_id: str = "ho1", **stamp: Any) -> Event:
    return said(contracts.HandoverAccepted(handover_id=handover_id, consent_id="c1"), on, **{"by": PONT, **stamp})


def handed_over(on: int, handover_id: str = "ho1", **stamp: Any) -> Event:
    return said(contracts.HandoverCompleted(handover_id=handover_id), on, **{"by": PONT, **stamp})


def fallback(
    on: int,
    step_id: str,
    to: str = PONT,
    pact_id: str = "pact1",
    rank: int = 1,
    held_until: int | None = None,
    **stamp: Any,
) -> Event:
    fact = contracts.FallbackAgreed(
        pact_id=pact_id,
        step_id=step_id,
        to_provider=to,
        rank=rank,
        agreed_with_her=True,
        place_held_until=day(held_until) if held_until is not None else None,
    )
    return said(fact, on, **stamp)


def declined(on: int, handover_id: str = "ho1", **stamp: Any) -> Event:
    fact = contracts.HandoverDeclined(handover_id=handover_id, reason="no_capacity")
    return said(fact, on, **{"by": PONT, **stamp})


def registered(city: str, by: str = PSI, on: int = 1) -> Event:
    return said(contracts.ProviderRegistered(name="Made up", city=city, kind="ngo"), on, by, home=None)


def offered(dimension: Any, by: str, places: int | None = 3, name: str = "s1", on: int = 1) -> Event:
    fact = contracts.ServiceOffered(
        service_id=name, dimension=dimension, languages=frozenset({"es", "ca"}), places=places
    )
    return said(fact, on, by, home=None)


def window(
    first: int, last: int, name: str = "fw1", by: str = PSI, on: int = 1, covers: Any = ART, **stamp: Any
) -> Event:
    fact = contracts.FundingWindowOpened(
        funding_window_id=name,
        first_day=day(first),
        last_day=day(last),
        funder_type="eu_fund",
        dimensions=frozenset({covers}),
    )
    return said(fact, on, by, home=None, **stamp)


def window_changed(
    last: int, on: int, name: str = "fw1", by: str = PSI, status: Any = "confirmed", **stamp: Any
) -> Event:
    fact = contracts.FundingWindowChanged(funding_window_id=name, last_day=day(last), status=status)
    return said(fact, on, by, home=None, **stamp)


def cooperation(on: int, *step_ids: str, **stamp: Any) -> Event:
    fact = contracts.CooperationAgreed(dimension=ART, step_ids=frozenset(step_ids), division=frozenset({"individual"}))
    return said(fact, on, **stamp)


def assessed(level: Any, on: int, **stamp: Any) -> Event:
    return said(contracts.RiskAssessed(level=level, tool="network_v1"), on, **stamp)


def corrected(event: Event, on: int, by: str | None = None, **changes: Any) -> Event:
    """The author of the event corrects it; `by`, `role` and such are of the correction itself."""
    stamp = {key: changes.pop(key) for key in ("role", "home", "event_id", "recorded_at") if key in changes}
    fact = contracts.EventCorrected(target_event_id=event.event_id, changes=changes, reason="wrong_code")
    return said(fact, on, by or event.provider_id, **{"home": event.pathway_id, **stamp})


def voided(event: Event, on: int, by: str | None = None, **stamp: Any) -> Event:
    fact = contracts.EventVoided(target_event_id=event.event_id, reason="not_happened")
    return said(fact, on, by or event.provider_id, **{"home": event.pathway_id, **stamp})
