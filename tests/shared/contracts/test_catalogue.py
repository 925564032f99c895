"""The language says what the catalogue says, and nothing else."""

from typing import get_args

import pytest

from shared.contracts import FACTS, STEP_TYPES, WORK_DIMENSIONS, Dimension, public
from shared.facts import Door, Role
from tests.shared.contracts.catalogue import CATALOGUE, EVENTS, Told, shape_of, spoken_fields, told_fields

TYPES = sorted(EVENTS)
ELIDED = "…"


def test_every_type_of_the_catalogue_is_spoken_and_no_other():
    assert len(CATALOGUE["events"]) == len(EVENTS) == 109
    assert set(FACTS) == set(EVENTS)


def test_dimensions_doors_and_roles_are_those_of_the_catalogue():
    assert list(get_args(Dimension)) == CATALOGUE["dimensions"]
    assert list(get_args(Door)) == list(CATALOGUE["doors"])
    assert list(get_args(Role)) == [*CATALOGUE["roles"], "machine"]  # people's roles, and that of their programs
    assert all(dimension in CATALOGUE["doors"]["employment"] for dimension in WORK_DIMENSIONS)
    assert not any(other in CATALOGUE["doors"]["employment"] for other in set(get_args(Dimension)) - WORK_DIMENSIONS)


@pytest.mark.parametrize("name", TYPES)
def test_door_stream_author_and_rule_are_those_of_the_catalogue(name):
    event, fact = EVENTS[name], FACTS[name]
    assert (fact.door, fact.stream) == (event["door"], event["stream"].split()[0])
    assert (fact.posted_by, fact.condition) == (event["posted_by"], event["rule"])
    assert fact.local == ("never published" in event["rule"])


@pytest.mark.parametrize("name", TYPES)
def test_every_field_is_named_and_optional_as_in_the_catalogue(name):
    told = {field.name: field.optional for field in told_fields(EVENTS[name])}
    if name in STEP_TYPES:
        told["dimension"] = False
    assert {field: optional for field, (optional, _) in spoken_fields(FACTS[name]).items()} == told


@pytest.mark.parametrize("name", TYPES)
def test_every_field_has_the_kind_codes_and_bounds_of_the_catalogue(name):
    spoken = spoken_fields(FACTS[name])
    for field in told_fields(EVENTS[name]):
        _, shape = spoken[field.name]
        assert shape.kind == field.shape.kind, field.name
        assert field.shape.bounds in (None, shape.bounds), field.name


@pytest.mark.parametrize("name", TYPES)
def test_the_example_of_the_catalogue_is_spoken(name):
    told, spoken = EVENTS[name]["example"], FACTS[name].example
    added = {"dimension"} if name in STEP_TYPES else {"reason", "note"} if name == "EmergencyAccessUsed" else set()
    assert set(told) <= set(spoken) <= set(told) | added
    for field, value in told.items():
        assert spoken[field] == value or ELIDED in str(value)
    public.fact_of(name, spoken)


def test_every_number_is_bounded():
    shapes = [shape for fact in FACTS.values() for _, shape in spoken_fields(fact).values() if shape.kind == "int"]
    assert shapes
    assert all(shape.bounds for shape in shapes)


@pytest.mark.parametrize("wording", ["level:crimson", "level:code[a,b", "level:int some", "lev el:bool", "level"])
def test_a_wording_that_is_not_understood_is_seen(wording):
    with pytest.raises((ValueError, KeyError)):
        told_fields({"type": "Invented", "fields": wording})


def test_a_field_of_another_kind_is_seen():
    (told,) = told_fields({"type": "Invented", "fields": "given:int 1-5"})
    assert told == Told("given", False, told.shape)
    assert shape_of(FACTS["GoalReviewed"].__annotations__["self_rating"]) == told.shape
    assert shape_of(FACTS["ApplicationSent"].__annotations__["count"]) != told.shape
