"""Consents and restrictions at the pathway door."""

from datetime import date

import pytest

from shared import contracts
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.facts import consent, handover, opened, referent, started, withdrawn
from tests.services.pathway.domain.given import FAR, LLAR, PONT, PSI, day, said


def restriction(on, restriction_id="r1", providers=None, dimensions=None, **stamp):
    fact = contracts.RestrictionSet(
        restriction_id=restriction_id,
        providers=frozenset(providers) if providers else None,
        dimensions=frozenset(dimensions) if dimensions else None,
    )
    return said(fact, on, **stamp)


def lifted(on, restriction_id="r1", **stamp):
    return said(contracts.RestrictionLifted(restriction_id=restriction_id), on, **stamp)


def test_consent_is_recorded_by_the_referent_and_by_whoever_took_her_in():
    state = standing(opened(1), consent(1, PSI, LLAR), referent(2, LLAR, by=LLAR))
    state.takes(consent(10, PONT, consent_id="c2", by=LLAR), consent(10, PONT, consent_id="c2", by=FAR))
    state.refuses(consent(10, PSI, consent_id="c2", by=PSI), "not_yours_to_decide")


def test_while_nobody_answers_for_her_anyone_she_is_with_may_record_her_consent():
    state = standing(opened(1), consent(1, PSI))
    state.takes(consent(10, PONT, consent_id="c2", by=PSI))
    state.refuses(consent(10, PONT, consent_id="c2", by=PONT), "not_yours_to_decide")


def test_nobody_lets_oneself_in_again_whom_she_no_longer_shares_with():
    state = standing(opened(1), consent(1, PSI), withdrawn(5))
    state.refuses(consent(10, PSI, consent_id="c2", by=PSI), "not_yours_to_decide")


def test_whom_she_shuts_out_records_no_consent_of_hers_even_who_took_her_in():
    state = standing(opened(1), restriction(5, providers=[FAR]))
    state.refuses(consent(10, PSI), "not_yours_to_decide")
    state.takes(consent(10, PSI, by="NET", role="supervisor"))


@pytest.mark.parametrize(
    ("on", "until", "within"),
    [
        (date(2026, 1, 1), date(2027, 1, 1), True),
        (date(2026, 1, 1), date(2027, 1, 2), False),
        (date(2026, 1, 1), date(2026, 1, 1), True),
        (date(2026, 1, 2), date(2026, 1, 1), False),
        (date(2028, 2, 29), date(2029, 2, 28), True),
        (date(2028, 2, 29), date(2029, 3, 1), False),
    ],
)
def test_a_consent_lasts_twelve_months_at_most(on, until, within):
    event = consent(1 + (on - day(1)).days, PSI, until=1 + (until - day(1)).days)
    state = standing(opened(1))
    if within:
        state.takes(event)
    else:
        state.refuses(event, "out_of_range", "data.valid_until", of_itself=True)


def test_an_id_stands_for_one_consent():
    state = standing(opened(1), consent(1, PSI))
    state.refuses(consent(2, PSI), "consent_already_given", "data.consent_id")
    state.refuses(consent(2, PSI, PONT), "consent_id_used", "data.consent_id")
    standing(opened(1), consent(1, PSI), withdrawn(2)).refuses(consent(3, PSI), "consent_id_used", "data.consent_id")


def test_a_consent_to_a_handover_names_the_provider_that_was_asked():
    state = standing(opened(1), started("A1", 2), handover(5, "A1"))

    def to(*recipients):
        fact = contracts.ConsentGiven(
            consent_id="c2", purpose="handover", recipients=frozenset(recipients), form="written", handover_id="ho1"
        )
        return said(fact, 6)

    state.takes(to(PONT), to(PONT, LLAR))
    state.refuses(to(LLAR), "consent_not_for_recipient", "data.recipients")


def test_any_worker_records_that_she_takes_a_consent_back():
    standing(opened(1), consent(1, PSI, PONT)).takes(withdrawn(5, by=PONT), withdrawn(5, PSI, by=PONT))


def test_only_what_is_left_of_a_consent_can_be_taken_back():
    state = standing(opened(1), consent(1, PSI, PONT), withdrawn(5, PSI))
    state.takes(withdrawn(6), withdrawn(6, PONT), withdrawn(6, PONT, PSI))
    state.refuses(withdrawn(6, PSI), "consent_already_withdrawn")
    state.refuses(withdrawn(6, LLAR), "recipient_not_named", "data.recipients")
    state.refuses(withdrawn(6, consent_id="c9"), "consent_unknown", "data.consent_id")


def test_the_same_restriction_is_set_once_whatever_its_id():
    state = standing(opened(1), restriction(2, providers=[PSI]), restriction(3, "r2", dimensions=["health"]))
    state.refuses(restriction(5, "r3", providers=[PSI]), "restriction_already_set")
    state.refuses(restriction(5, "r1", providers=[PONT]), "restriction_already_set")
    state.takes(restriction(5, "r3", providers=[PONT], by=PONT), restriction(5, "r3"))
    standing(opened(1), restriction(2, providers=[PSI]), lifted(3)).takes(restriction(5, "r3", providers=[PSI]))


def test_a_restriction_is_lifted_by_the_referent_unless_it_shuts_that_one_out():
    state = standing(opened(1), referent(1), restriction(2, providers=[PSI]))
    state.takes(lifted(5))
    state.refuses(lifted(5, by=PSI), "not_yours_to_decide")
    shut = standing(opened(1), referent(1), restriction(2, providers=[FAR]))
    shut.refuses(lifted(5), "not_yours_to_decide")
    shut.takes(lifted(5, by="NET", role="supervisor"))


def test_her_refusal_asks_for_nothing():
    refused = contracts.ConsentRefused(purpose="coordination")
    standing(opened(1), referent(1)).takes(said(refused, 2), said(refused, 2, PONT))
