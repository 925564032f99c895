"""Whose workers may read her history: who answers for her, whom she named, and nobody whom she shut out."""

from datetime import date

from services.pathway.domain import forbidden, readers, sealed_dimensions
from shared import contracts
from tests.services.pathway.domain.facts import closed, consent, opened, referent, referent_left, started, withdrawn
from tests.services.pathway.domain.given import ART, FAR, LLAR, PONT, PSI, day, given, said


def may_read(*events, at=20):
    return readers(given(*events).at(at))


def restriction(on, providers=None, dimensions=None):
    fact = contracts.RestrictionSet(
        restriction_id=f"r{on}",
        providers=providers and frozenset(providers),
        dimensions=dimensions and frozenset(dimensions),
    )
    return said(fact, on)


def lifted(on, restriction_id):
    return said(contracts.RestrictionLifted(restriction_id=restriction_id), on)


def test_who_took_her_in_reads_until_somebody_answers_for_her():
    assert may_read(opened()) == {FAR: date.max}
    assert may_read(opened(), referent(2, PSI)) == {PSI: date.max}
    assert may_read(opened(), referent(2, PSI), referent_left(5, by=PSI)) == {FAR: date.max}


def test_whom_a_consent_names_reads_to_its_last_day():
    assert may_read(opened(), consent(2, PSI, until=9)) == {FAR: date.max, PSI: day(9)}


def test_of_two_consents_the_longer_counts():
    found = may_read(opened(), consent(2, PSI, until=9), consent(3, PSI, consent_id="c2", until=15))
    assert found[PSI] == day(15)


def test_a_withdrawal_ends_it():
    assert PSI not in may_read(opened(), consent(2, PSI), withdrawn(5, PSI))


def test_a_consent_to_merge_opens_no_history():
    fact = contracts.ConsentGiven(
        consent_id="cM", purpose="merge_registrations", recipients=frozenset({PONT}), form="written"
    )
    assert PONT not in may_read(opened(), said(fact, 2))


def test_delivering_a_step_is_no_permission():
    assert LLAR not in may_read(opened(), started("H1", 2, by=LLAR))


def test_being_asked_is_no_permission():
    fact = contracts.HandoverProposed(
        handover_id="ho1", from_provider=FAR, to_provider=PONT, step_ids=frozenset({"A1"})
    )
    assert PONT not in may_read(opened(), said(fact, 2))


def test_what_she_forbids_forbids_over_everything():
    history = (opened(), referent(2, PSI), consent(2, PONT), restriction(5, providers=[PSI, PONT]))
    assert may_read(*history) == {}
    assert may_read(*history, lifted(6, "r5")) == {PSI: date.max, PONT: date.max}


def test_a_restriction_that_names_nothing_shuts_out_everybody():
    pathway = given(opened(), referent(2), restriction(5)).at(20)
    assert readers(pathway) == {}
    assert forbidden(pathway, FAR)


def test_a_restriction_of_a_dimension_seals_it_and_shuts_out_nobody():
    pathway = given(opened(), restriction(5, dimensions=[ART])).at(20)
    assert (readers(pathway), sealed_dimensions(pathway)) == ({FAR: date.max}, {ART})


def test_closing_changes_nothing_of_who_answers():
    assert may_read(opened(), referent(2), closed(9)) == {FAR: date.max}


def test_nobody_reads_an_empty_history():
    assert readers(given().at(20)) == {}
