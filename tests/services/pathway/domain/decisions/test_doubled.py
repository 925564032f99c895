"""Two providers in one dimension: agreements and ends, at the pathway door."""

from shared import contracts
from tests.services.pathway.domain.deciding import standing
from tests.services.pathway.domain.facts import (
    consent,
    cooperation,
    opened,
    referent,
    resumed,
    started,
    suspended,
    transferred,
)
from tests.services.pathway.domain.given import ART, LANGUAGE, PONT, PSI, said

BEGUN = (opened(1), consent(1, PSI, PONT), referent(1), started("A1", 2), started("A2", 5, by=PONT))


def resolved(on, *step_ids, dimension=ART, **stamp):
    fact = contracts.DuplicateResolved(dimension=dimension, step_ids=frozenset(step_ids), resolution="one_ended")
    return said(fact, on, **stamp)


def test_different_providers_agree_on_steps_of_the_dimension():
    state = standing(*BEGUN, started("A3", 3), started("L1", 3, LANGUAGE, by=PONT))
    path = "data.step_ids"
    state.takes(cooperation(6, "A1", "A2"))
    state.refuses(cooperation(6, "A1", "A3"), "providers_same", path, of_itself=True)
    state.refuses(cooperation(6, "A1", "L1"), "step_of_another_dimension", path)
    state.refuses(cooperation(6, "A1", "A9"), "step_unknown", path)
    state.refuses(cooperation(6, "A1", "A2", by=PSI), "not_yours_to_decide")


def test_an_agreement_is_made_once():
    state = standing(*BEGUN, started("A3", 3, by="BCN-NOU"), cooperation(6, "A1", "A2"))
    state.refuses(cooperation(7, "A1", "A2"), "cooperation_already_agreed")
    state.takes(cooperation(7, "A1", "A2", "A3"))


def test_what_is_resolved_overlapped():
    path = "data.step_ids"
    state = standing(*BEGUN, started("A3", 3), started("L1", 3, LANGUAGE, by=PONT))
    state.takes(resolved(7, "A1", "A2"))
    state.refuses(resolved(7, "A1", "A3"), "duplicate_not_flagged", path)
    state.refuses(resolved(7, "A1", "L1"), "duplicate_not_flagged", path)
    state.refuses(resolved(7, "A1", "A2", by=PSI), "not_yours_to_decide")
    apart = standing(opened(1), referent(1), started("A1", 2), transferred("A1", 5), started("A2", 5, by=PONT))
    apart.refuses(resolved(7, "A1", "A2"), "duplicate_not_flagged", path)


def test_what_was_resolved_is_open_again_when_it_begins_again():
    path = "data.step_ids"
    done = (*BEGUN, resolved(7, "A1", "A2"))
    standing(*done).refuses(resolved(8, "A1", "A2"), "duplicate_already_resolved", path)
    standing(*done, suspended("A1", 9)).refuses(resolved(10, "A1", "A2"), "duplicate_already_resolved", path)
    standing(*done, suspended("A1", 9), resumed("A1", 12)).takes(resolved(13, "A1", "A2"))
