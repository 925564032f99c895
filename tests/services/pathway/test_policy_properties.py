"""The policies on random histories: whatever the order of arrival, and on days that they were not folded for."""

from datetime import date, timedelta
from random import Random

from hypothesis import given

from services.pathway.domain import Ask, Known, asks, fold, notices
from shared.facts import Event
from tests.services.pathway.histories import events_of, seeds
from tests.services.pathway.test_fold_properties import examples, told

AMENDING = {"EventCorrected", "EventVoided"}
KNOWN = Known(kept_months=1)


def asked(pathway_id: str, events: list[Event], as_of: date) -> list[Ask]:
    return list(asks(fold(pathway_id, events, as_of), KNOWN))


def plain(found: list[Ask], day: date) -> tuple[list[str], list[str]]:
    """What is open on a day, and what is told on it."""
    opened = sorted(str(ask.id_on(ask.since)) for ask in found if ask.open_on(day))
    return opened, sorted(str(notice.notice_id) for notice in notices(found, day))


@examples(100)
@given(seeds)
def test_whatever_the_order_of_arrival_and_however_often_the_same_is_asked(seed):
    events, clocks = told(seed)
    stamped = events_of(events)
    arrived = Random(seed).choices(stamped, k=9) + Random(seed).sample(stamped, len(stamped))
    day = clocks.as_of - timedelta(days=1)
    one, other = (asked(clocks.pathway_id, some, clocks.as_of) for some in (stamped, arrived))
    assert plain(one, day) == plain(other, day)


@examples(100)
@given(seeds)
def test_what_is_asked_stays_true_as_days_pass_without_a_fact(seed):
    events, clocks = told(seed)
    before = [each for each in events_of(events) if each.occurred_on < clocks.as_of and each.type not in AMENDING]
    at_once = asked(clocks.pathway_id, before, clocks.as_of)
    for later in (0, 1, 7, 30):
        day = clocks.as_of + timedelta(days=later - 1)
        lived = asked(clocks.pathway_id, before, day + timedelta(days=1))
        assert plain(lived, day) == plain(at_once, day)
