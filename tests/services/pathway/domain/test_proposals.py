"""What a provider that was asked sees of her before she lets it in."""

import pytest

from services.pathway.domain import offers, provider_facts
from services.pathway.domain.offers import OFFERING
from services.pathway.domain.proposals import proposals
from services.pathway.domain.workdays import weekdays, workdays_after
from shared import contracts
from tests.services.pathway.domain.decisions.test_asking import BEGUN, answered, cancelled, no, sent, yes
from tests.services.pathway.domain.decisions.test_sharing import restriction
from tests.services.pathway.domain.facts import (
    closed,
    completed,
    consent,
    corrected,
    fallback,
    handover,
    merged,
    opened,
    started,
    suspended,
    window,
)
from tests.services.pathway.domain.given import (
    ART,
    FAR,
    HERE,
    HOUSING,
    LLAR,
    PONT,
    PSI,
    THERAPY,
    THERE,
    day,
    given,
    said,
)

ALLOWED = {"kind", "id", "pathway_id", "dimensions", "city", "proposed_on", "answer_due"}


def registered(provider, city, on=1):
    return said(contracts.ProviderRegistered(name="Made up", city=city, kind="ngo"), on, provider, home=None)


def told(*events, to=PONT, home=HERE):
    cities = offers(provider_facts(events, OFFERING, day(200))).cities
    return proposals(given(*events).seen_from(home).at(200), to, cities)


def test_a_handover_is_told_by_dimensions_and_city_and_when_an_answer_is_due():
    both = started("H1", 2, HOUSING)
    (item,) = told(*BEGUN, both, registered(PSI, "Barcelona"), handover(5, "A1", "H1"))
    assert item == {
        "kind": "handover",
        "id": "ho1",
        "pathway_id": HERE,
        "dimensions": [ART, HOUSING],
        "city": "Barcelona",
        "proposed_on": day(5).isoformat(),
        "answer_due": day(12).isoformat(),
    }
    assert item.keys() == ALLOWED


def test_a_referral_is_told_by_its_dimension_and_the_city_of_who_sent_it():
    (item,) = told(*BEGUN, registered(FAR, "Milano"), sent(5, dimension=THERAPY))
    assert (item["kind"], item["id"], item["dimensions"], item["city"]) == ("referral", "rf1", [THERAPY], "Milano")
    assert item["answer_due"] == day(12).isoformat()


def test_an_answer_is_due_by_the_calendar_of_who_is_asked():
    def workday(provider, each):
        return weekdays(provider, each) and (provider, each) != (PONT, day(8))

    (item,) = proposals(given(*BEGUN, handover(5, "A1")).seen_from(HERE).at(200), PONT, {}, workday)
    assert item["answer_due"] == day(13).isoformat()


def test_a_place_that_is_held_waits_for_no_answer():
    (item,) = told(*BEGUN, registered(PSI, "Barcelona"), fallback(5, "A1"))
    assert (item["kind"], item["id"], item["dimensions"], item["answer_due"]) == ("fallback", "pact1", [ART], None)


@pytest.mark.parametrize(
    "events",
    [
        [handover(5, "A1"), no(6)],
        [handover(5, "A1"), cancelled(6)],
        [handover(5, "A1"), consent(5, PONT, consent_id="c2", purpose="handover"), yes(6)],
        [sent(5), answered(6, "declined")],
        [fallback(5, "A1"), completed("A1", 6)],
        [fallback(5, "A1"), said(contracts.FallbackEnded(pact_id="pact1", reason="not_needed"), 6)],
        [fallback(5, "A9")],
        [handover(5, "A1"), restriction(6, providers=[PONT])],
        [handover(5, "A1"), suspended("A1", 6), closed(7)],
    ],
    ids=["declined", "cancelled", "accepted", "answered", "ended", "given_up", "unknown", "shut_out", "closed"],
)
def test_what_waits_no_more_is_not_told(events):
    assert told(*BEGUN, *events) == []


def test_to_another_provider_nothing_is_told():
    assert told(*BEGUN, handover(5, "A1"), sent(5), fallback(5, "A1"), to=LLAR) == []


def test_the_city_is_the_last_one_registered_and_unknown_where_the_directory_is_silent():
    first, moved = registered(PSI, "Barcelona"), registered(PSI, "Milano", 3)
    assert told(*BEGUN, moved, first, window(1, 90), handover(5, "A1"))[0]["city"] == "Milano"
    assert told(*BEGUN, first, corrected(first, 4, city="Girona"), handover(5, "A1"))[0]["city"] == "Girona"
    assert told(*BEGUN, registered(FAR, "Barcelona"), handover(5, "A1"))[0]["city"] is None


def test_of_merged_registrations_each_tells_what_was_posted_to_it():
    events = (*BEGUN, opened(1, home=THERE), merged(HERE, THERE, 3), handover(5, "A1"))
    assert [item["id"] for item in told(*events)] == ["ho1"]
    assert told(*events, home=THERE) == []


@pytest.mark.parametrize(("first", "count", "last"), [(1, 5, 8), (2, 1, 5), (3, 1, 5), (4, 5, 9), (2, 0, 2)])
def test_working_days_are_monday_to_friday(first, count, last):
    """1 January 2026 is a Thursday."""
    assert workdays_after(weekdays, None, day(first), count) == day(last)
