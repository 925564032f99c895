"""What was stored once can be read for ever: a frozen sample of every type, `tests/stored/<schema_version>.ndjson`.

A line is never changed nor taken away: that is how a code that is dropped from a list is seen.
"""

import json
from pathlib import Path

import msgspec
import pytest

from shared.contracts import FACTS, decoder_of
from shared.contracts.lint import codes_of
from shared.contracts.public import fact_of

SAMPLES = [
    json.loads(line)
    for path in sorted((Path(__file__).parents[2] / "stored").glob("*.ndjson"))
    for line in path.read_text("utf-8").splitlines()
]


def without_order(data):
    return {key: sorted(value) if isinstance(value, list) else value for key, value in data.items()}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["type"])
def test_a_sample_is_read_with_all_that_it_holds(sample):
    fact = decoder_of(sample["type"]).decode(json.dumps(sample["data"]))
    assert type(fact) is FACTS[sample["type"]]
    assert without_order(msgspec.to_builtins(fact)) == without_order(sample["data"])


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["type"])
def test_a_sample_would_still_be_let_in(sample):
    assert fact_of(sample["type"], sample["data"]) == decoder_of(sample["type"]).decode(json.dumps(sample["data"]))


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_field_of_every_type_is_in_a_sample(name):
    seen = {field for sample in SAMPLES if sample["type"] == name for field in sample["data"]}
    assert seen == {field.name for field in msgspec.structs.fields(FACTS[name])}


def test_every_sample_says_the_version_of_its_file():
    for path in (Path(__file__).parents[2] / "stored").glob("*.ndjson"):
        told = {json.loads(line)["schema_version"] for line in path.read_text("utf-8").splitlines()}
        assert told == {int(path.stem)}


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_code_of_every_closed_list_is_in_a_sample(name):
    mine = [sample["data"] for sample in SAMPLES if sample["type"] == name]
    for field in msgspec.structs.fields(FACTS[name]):
        if codes := set(codes_of(field.type)):
            held = [data[field.name] for data in mine if field.name in data]
            assert codes == {code for value in held for code in (value if isinstance(value, list) else [value])}
