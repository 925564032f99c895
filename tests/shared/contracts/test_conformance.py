"""What a door lets in is read from the store as the same fact."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.contracts import FACTS, decoder_of
from shared.contracts.public import fact_of, model_of
from tests.shared.contracts.made_up import facts


@pytest.mark.parametrize("name", sorted(FACTS))
@given(data=st.data())
@settings(max_examples=15)
def test_what_the_model_lets_in_the_store_reads_as_the_same_fact(name, data):
    fact = data.draw(facts(FACTS[name]))
    raw = msgspec.json.encode(fact)
    held = model_of(FACTS[name]).model_validate_json(raw)
    assert decoder_of(name).decode(raw) == fact == fact_of(name, raw)
    assert {field: getattr(held, field) for field in fact.__struct_fields__} == msgspec.structs.asdict(fact)


@pytest.mark.parametrize("name", sorted(FACTS))
@given(data=st.data())
@settings(max_examples=5)
def test_what_the_store_writes_of_a_fact_the_model_lets_in_again(name, data):
    fact = data.draw(facts(FACTS[name]))
    held = model_of(FACTS[name]).model_validate_json(msgspec.json.encode(fact))
    assert decoder_of(name).decode(held.model_dump_json()) == fact


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_published_schema_and_the_fact_name_the_same_fields(name):
    schema = model_of(FACTS[name]).model_json_schema()
    fields = msgspec.structs.fields(FACTS[name])
    assert list(schema["properties"]) == [field.name for field in fields]
    assert schema.get("required", []) == [field.name for field in fields if field.required]
    assert schema["additionalProperties"] is False
    assert schema["description"].startswith(FACTS[name].__doc__ or "-")
    assert schema["example"] == FACTS[name].example


def test_what_is_left_out_and_what_is_null_are_the_same_fact():
    told = {"step_id": "E1", "band": None}
    assert fact_of("EconomicSupportChanged", told) == fact_of("EconomicSupportChanged", {"step_id": "E1"})
    assert json.loads(msgspec.json.encode(fact_of("EconomicSupportChanged", told))) == {"step_id": "E1"}


def test_a_fact_is_frozen_and_made_by_keywords():
    fact = fact_of("NeedMet", {"need_id": "n1", "confirmed_by_her": True})
    with pytest.raises(AttributeError):
        setattr(fact, "need_id", "n2")  # noqa: B010 - the checker of types refuses it written plainly
    with pytest.raises(TypeError):
        FACTS["NeedMet"]("n1", True)
