"""What openings ask of her: ten made-up profiles against fifty made-up openings, and what may make a difference."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.employment.domain.profile import Profile
from services.employment.domain.requirements import LEVELS, Explained, Requirement, StaffWarning, explained
from tests.services.employment.domain import made_up, oracle
from tests.services.employment.domain.made_up import SKILLS, TODAY, pairs, table

EXPECTED = {row["opening"]: row for row in table("Expected")}
WORDS = {code: word for word, code in SKILLS.items()}
SAID = {"met": "+", "missed": "-", "nobody_knows": "?"}
WARNED = {"entitlement_absent": "!absent", "entitlement_ended": "!ended", "entitlement_ends_before": "!before"}
SHORT = {"entitlement": "work", "eqf_level": "eqf"}
PLACE = ("entitlement", "language", "skill", "eqf_level", "hours", "city")
OPENINGS, PROFILES = made_up.openings(), made_up.profiles()


def word(asked: Requirement) -> str:
    return WORDS.get(asked.of or "", asked.of) or SHORT.get(asked.what, asked.what)


def cell(found: Explained) -> str:
    """As the table tells it."""
    marks = [(PLACE.index(each.what), word(each), SAID[each.mark]) for each in found.requirements]
    warned = [WARNED[each.code] for each in found.warnings]
    return " ".join([*warned, *(f"{said}{mark}" for _, said, mark in sorted(marks))]) or "·"


def test_the_table_is_whole():
    assert (len(PROFILES), len(OPENINGS), list(EXPECTED)) == (10, 50, list(OPENINGS))
    marks = " ".join(" ".join(row.values()) for row in EXPECTED.values())
    assert all(f"{name}{mark}" in marks for name in ("work", "es", "cook", "eqf", "hours", "city") for mark in "+?")
    assert all(f"{name}-" in marks for name in ("es", "cook", "eqf", "hours", "city"))
    assert all(warned in marks for warned in WARNED.values())
    assert "work-" not in marks


def test_each_opening_tells_each_profile_what_the_table_says():
    wrong = [
        (name, who, found, EXPECTED[name][who])
        for name, who, opening, profile in pairs()
        if (found := cell(explained(opening, profile, TODAY))) != EXPECTED[name][who]
    ]
    assert wrong == []


def test_the_table_is_what_another_way_of_working_it_out_gives():
    people = {row["profile"]: row for row in table("Profiles")}
    openings = {row["opening"]: row for row in table("Openings")}
    found = {
        (name, who): oracle.expected(opening, person)
        for name, opening in openings.items()
        for who, person in people.items()
    }
    assert found == {(name, who): EXPECTED[name][who] for name in openings for who in people}


def test_what_is_asked_and_what_is_known_is_told():
    found = explained(OPENINGS["o26"], PROFILES["P4"], TODAY)
    assert found.warnings == [StaffWarning("entitlement_absent", None)]
    assert found.requirements == [
        Requirement("language", "es", "A1", None, "nobody_knows"),
        Requirement("skill", SKILLS["hygiene"], True, False, "missed"),
        Requirement("skill", SKILLS["team"], True, False, "missed"),
        Requirement("skill", SKILLS["cook"], True, True, "met"),
        Requirement("eqf_level", None, 3, None, "nobody_knows"),
        Requirement("hours", None, 38, 20, "missed"),
        Requirement("city", None, "Madrid", "Milano", "missed"),
    ]


def test_an_entitlement_that_is_not_there_is_for_staff_and_nothing_that_she_misses():
    opening = OPENINGS["o48"]
    absent, ended, short = (
        explained(opening._replace(said=_starting(opening, 20)), profile, TODAY)
        for profile in (
            Profile(entitled=False),
            Profile(entitled=True, entitled_until=TODAY - timedelta(1)),
            Profile(entitled=True, entitled_until=TODAY + timedelta(19)),
        )
    )
    assert [each.code for found in (absent, ended, short) for each in found.warnings] == [
        "entitlement_absent",
        "entitlement_ended",
        "entitlement_ends_before",
    ]
    assert not any(each.what == "entitlement" for found in (absent, ended, short) for each in found.requirements)


def test_a_warning_does_not_keep_an_opening_from_being_met():
    opening = OPENINGS["o45"]
    fit = Profile(entitled=False, eqf_level=1, hours_most=25, city="Milano")
    assert (explained(opening, fit, TODAY).met, explained(opening, Profile(), TODAY).met) == (True, False)


def test_an_entitlement_lasts_through_its_last_day():
    opening = OPENINGS["o48"]
    profile = Profile(entitled=True, entitled_until=TODAY)
    assert explained(opening, profile, TODAY).warnings == []
    assert explained(opening, profile, TODAY + timedelta(1)).warnings == [StaffWarning("entitlement_ended", TODAY)]


CHANGES = {
    "entitled": (("entitled", "entitled_until"), {"entitlement"}),
    "skills": (("skills",), {"skill"}),
    "languages": (("languages",), {"language"}),
    "eqf_level": (("eqf_level",), {"eqf_level"}),
    "hours_most": (("hours_most",), {"hours"}),
    "city": (("city",), {"city"}),
    "sectors": (("sectors",), set()),
}
"""By what is changed of a profile: its fields, and the only requirements that they belong to."""
ANY_PROFILE = st.builds(
    Profile,
    entitled=st.sampled_from([None, True, False]),
    entitled_until=st.none() | st.dates(TODAY - timedelta(99), TODAY + timedelta(400)),
    skills=st.none() | st.frozensets(st.sampled_from(sorted(WORDS))),
    languages=st.dictionaries(st.sampled_from(["es", "ca", "it", "en", "ar"]), st.sampled_from(LEVELS)),
    eqf_level=st.none() | st.integers(1, 8),
    hours_most=st.none() | st.integers(1, 40),
    city=st.sampled_from([None, "Barcelona", "Milano", "Madrid"]),
    sectors=st.frozensets(st.sampled_from(["catering", "care"])),
)


@pytest.mark.parametrize("what", CHANGES)
@given(one=ANY_PROFILE, other=ANY_PROFILE, opening=st.sampled_from(sorted(OPENINGS)))
def test_a_change_of_one_thing_changes_only_what_belongs_to_it(what, one, other, opening):
    fields, belongs = CHANGES[what]
    before = explained(OPENINGS[opening], one, TODAY)
    changed = one._replace(**{name: getattr(other, name) for name in fields})
    after = explained(OPENINGS[opening], changed, TODAY)
    assert [each for each in before.requirements if each.what not in belongs] == [
        each for each in after.requirements if each.what not in belongs
    ]
    assert before.warnings == after.warnings or "entitlement" in belongs


@given(profile=ANY_PROFILE, more=ANY_PROFILE, opening=st.sampled_from(sorted(OPENINGS)))
def test_to_know_or_to_have_more_never_turns_met_into_missed(profile, more, opening):
    richer = profile._replace(
        skills=(profile.skills or frozenset()) | (more.skills or frozenset()),
        languages={**more.languages, **profile.languages},
        eqf_level=max(profile.eqf_level or 1, more.eqf_level or 1),
        hours_most=max(profile.hours_most or 1, more.hours_most or 1),
    )
    before = explained(OPENINGS[opening], profile, TODAY).requirements
    after = explained(OPENINGS[opening], richer, TODAY).requirements
    assert not any((one.mark, other.mark) == ("met", "missed") for one, other in zip(before, after, strict=True))


def test_a_profile_has_no_field_for_what_must_not_count():
    assert set(Profile._fields) == {field for fields, _ in CHANGES.values() for field in fields}


def _starting(opening, days):
    return msgspec.structs.replace(opening.said, starts_on=TODAY + timedelta(days))
