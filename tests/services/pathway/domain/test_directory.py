"""Who is where and offers what, by the providers' own facts."""

import pytest

from services.pathway.domain import Wanted, directory, provider_facts
from services.pathway.domain.offers import OFFERING
from shared import contracts
from tests.services.pathway.domain.given import FAR, PSI, THERAPY, day, said

HOUSING = "housing"


def registered(on=1, by=FAR, city="Barcelona", **stamp):
    return said(contracts.ProviderRegistered(name="Made up", city=city, kind="ngo"), on, by, home=None, **stamp)


def offered(on, by=FAR, name="s1", dimension=HOUSING, languages=("es",), places=None, **stamp):
    fact = contracts.ServiceOffered(service_id=name, dimension=dimension, languages=frozenset(languages), places=places)
    return said(fact, on, by, home=None, **stamp)


def withdrawn(on, by=FAR, name="s1"):
    return said(contracts.ServiceWithdrawn(service_id=name), on, by, home=None)


def listed(*events, as_of=100, **wanted):
    return directory(provider_facts(events, OFFERING, day(as_of)), Wanted(**wanted))


def services(*events, **asked):
    return {
        (row["provider_id"], each["service_id"]): each["places"]
        for row in listed(*events, **asked)
        for each in row["services"]
    }


def test_a_provider_that_registered_is_listed_with_what_it_offers():
    assert listed(registered(), offered(2, places=3)) == [
        {
            "provider_id": FAR,
            "name": "Made up",
            "city": "Barcelona",
            "kind": "ngo",
            "services": [
                {"service_id": "s1", "dimension": HOUSING, "languages": ["es"], "places": 3, "conditions": []}
            ],
        }
    ]


def test_a_provider_that_never_registered_is_listed_for_what_it_offers():
    (row,) = listed(offered(2))
    assert (row["provider_id"], row["name"], row["city"], len(row["services"])) == (FAR, None, None, 1)


def test_the_last_word_holds_whatever_the_order_of_arrival():
    events = [registered(), registered(5, city="Milano"), offered(2, places=3), offered(6, places=1)]
    assert listed(*events) == listed(*events[::-1])
    assert services(*events) == {(FAR, "s1"): 1}
    assert listed(*events)[0]["city"] == "Milano"


def test_before_its_day_nothing_is_offered_and_what_is_withdrawn_is_gone_until_it_is_offered_again():
    events = [offered(2), withdrawn(5), offered(9, places=2)]
    assert [len(services(*events, as_of=as_of)) for as_of in (2, 3, 6, 10)] == [0, 1, 0, 1]


def test_a_service_of_one_id_is_each_providers_own():
    assert services(offered(2), offered(3, PSI), withdrawn(4, PSI)) == {(FAR, "s1"): None}


def test_a_correction_and_a_voiding_apply():
    wrong = offered(2, places=30, event_id="00000000-0000-4000-8000-0000000000e1")
    changes = contracts.EventCorrected(target_event_id=wrong.event_id, changes={"places": 3}, reason="wrong_code")
    void = contracts.EventVoided(target_event_id=wrong.event_id, reason="not_happened")
    assert services(wrong, said(changes, 3, home=None)) == {(FAR, "s1"): 3}
    assert services(wrong, said(void, 3, home=None)) == {}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, {"s1", "s2", "s3"}),
        ({"city": "BARCELONA"}, {"s1", "s2"}),
        ({"city": "Roma"}, set()),
        ({"dimension": THERAPY}, {"s2", "s3"}),
        ({"language": "it"}, {"s3"}),
        ({"free": True}, {"s1", "s2"}),
        ({"dimension": THERAPY, "free": True, "city": "barcelona"}, {"s2"}),
    ],
)
def test_filters_look_for_city_dimension_language_and_free_places(wanted, found):
    events = [registered(), registered(by=PSI, city="Milano")]
    events += [offered(2), offered(2, name="s2", dimension=THERAPY, places=1)]
    events += [offered(2, PSI, "s3", THERAPY, ["it"], 0)]
    assert {name for _, name in services(*events, **wanted)} == found


def test_a_provider_without_any_service_that_is_looked_for_is_left_out_but_not_for_its_city():
    assert listed(registered(), offered(2), dimension=THERAPY) == []
    assert len(listed(registered(), city="Barcelona")) == 1
    assert listed(offered(2), city="Barcelona") == []
