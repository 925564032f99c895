"""The register: what organisations' own facts leave open, and what of them does not fit."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.employment.domain.openings import Wanted, fold, same_city, unfit
from shared.contracts import EventCorrected, EventVoided, OpeningClosed, OpeningListed
from shared.facts import Event

FAR, OFI = "BCN-FAR", "BCN-OFICI"
DAY = date(2026, 11, 2)
ALL = DAY + timedelta(1000)


def event(fact, on=DAY, provider=FAR, number=1, hour=12):
    at = datetime.combine(on, time(hour), UTC)
    return Event(str(UUID(int=number)), type(fact).__name__, None, provider, "st_1", "worker", on, at, fact)


def listed(name="o1", on=DAY, provider=FAR, number=1, hour=12, **said):
    told = {"kind": "job", "occupation_group": "9412", **said}
    return event(OpeningListed(opening_id=name, **told), on, provider, number, hour)


def closed(name="o1", on=DAY, provider=FAR, number=2, hour=13, reason="filled"):
    return event(OpeningClosed(opening_id=name, reason=reason), on, provider, number, hour)


def names(register):
    return [(each.provider_id, each.said.opening_id) for each in register.openings]


def aside(register):
    return [(each.event.event_id, each.reason) for each in register.set_aside]


def test_an_opening_is_there_from_its_day_until_it_is_closed():
    facts = [listed(), closed(on=DAY + timedelta(5))]
    days = [DAY, DAY + timedelta(1), DAY + timedelta(5), DAY + timedelta(6)]
    assert [names(fold(facts, day)) for day in days] == [[], [(FAR, "o1")], [(FAR, "o1")], []]


def test_the_last_word_on_an_opening_holds():
    (found,) = fold([listed(hours_week=20), listed(on=DAY + timedelta(2), hours_week=30, number=3)], ALL).openings
    assert (found.said.hours_week, found.listed_on) == (30, DAY + timedelta(2))


def test_the_ids_of_two_organisations_are_apart():
    facts = [listed(hours_week=20), listed(provider=OFI, hours_week=30), closed(provider=OFI)]
    (found,) = fold(facts, ALL).openings
    assert (found.provider_id, found.said.hours_week) == (FAR, 20)
    assert names(fold(facts[:2], ALL)) == [(FAR, "o1"), (OFI, "o1")]


@pytest.mark.parametrize(
    "facts",
    [
        [closed()],
        [listed("o2"), closed("o1")],
        [listed(provider=OFI), closed()],
        [listed(on=DAY + timedelta(1)), closed()],
        [listed(), closed(number=9), closed(hour=15)],
    ],
    ids=["never listed", "another id", "another organisation's", "before it was listed", "closed already"],
)
def test_closing_what_is_not_open_is_set_aside(facts):
    assert aside(fold(facts, ALL)) == [(str(UUID(int=2)), "opening_not_open")]


def test_a_closing_that_was_recorded_before_the_listing_of_its_day_is_taken_in():
    register = fold([listed(hour=15), closed(hour=9)], ALL)
    assert (names(register), aside(register)) == ([], [])


def test_what_was_closed_may_be_listed_again():
    facts = [listed(), closed(on=DAY + timedelta(1)), listed(on=DAY + timedelta(2), number=3)]
    assert names(fold(facts, ALL)) == [(FAR, "o1")]


def corrected(changes, target=1, provider=FAR, role="worker", on=DAY + timedelta(3), number=5):
    fact = EventCorrected(target_event_id=str(UUID(int=target)), changes=changes, reason="wrong_code")
    return replace(event(fact, on, provider, number), role=role)


def test_a_correction_holds_from_when_it_was_recorded():
    facts = [listed(hours_week=20), corrected({"hours_week": 30, "languages": ["es:B1"]})]
    known = [fold(facts, ALL, facts[1].recorded_at - timedelta(0, seconds)).openings[0].said for seconds in (1, 0)]
    assert [(each.hours_week, each.languages) for each in known] == [(20, None), (30, frozenset({"es:B1"}))]


def test_what_is_voided_was_never_listed():
    voided = event(EventVoided(target_event_id=str(UUID(int=1)), reason="posted_twice"), number=6)
    assert names(fold([listed(), voided], ALL)) == []
    assert aside(fold([listed(), voided, closed()], ALL)) == [(str(UUID(int=2)), "opening_not_open")]


@pytest.mark.parametrize(
    ("correction", "reasons"),
    [
        (corrected({"hours_week": 99}), ["target_malformed"]),
        (corrected({"hours_week": 30}, provider=OFI), ["target_of_another_provider"]),
        (corrected({"hours_week": 30}, provider=OFI, role="supervisor"), []),
        (corrected({"hours_week": 30}, target=77), []),
    ],
    ids=["malformed", "of another", "a supervisor's", "of something else"],
)
def test_a_correction_that_can_t_be_is_set_aside_and_of_anything_else_nothing_is_told(correction, reasons):
    assert [reason for _, reason in aside(fold([listed(hours_week=20), correction], ALL))] == reasons


def test_the_order_of_arrival_changes_nothing(seed):
    random = Random(seed)
    facts = [
        (listed if random.random() < 0.6 else closed)(
            f"o{random.randint(1, 4)}",
            DAY + timedelta(random.randint(0, 5)),
            random.choice([FAR, OFI]),
            number,
            number % 24,
        )
        for number in range(1, 120)
    ]
    found = fold(facts, ALL)
    for _ in range(20):
        random.shuffle(facts)
        assert fold(facts, ALL) == found


def test_one_may_apply_through_the_last_day():
    (found,) = fold([listed(apply_by=DAY + timedelta(3))], ALL).openings
    assert [found.takes(DAY + timedelta(days)) for days in (3, 4)] == [True, False]
    (found,) = fold([listed()], ALL).openings
    assert found.takes(ALL)


@pytest.mark.parametrize(
    ("kind", "said", "needed"),
    [
        ("job", None, True),
        ("job", False, False),
        ("course", None, False),
        ("traineeship", None, False),
        ("course", True, True),
    ],
)
def test_a_job_needs_an_entitlement_unless_its_organisation_says_otherwise(kind, said, needed):
    (found,) = fold([listed(kind=kind, entitlement_needed=said)], ALL).openings
    assert found.entitlement_needed == needed


@pytest.mark.parametrize(
    ("wanted", "fits"),
    [
        (Wanted(), True),
        (Wanted(kind="job"), True),
        (Wanted(kind="course"), False),
        (Wanted(city="BARCELONA"), True),
        (Wanted(city="Milano"), False),
        (Wanted(occupation_group="94"), True),
        (Wanted(occupation_group="9412"), True),
        (Wanted(occupation_group="91"), False),
        (Wanted(provider=FAR), True),
        (Wanted(provider=OFI), False),
        (Wanted(hours_at_most=20), True),
        (Wanted(hours_at_most=19), False),
        (Wanted(funded=True), True),
    ],
)
def test_a_filter_leaves_what_says_so(wanted, fits):
    (found,) = fold([listed(city="Barcelona", hours_week=20, funded_places=2)], ALL).openings
    assert wanted.fits(found) == fits


@pytest.mark.parametrize(
    "name", ["L'HOSPITALET DE LLOBREGAT", "LHospitalet de Llobregat", "L’Hospitalet  de llobregat"]
)
def test_a_city_is_told_by_the_letters_of_its_name(name):
    assert same_city("L'Hospitalet de Llobregat", name)
    assert not same_city("L'Hospitalet", name)
    assert same_city("Cornellà", "cornella")
    assert not same_city("Cornellà", None)


@pytest.mark.parametrize("wanted", [Wanted(city="Barcelona"), Wanted(hours_at_most=40), Wanted(funded=True)])
def test_what_an_opening_does_not_say_fits_no_filter(wanted):
    (found,) = fold([listed()], ALL).openings
    assert not wanted.fits(found)
    (found,) = fold([listed(funded_places=0)], ALL).openings
    assert not wanted.fits(found)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"starts_on": DAY - timedelta(1)}, ("data.starts_on", "before_it_was_listed")),
        ({"apply_by": DAY - timedelta(1)}, ("data.apply_by", "before_it_was_listed")),
        ({"employer_ref": "Fictitious Person"}, ("data.employer_ref", "looks_identifying")),
        ({"employer_ref": "600 123 456"}, ("data.employer_ref", "looks_identifying")),
        ({"employer_ref": "jobs@example.org"}, ("data.employer_ref", "looks_identifying")),
    ],
)
def test_what_is_listed_must_lie_ahead_and_name_nobody(said, problem):
    assert [(each.path, each.code) for each in unfit(listed(**said).fact, DAY)] == [problem]


def test_today_is_not_past_and_a_label_is_no_name():
    assert list(unfit(listed(starts_on=DAY, apply_by=DAY, employer_ref="kitchen 7").fact, DAY)) == []
