"""Which days people work: by the city of their organisation."""

from datetime import date

import pytest

from services.pathway.calendars import Calendar
from services.pathway.domain import offers
from shared import contracts
from tests.services.pathway.domain.given import FAR, PSI, said

WORK = Calendar({"BCN": "Barcelona", "MIL": "MILANO", "BGY": "Bergamo", "FAR": "Far Away"})


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 9, 11), {"MIL", "BGY", "FAR", None}),
        (date(2026, 12, 7), {"BCN", "BGY", "FAR", None}),
        (date(2026, 6, 2), {"BCN", "FAR", None}),
        (date(2026, 4, 6), {"FAR", None}),
        (date(2026, 5, 22), {"BCN", "MIL", "BGY", "FAR", None}),
        (date(2026, 5, 23), set()),
    ],
    ids=["Catalonia's day", "Milan's patron", "Italy's day", "Easter Monday", "a Friday", "a Saturday"],
)
def test_a_city_has_its_own_feasts_and_an_unknown_one_weekends_alone(day, works):
    assert {each for each in ("BCN", "MIL", "BGY", "FAR", None) if WORK(each, day)} == works


def registered(on, city, by=FAR):
    return said(contracts.ProviderRegistered(name="Fictícia", city=city, kind="ngo"), on, by, home=None)


def test_a_provider_is_where_it_registered_last():
    said_so = [registered(1, "Milan"), registered(2, "Barcelona", PSI), registered(3, "Lecco")]
    assert offers(said_so).cities == {FAR: "Lecco", PSI: "Barcelona"}
