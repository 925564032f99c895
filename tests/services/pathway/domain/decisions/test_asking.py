"""Referrals and handovers at the pathway door: whose turn it is, and what she said to it."""

from shared import contracts
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.decisions.test_sharing import restriction
from tests.services.pathway.domain.facts import (
    accepted,
    completed,
    consent,
    dropped,
    fallback,
    handed_over,
    handover,
    opened,
    referent,
    started,
    suspended,
    transferred,
    withdrawn,
)
from tests.services.pathway.domain.given import ART, FAR, LLAR, PONT, PSI, THERAPY, said

SUPERVISOR = {"by": "NET", "role": "supervisor"}
BEGUN = (opened(1), consent(1, PSI), referent(1), started("A1", 2))
ASKED = (*BEGUN, handover(5, "A1"), consent(6, PONT, consent_id="c2", purpose="handover"))


def sent(on, to=PONT, referral_id="rf1", consent_id="c1", dimension=ART, **stamp):
    fact = contracts.ReferralSent(
        referral_id=referral_id, to_provider=to, dimension=dimension, consent_id=consent_id, urgency="normal"
    )
    return said(fact, on, **stamp)


def answered(on, answer="accepted", referral_id="rf1", by=PONT):
    return said(contracts.ReferralAnswered(referral_id=referral_id, answer=answer), on, by)


def yes(on, consent_id="c2", handover_id="ho1", by=PONT, **stamp):
    return said(contracts.HandoverAccepted(handover_id=handover_id, consent_id=consent_id), on, by, **stamp)


def no(on, by=PONT, handover_id="ho1", **stamp):
    return said(contracts.HandoverDeclined(handover_id=handover_id, reason="no_capacity"), on, by, **stamp)


def cancelled(on, by=FAR, handover_id="ho1", **stamp):
    return said(contracts.HandoverCancelled(handover_id=handover_id, reason="her_choice"), on, by, **stamp)


def test_a_referral_goes_to_whom_her_consent_covers():
    given = contracts.ConsentGiven(
        consent_id="c3", purpose="handover", recipients=frozenset({PONT}), form="written", dimensions=frozenset({ART})
    )
    state = standing(
        opened(1), consent(1, PONT, until=50), consent(1, PONT, consent_id="c2", purpose="own_words"), said(given, 1)
    )
    state.takes(sent(50), sent(5, consent_id="c3"))
    state.refuses(sent(51), "consent_not_live", "data.consent_id")
    state.refuses(sent(5, LLAR), "consent_not_for_recipient", "data.consent_id")
    state.refuses(sent(5, consent_id="c2"), "consent_not_for_purpose", "data.consent_id")
    state.refuses(sent(5, consent_id="c9"), "consent_unknown", "data.consent_id")
    state.refuses(sent(5, consent_id="c3", dimension=THERAPY), "consent_not_for_dimension", "data.dimension")


def test_a_referral_is_sent_by_anyone_she_is_with():
    state = standing(opened(1), consent(1, PONT, PSI), referent(1))
    state.takes(sent(5), sent(5, by=PSI), sent(5, **SUPERVISOR))
    state.refuses(sent(5, by=LLAR), "not_yours_to_decide")
    state.refuses(sent(5, to=FAR, by=FAR), "providers_same", "data.to_provider", of_itself=True)


def test_who_is_shut_out_is_asked_nothing():
    shut = restriction(3, providers=[PONT])
    standing(opened(1), consent(1, PONT), shut).refuses(sent(5), "restricted_by_her", "data.to_provider")
    standing(*BEGUN, shut).refuses(handover(5, "A1"), "restricted_by_her", "data.to_provider")
    standing(*ASKED, restriction(7, providers=[PONT])).refuses(yes(8), "restricted_by_her", "data.handover_id")


def test_who_was_asked_is_not_asked_the_same_before_it_answers():
    state = standing(opened(1), consent(1, PONT), sent(2))
    state.refuses(sent(5, referral_id="rf2"), "referral_already_sent")
    state.takes(sent(5, referral_id="rf2", dimension=THERAPY))
    standing(opened(1), consent(1, PONT), sent(2), answered(3)).takes(sent(5, referral_id="rf2"))


def test_a_referral_is_answered_by_its_recipient_once():
    state = standing(opened(1), consent(1, PONT, PSI), sent(2))
    state.takes(answered(3), answered(3, "waiting_list"))
    state.refuses(answered(3, by=PSI), "not_yours_to_decide")
    state.refuses(answered(3, referral_id="rf9"), "referral_unknown")
    again = standing(opened(1), consent(1, PONT), sent(2), answered(3, "waiting_list"))
    again.refuses(answered(4), "referral_already_answered")


def test_a_handover_is_of_steps_that_the_giving_provider_still_delivers():
    state = standing(*BEGUN, started("A2", 2, by=LLAR), started("A3", 2), transferred("A3", 3))
    path = "data.step_ids"
    state.takes(handover(5, "A1"))
    state.refuses(handover(5, "A9"), "step_unknown", path)
    state.refuses(handover(5, "A1", "A2"), "not_delivering_provider", path)
    state.refuses(handover(5, "A1", "A3"), "step_ended", path)
    standing(*BEGUN, suspended("A1", 4)).takes(handover(5, "A1"))


def test_a_handover_goes_to_another_provider():
    standing(*BEGUN).refuses(handover(5, "A1", to=PSI), "providers_same", "data.to_provider", of_itself=True)


