"""What is never collected has no field and no code; and the lint that says so can see."""

from types import new_class
from typing import Annotated, Literal

import pytest
from pydantic import Field, StringConstraints

from shared.contracts import FACTS
from shared.contracts.lint import ALLOWED, Finding, findings, lets_in, sightings
from shared.facts import Code, Day, Fact, Ref


@pytest.mark.parametrize("name", sorted(FACTS))
def test_nothing_is_collected_that_must_not_be(name):
    assert findings(FACTS[name]) == []


def test_every_exception_is_still_needed():
    assert {sighting for fact in FACTS.values() for sighting in sightings(fact)} == ALLOWED


def spoken(name: str, /, **fields: object) -> type[Fact]:
    """A type that nobody would publish, with these fields."""
    return new_class(name, (Fact,), exec_body=lambda body: body.update(__annotations__=fields, __module__=__name__))


@pytest.mark.parametrize(
    "field",
    [
        "name", "first_name", "surname", "nickname", "alias", "birth_date", "date_of_birth", "dob", "age",
        "phone", "mobile", "whatsapp_ref", "email", "e_mail", "address", "street", "postcode", "passport_ref",
        "document_ref", "nie", "dni", "fiscal_code", "file_number", "permit_number", "photo_ref", "latitude",
        "story_ref", "children", "mother_ref", "iban",
    ],
)  # fmt: skip
def test_a_field_for_who_she_is_is_seen(field):
    assert findings(spoken("NeedNoted", **{field: Ref})) == [Finding(f"NeedNoted.{field}", "identity")]


@pytest.mark.parametrize("field", ["nationality", "citizenship", "ethnicity", "religion", "diagnosis"])
def test_a_field_for_her_origin_belief_or_illness_is_seen(field):
    assert findings(spoken("NeedNoted", **{field: Code})) == [Finding(f"NeedNoted.{field}", "origin")]


AUTHORITIES = ["cooperates", "police_report", "complaint_made", "denuncia", "querella", "questura", "testified"]


@pytest.mark.parametrize("word", AUTHORITIES)
def test_what_she_tells_authorities_is_seen_as_field_code_or_type(word):
    as_field = spoken("NeedNoted", **{word: bool})
    as_code = spoken("NeedNoted", kind=Literal["other", word])
    as_type = spoken("".join(part.capitalize() for part in word.split("_")), step_id=Ref)
    assert findings(as_field) == [Finding(f"NeedNoted.{word}", "authorities")]
    assert findings(as_code) == [Finding(f"NeedNoted.kind={word}", "authorities")]
    assert findings(as_type) == [Finding(as_type.__name__, "authorities")]


def test_a_code_is_seen_in_a_set_with_bounds_that_may_be_left_out():
    kind = Annotated[frozenset[Literal["police_told"]], Field(max_length=3)] | None
    assert findings(spoken("NeedNoted", kinds=kind)) == [Finding("NeedNoted.kinds=police_told", "authorities")]


@pytest.mark.parametrize("code", ["non_attendance", "no_show", "missed_sessions", "absent", "behaviour", "sanction"])
@pytest.mark.parametrize(("name", "field"), [("StepStopped", "reason"), ("StepDropped", "outcome")])
def test_attendance_or_conduct_as_a_ground_to_end_is_seen(name, field, code):
    assert findings(spoken(name, **{field: Literal["other", code]})) == [
        Finding(f"{name}.{field}={code}", "attendance")
    ]


def test_attendance_of_a_session_is_no_ground_to_end():
    assert findings(spoken("MeetingNoted", outcome=Literal["attended", "missed"])) == []


def test_the_cooperation_of_providers_is_allowed_at_its_place_alone():
    assert findings(spoken("NeedNoted", resolution=Literal["cooperation"])) != []
    assert findings(spoken("CooperationEnded", step_id=Ref)) != []


def test_an_open_reason_is_seen():
    assert findings(spoken("StepStopped", reason=Code)) == [Finding("StepStopped.reason", "open_reason")]


@pytest.mark.parametrize("field", ["conditional", "conditionality", "performance", "sanction", "obligations"])
def test_support_with_a_condition_is_seen(field):
    assert Finding(f"SupportGiven.{field}", "condition") in findings(spoken("SupportGiven", **{field: bool}))


def test_a_conditional_support_is_seen_even_where_the_field_is_allowed():
    assert findings(spoken("StepStarted", conditional=bool)) == [
        Finding("StepStarted.conditional", "conditional_support")
    ]


@pytest.mark.parametrize(
    "kind",
    [
        str,
        str | None,
        frozenset[str],
        Annotated[str, StringConstraints(max_length=80)],
        Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")],
        dict[str, str],
    ],
)
def test_a_field_that_lets_free_text_in_is_seen(kind):
    assert findings(spoken("NeedNoted", given=kind)) == [Finding("NeedNoted.given", "free_text")]


def test_codes_ids_and_days_let_no_free_text_in():
    assert findings(spoken("NeedNoted", code=Code, ref=Ref, day=Day, refs=frozenset[Ref])) == []
    assert lets_in(Ref, "n1")
