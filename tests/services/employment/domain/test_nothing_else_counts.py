"""Whatever else is in her history, and in whatever order it came, openings ask of her the same."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.employment.domain.folding import fold
from services.employment.domain.plan import profile_of
from services.employment.domain.requirements import explained
from shared import contracts
from shared.contracts import FACTS
from shared.contracts.public import fact_of
from shared.facts import Event
from tests.services.employment.domain import made_up
from tests.services.employment.domain.made_up import SKILLS, TODAY
from tests.shared.contracts.made_up import facts

HERE = str(UUID(int=0xA, version=4))
BEGIN = date(2026, 3, 2)
OPENINGS = list(made_up.openings().values())
PROVIDERS = ("BCN-FAR", "BCN-OFICI", "MIL-ARTE")
HERS = (
    ("StepStarted", {"step_id": "V1", "dimension": "vocational_training"}),
    ("CertificateAwarded", {"step_id": "V1", "eqf_level": 2}),
    ("WorkEntitlementRecorded", {"entitled": True, "basis": "permit", "until": "2027-01-31"}),
    ("SkillsListed", {"skills": [SKILLS["clean"], SKILLS["rooms"]]}),
    ("LanguageLevelAssessed", {"language": "es", "level": "B1", "scope": "overall"}),
    ("LanguageLevelAssessed", {"language": "it", "level": "A1", "scope": "overall"}),
    ("WorkPreferencesSet", {"hours_most": 25, "city": "Barcelona", "voiced_by": "her"}),
)
"""All that counts of her, as it was posted."""
COUNTS = {
    *(FACTS[name] for name, _ in HERS),
    contracts.QualificationRecognitionChanged,
    contracts.EventCorrected,
    contracts.EventVoided,
    contracts.RegistrationsMerged,
    contracts.RegistrationsSplit,
}
"""What says something that counts, or whose facts are hers."""
OTHER = sorted(
    (name for name, fact in FACTS.items() if (fact.stream == "pathway" and fact not in COUNTS) or name == "StepStarted")
)
CHANGED = {
    "WorkEntitlementRecorded": ({"entitled": False, "basis": "none"}, {"entitlement"}),
    "SkillsListed": ({"skills": [SKILLS["sew"]]}, {"skill"}),
    "LanguageLevelAssessed": ({"language": "es", "level": "A1", "scope": "overall"}, {"language"}),
    "WorkPreferencesSet": ({"hours_most": 10, "city": "Barcelona", "voiced_by": "her"}, {"hours"}),
    "CertificateAwarded": ({"step_id": "V1", "eqf_level": 5}, {"eqf_level"}),
    "QualificationRecognitionChanged": ({"status": "recognised", "eqf_level": 6}, {"eqf_level"}),
}


def event(name, fact, number, on, provider="BCN-FAR"):
    at = datetime.combine(on, time(9), UTC) + timedelta(0, number)
    return Event(str(UUID(int=number)), name, HERE, provider, "st_1", "worker", on, at, fact)


def hers():
    return [
        event(name, fact_of(name, data), number, BEGIN + timedelta(number))
        for number, (name, data) in enumerate(HERS, 1)
    ]


def asked(events):
    """What every opening asks of her, by all that is known of her."""
    profile = profile_of(fold(HERE, events, TODAY + timedelta(1)), TODAY)
    return [explained(opening, profile, TODAY) for opening in OPENINGS]


BASE = asked(hers())


@st.composite
def others(draw):
    """Facts of every other type, on any day, by anybody; none of them of her course, which was hers before."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(OTHER))
        fact = draw(facts(FACTS[name]).filter(lambda one: "V1" not in str(msgspec.to_builtins(one))))
        on = BEGIN + timedelta(draw(st.integers(-200, 260)))
        found.append(event(name, fact, 1000 + number, on, draw(st.sampled_from(PROVIDERS))))
    return found


@given(more=others(), shuffled=st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_no_other_fact_of_hers_and_no_order_of_arrival_changes_what_is_asked(more, shuffled):
    events = [*hers(), *more]
    shuffled.shuffle(events)
    assert asked(events) == BASE


@pytest.mark.parametrize("name", OTHER)
@given(data=st.data())
@settings(max_examples=3)
def test_a_fact_of_any_other_type_changes_nothing(name, data):
    fact = data.draw(facts(FACTS[name]).filter(lambda one: "V1" not in str(msgspec.to_builtins(one))))
    assert asked([*hers(), event(name, fact, 1000, BEGIN + timedelta(100))]) == BASE


@pytest.mark.parametrize("name", CHANGED)
def test_a_fact_that_counts_changes_only_what_it_belongs_to(name):
    data, belongs = CHANGED[name]
    after = asked([*hers(), event(name, fact_of(name, data), 2000, BEGIN + timedelta(200))])
    changed = {
        one.what
        for before, now in zip(BASE, after, strict=True)
        for one in {*before.requirements} ^ {*now.requirements}
    }
    assert changed == belongs
    assert ([each.warnings for each in after] != [each.warnings for each in BASE]) == (belongs == {"entitlement"})


def test_what_is_known_of_a_day_comes_in_any_order(seed):
    random, events = Random(seed), hers()
    for _ in range(20):
        random.shuffle(events)
        assert asked(events) == BASE


def test_every_type_is_looked_at():
    assert len(OTHER) >= 70
    assert {"ReferralReceived", "RiskAssessed", "SupportReportRegistered", "DependantsNeedIdentified"} <= set(OTHER)
