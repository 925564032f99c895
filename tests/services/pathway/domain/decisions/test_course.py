"""Closing, opening again, merging, and what is answered: at the pathway door."""

import msgspec
import pytest

from services.pathway.domain.decisions import WHILE_OPEN
from shared import contracts
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    consent,
    merged,
    opened,
    referent,
    referent_left,
    reopened,
    split,
    started,
    suspended,
    withdrawn,
)
from tests.services.pathway.domain.given import HERE, PONT, PSI, THERE, said

SUPERVISOR = {"by": "NET", "role": "supervisor"}
CUSTODIAN = {"by": "NET", "role": "privacy_officer"}
TWO = (opened(1), opened(1, home=THERE), consent(2, "NET", consent_id="cM", purpose="merge_registrations"))


def procedure(on, **stamp):
    return said(contracts.RiskProcedureStarted(procedure_id="rp1", level="high"), on, **stamp)


def procedure_closed(on):
    return said(contracts.RiskProcedureClosed(procedure_id="rp1", outcome="moved"), on)


def test_nothing_is_closed_over_an_active_step_or_an_open_risk_procedure():
    begun = (opened(1), referent(1), started("A1", 2))
    standing(*begun).refuses(closed(5), "step_active")
    standing(*begun, suspended("A1", 3)).takes(closed(5))
    standing(*begun, completed("A1", 3), procedure(4)).refuses(closed(5), "risk_procedure_open")
    standing(*begun, completed("A1", 3), procedure(3), procedure_closed(4)).takes(closed(5))


def test_a_pathway_is_closed_by_the_referent():
    state = standing(opened(1), consent(1, PSI), referent(1))
    state.takes(closed(5), closed(5, **SUPERVISOR))
    state.refuses(closed(5, by=PSI), "not_yours_to_decide")
    standing(opened(1), closed(2)).refuses(closed(5), "pathway_not_open")


def test_she_can_come_back_to_anyone_she_shares_with():
    state = standing(opened(1), consent(1, PSI), closed(2))
    state.takes(reopened(5), reopened(5, by=PSI), reopened(5, **SUPERVISOR))
    state.refuses(reopened(5, by=PONT), "not_yours_to_decide")


@pytest.mark.parametrize("kind", sorted(WHILE_OPEN, key=repr))
def test_nothing_begins_on_a_closed_pathway(kind):
    event = said(kind(**example(kind)), 10)
    standing(opened(1), closed(2)).refuses(event, "pathway_closed")


def test_what_ends_or_protects_is_taken_on_a_closed_pathway_too():
    state = standing(opened(1), consent(1, PSI), referent(1), closed(2))
    state.takes(referent_left(3), withdrawn(3), consent(3, PONT, consent_id="c2"))
    state.takes(said(contracts.RestrictionSet(restriction_id="r1"), 3))


def test_before_it_was_opened_a_pathway_is_not_closed():
    begun = said(contracts.IntakeStarted(language="en"), 1)
    standing(begun).takes(consent(1, PSI), referent(1))


def test_two_registrations_are_merged_on_her_consent_to_that():
    state = standing(*TWO, consent(2, "NET", consent_id="c1"))
    state.takes(merged(HERE, THERE, 5, **CUSTODIAN))
    path = "data.consent_id"
    state.refuses(merging("c9"), "consent_unknown", path)
    state.refuses(merging("c1"), "consent_not_for_purpose", path)
    standing(*TWO, withdrawn(3, consent_id="cM")).refuses(merging("cM"), "consent_already_withdrawn", path)
    brief = consent(2, "NET", consent_id="cM", purpose="merge_registrations", until=4)
    standing(opened(1), brief).refuses(merging("cM"), "consent_not_live", path)


def merging(consent_id, survivor=HERE, absorbed=THERE, **stamp):
    fact = contracts.RegistrationsMerged(survivor=survivor, absorbed=absorbed, consent_id=consent_id)
    return said(fact, 5, **{**CUSTODIAN, **stamp})


def test_two_are_merged_once_and_split_once():
    together = standing(*TWO, merged(HERE, THERE, 3, **CUSTODIAN))
    together.refuses(merging("cM"), "registrations_already_merged")
    together.takes(split(HERE, THERE, 5, **SUPERVISOR))
    standing(*TWO).refuses(split(HERE, THERE, 5, **SUPERVISOR), "registrations_not_merged")
    standing(*TWO).refuses(merging("cM", absorbed=HERE), "registrations_same", "data.absorbed", of_itself=True)


def test_a_merge_takes_two_people():
    by_one = consent(2, "NET", consent_id="cM", purpose="merge_registrations", by="NET")
    standing(opened(1), by_one).refuses(merging("cM", role="worker"), "same_person")
    standing(opened(1), by_one).refuses(merging("cM"), "same_person")


def test_of_tokens_that_name_nobody_the_roles_tell_two_people_apart():
    fact = contracts.ConsentGiven(
        consent_id="cM", purpose="merge_registrations", recipients=frozenset({"NET"}), form="written"
    )
    unnamed = {"home": HERE, "by": "NET"}
    given = _as_local(said(fact, 2, **unnamed))
    standing(opened(1), given).takes(_as_local(merging("cM")))
    standing(opened(1), given).refuses(_as_local(merging("cM", role="worker")), "same_person")


def _as_local(event):
    return msgspec.structs.replace(event, actor="local")


def test_a_grievance_is_answered_by_the_role_that_it_went_to_and_to_others_is_not_there():
    raised = said(contracts.GrievanceRaised(about="service", to="supervisor"), 2, event_id="g1")
    state = standing(opened(1), raised)

    def answered(event_id="g1", **stamp):
        fact = contracts.GrievanceAnswered(grievance_event_id=event_id, outcome="upheld", told_her=True)
        return said(fact, 5, **stamp)

    state.takes(answered(**SUPERVISOR))
    for event in (answered(), answered(**CUSTODIAN), answered("g9", **SUPERVISOR)):
        state.refuses(event, "grievance_unknown")
    settled = standing(opened(1), raised, answered(event_id="g1", **SUPERVISOR))
    settled.refuses(answered(), "grievance_unknown")


def test_what_is_disclosed_to_a_court_is_decided_by_a_privacy_officer():
    fact = contracts.LegalDisclosureDecided(requester_type="court", decision="refused", she_was_told=True)
    standing(opened(1)).takes(said(fact, 5, **CUSTODIAN))
    standing(opened(1)).refuses(said(fact, 5, **SUPERVISOR), "role_not_allowed", "type", of_itself=True)


def example(kind):
    return msgspec.to_builtins(msgspec.convert(dict(kind.example), kind))
