"""Mappings that are not what they should be, or not of the table that they are for."""

import pytest

from deploy.reading import FaultyMapping, UnreadableTable, read
from tests.deploy.register import HEADER, MAPPING, written


@pytest.fixture
def file(tmp_path):
    return lambda content, name: written(tmp_path / name, content)


@pytest.mark.parametrize("header", ["case,number,team,day,kind,how\n", "\n", ""])
def test_a_column_that_is_not_there_is_told_by_the_key_that_names_it(file, header):
    with pytest.raises(
        FaultyMapping, match=r"rows\.csv: no column minutes, named by events\.table\.meets\.data\.minutes\.column"
    ):
        list(read(file(header, "rows.csv"), file(MAPPING, "map.yaml")))


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (HEADER.replace("how", "case"), r"rows\.csv, line 1: two columns have one name"),
        ("case,\xff\n", r"rows\.csv, line 1: not a line of column names in utf-8"),
    ],
)
def test_a_first_line_that_names_no_columns_is_no_table(file, header, told):
    rows = read(file(header.encode("latin-1"), "rows.csv"), file(MAPPING.replace("how", "case"), "map.yaml"))

    with pytest.raises(UnreadableTable, match=told):
        next(rows)


def test_a_table_without_a_mapping_is_refused_at_once(file):
    with pytest.raises(FaultyMapping, match="needs a mapping"):
        read(file(HEADER, "rows.csv"))


FAULTS = [
    ("event_id: {uuid5: [a made-up register, case, number]}", "", "event_id: Field required"),
    ("{uuid5: [a made-up register, case, number]}", "{uuid5: [alone]}", "event_id.uuid5: List should have at least 2"),
    ("{uuid5: [a made-up register, case]}", "{}", "pathway_id: give `uuid5` or `column`"),
    ("provider_id:", "provider:", "provider: Extra inputs are not permitted"),
    ("as: slug", "as: kebab", "provider_id.as: Input should be 'text', 'upper', 'slug', 'integer' or 'list'"),
    ("{column: team, as: slug, prefix: BCN-}", "{prefix: BCN-}", "provider_id: give a constant, or a `column`"),
    ("occurred_on: {column: day}", "", "give `occurred_on` or `occurred_at`"),
    ("occurred_on: {column: day}", "occurred_on: {colum: day}", "occurred_on.colum: Extra inputs are not permitted"),
    ("by: kind", "", "events.by: Field required"),
    ("type: StepStarted", "type: StepBegun", "events.table.begins.type: not a type of event"),
    ("conditional: false", "colour: red", "events.table.begins: StepStarted has no field colour"),
    ("format: individual", "", "events.table.meets: SessionRecorded needs format"),
    ("dimension: health", "dimension: {colum: how}", "events.table.begins.data.dimension.colum: Extra inputs"),
    ("occurred_on: {column: day}", "encoding: utf-16\noccurred_on: {column: day}", "encoding: Input should be 'utf-8'"),
    (
        "occurred_on: {column: day}",
        "delimiter: ab\noccurred_on: {column: day}",
        "delimiter: String should have at most",
    ),
    ("    meets:", "    begins:", "begins stands there twice"),
    ("by: kind", "by: [", "line "),
]


@pytest.mark.parametrize(("there", "instead", "told"), FAULTS)
def test_a_fault_in_a_mapping_is_told_by_its_key(file, there, instead, told):
    assert there in MAPPING
    with pytest.raises(FaultyMapping) as raised:
        read(file(HEADER, "rows.csv"), file(MAPPING.replace(there, instead, 1), "map.yaml"))

    assert any(told in fault for fault in raised.value.faults), raised.value.faults
    assert str(raised.value).startswith("map.yaml: ")


@pytest.mark.parametrize("content", [b"", b"- a list\n", b"text", b"caf\xe9: 1\n"])
def test_a_file_that_is_no_mapping(file, content):
    with pytest.raises(FaultyMapping):
        read(file(HEADER, "rows.csv"), file(content, "map.yaml"))


def test_all_faults_of_a_mapping_are_told_together(file):
    with pytest.raises(FaultyMapping) as raised:
        read("-", file(MAPPING.replace("by: kind", "").replace("as: slug", "as: kebab"), "map.yaml"))

    assert len(raised.value.faults) == 2
