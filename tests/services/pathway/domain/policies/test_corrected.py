"""P-11: what came late, or was corrected, turns a gap, a deadline or a flag of risk of the days before."""

import pytest

from services.pathway.domain import corrective
from shared import contracts
from tests.services.pathway.domain.facts import (
    assessed,
    corrected,
    need,
    opened,
    referent,
    resumed,
    started,
    suspended,
    voided,
)
from tests.services.pathway.domain.given import ART, FAR, HERE, day, given, moment, said

KNOWN = (opened(1), referent(1), need(ART), started("A1", 2))
STOPPED = suspended("A1", 9)


def learned(*events, on: int):
    """What is told on a day, when what was recorded on it turns what was known of the day before."""
    history = given(*KNOWN, *events)
    before, after = (history.at(on, moment(known, 23)) for known in (on - 1, on))
    return [(ask.what, ask.subject) for ask in corrective(before, after, day(on))]


def due(on: int, due_on: int, **stamp):
    return said(contracts.DeadlineSet(deadline_id="d1", rule="R", due_on=day(due_on)), on, **stamp)


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (suspended("A1", 9, recorded_at=moment(15)), [("gap_corrected", "A1")]),
        (suspended("A1", 9, "her_request", recorded_at=moment(15)), [("gap_corrected", "A1")]),
        (due(9, 60, recorded_at=moment(15)), [("deadline_corrected", "d1")]),
        (due(9, 300, recorded_at=moment(15)), []),
        (assessed("high", 9, recorded_at=moment(15)), [("risk_corrected", "risk")]),
        (assessed("low", 9, recorded_at=moment(15)), []),
        (need("housing", 9, "n2", recorded_at=moment(15)), [("gap_corrected", "-")]),
    ],
)
def test_what_came_late_is_told_if_it_turns_what_was_known(late, expected):
    assert learned(late, on=15) == expected


def test_a_correction_or_voiding_is_told_if_it_turns_what_was_known():
    assert learned(STOPPED, voided(STOPPED, 15), on=15) == [("gap_corrected", "A1")]
    assert learned(STOPPED, corrected(STOPPED, 15, occurred_on="2026-01-08"), on=15) == []
    assert learned(STOPPED, corrected(STOPPED, 15, reason="her_request"), on=15) == [("gap_corrected", "A1")]


def test_what_happened_on_the_day_itself_is_no_correction():
    assert learned(STOPPED, resumed("A1", 15), on=15) == []


def test_a_deadline_that_was_missed_and_is_not_is_told():
    moved = said(contracts.DeadlineExtended(deadline_id="d1", due_on=day(40)), 9, recorded_at=moment(15))
    assert learned(due(3, 12), moved, on=15) == [("deadline_corrected", "d1")]


def test_it_is_shown_for_a_week_to_those_who_answer_for_her():
    history = given(*KNOWN, suspended("A1", 9, recorded_at=moment(15)))
    (ask,) = corrective(history.at(15, moment(14, 23)), history.at(15, moment(15, 23)), day(15))
    assert (ask.kind, ask.to.provider_id, ask.pathway_id) == ("notice", FAR, HERE)
    assert [number for number in range(1, 40) if ask.open_on(day(number))] == list(range(15, 22))
    assert [number for number in range(1, 40) if ask.told_on(day(number))] == [15]