def test_a_handover_is_proposed_by_the_referent_or_the_giving_provider():
    state = standing(*BEGUN)
    state.takes(handover(5, "A1"), handover(5, "A1", by=PSI), handover(5, "A1", **SUPERVISOR))
    state.refuses(handover(5, "A1", by=PONT), "not_yours_to_decide")


def test_that_it_was_not_proposed_with_her_is_warned_of_and_not_refused():
    standing(*BEGUN).takes(handover(5, "A1", with_her=False))


def test_one_provider_is_asked_once_for_a_step():
    state = standing(*BEGUN, started("A2", 2), handover(5, "A1"))
    state.refuses(handover(6, "A1", "A2", handover_id="ho2"), "handover_already_proposed")
    state.refuses(handover(6, "A1"), "handover_already_known")
    state.takes(handover(6, "A2", handover_id="ho2"), handover(6, "A1", handover_id="ho2", to=LLAR))
    standing(*BEGUN, handover(5, "A1"), no(6)).takes(handover(7, "A1", handover_id="ho2"))


def test_without_her_only_the_next_of_her_own_list_is_asked():
    listed = (*BEGUN, fallback(3, "A1", PONT), fallback(3, "A1", LLAR, "pact2", rank=2))
    path = "data.to_provider"

    def ask(to, with_her=False):
        return handover(7, "A1", to=to, handover_id="ho2", with_her=with_her)

    standing(*listed).takes(ask(PONT), ask(FAR, with_her=True))
    standing(*listed).refuses(ask(LLAR), "not_her_next_choice", path)
    standing(*listed, handover(5, "A1"), no(6)).takes(ask(LLAR))
    standing(*listed, handover(5, "A1"), no(6)).refuses(ask(PONT), "not_her_next_choice", path)
    standing(*listed, handover(5, "A1")).refuses(ask(LLAR), "not_her_next_choice", path)


def test_a_rank_is_the_one_of_her_list():
    def ranked(rank, to=PONT):
        fact = contracts.HandoverProposed(
            handover_id="ho1",
            from_provider=PSI,
            to_provider=to,
            step_ids=frozenset({"A1"}),
            proposed_with_her=True,
            rank=rank,
        )
        return said(fact, 5)

    listed = standing(*BEGUN, fallback(3, "A1", PONT), fallback(3, "A1", LLAR, "pact2", rank=2))
    listed.takes(ranked(1), ranked(2, LLAR))
    listed.refuses(ranked(2), "rank_not_hers", "data.rank")
    standing(*BEGUN).takes(ranked(1))


def test_a_handover_is_accepted_by_whom_it_was_proposed_to():
    state = standing(*ASKED)
    state.takes(yes(7))
    state.refuses(yes(7, by=FAR), "not_yours_to_decide")
    state.refuses(yes(7, handover_id="ho9"), "handover_unknown")


def test_a_handover_is_accepted_on_her_consent_to_it():
    path = "data.consent_id"
    other = consent(6, LLAR, consent_id="c3", purpose="handover")
    state = standing(*ASKED, other, consent(1, PONT, consent_id="c4"))
    state.refuses(yes(7, "c3"), "consent_not_for_recipient", path)
    state.refuses(yes(7, "c4"), "consent_not_for_purpose", path)
    state.refuses(yes(7, "c9"), "consent_unknown", path)
    standing(*ASKED, withdrawn(7, consent_id="c2")).refuses(yes(8), "consent_not_for_recipient", path)


def test_a_handover_is_accepted_once():
    standing(*ASKED, yes(7)).refuses(yes(8), "handover_already_accepted")


def test_the_receiver_may_decline_and_hand_back_what_it_accepted():
    standing(*ASKED).takes(no(7), no(7, by=FAR))
    standing(*ASKED, yes(7)).takes(no(8))
    standing(*ASKED).refuses(no(7, by=PSI), "not_yours_to_decide")
    standing(*ASKED, no(7)).refuses(no(8), "handover_not_open")


def test_a_handover_is_cancelled_by_the_referent_or_the_giving_provider():
    state = standing(*ASKED)
    state.takes(cancelled(7), cancelled(7, by=PSI), cancelled(7, **SUPERVISOR))
    state.refuses(cancelled(7, by=PONT), "not_yours_to_decide")


GONE_ON = (*ASKED, yes(7), transferred("A1", 8), started("A2", 8, by=PONT, continues="A1"))


def test_a_handover_is_complete_when_every_step_goes_on_elsewhere_or_she_ended_it():
    standing(*GONE_ON).takes(handed_over(9))
    standing(*ASKED, yes(7), dropped("A1", 8)).takes(handed_over(9))
    for then in ([], [transferred("A1", 8)], [started("A2", 8, by=PONT, continues="A1")], [completed("A1", 8)]):
        standing(*ASKED, yes(7), *then).refuses(handed_over(9), "step_not_handed_over")
    standing(*ASKED, yes(7), dropped("A1", 8, "lost_contact")).refuses(handed_over(9), "step_not_handed_over")


def test_a_handover_is_completed_by_the_receiver_that_accepted_it():
    standing(*GONE_ON).refuses(handed_over(9, by=FAR), "not_yours_to_decide")
    standing(*ASKED).refuses(handed_over(9), "handover_not_accepted")
    imported = (opened(1), handover(5, "A1"), accepted(6))
    standing(*imported).refuses(handed_over(9), "step_not_handed_over")
