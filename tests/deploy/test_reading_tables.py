"""Rows out of tables (CSV) through a mapping."""

import io
import sys
from uuid import UUID

import pytest

from deploy.reading import read
from tests.deploy.register import HEADER, MAPPING, written

HER = "4f6a3f5e-63a1-4c37-9f0e-6f7f0f8f2a01"


@pytest.fixture
def table(tmp_path):
    def rows(content, mapping=MAPPING, header=HEADER):
        path = written(tmp_path / "rows.csv", header.encode() + content)
        return list(read(path, written(tmp_path / "map.yaml", mapping)))

    return rows


def test_a_row_of_a_table_is_an_event_by_its_mapping(table):
    [row] = table(b"c1,1,Far,2026-01-12,begins,,\n")

    assert row.line == 2
    assert row.raw == "c1,1,Far,2026-01-12,begins,,"
    assert UUID(row.event.pop("event_id")).version == UUID(row.event.pop("pathway_id")).version == 5
    assert row.event == {
        "type": "StepStarted",
        "schema_version": 1,
        "provider_id": "BCN-FAR",
        "occurred_on": "2026-01-12",
        "data": {"step_id": "s1", "dimension": "health", "conditional": False},
    }


def test_ids_are_the_same_for_the_same_cells_and_for_no_others(table):
    rows = table(b"c1,1,Far,2026-01-12,begins,,\nc1,1,Nou,2026-02-12,begins,,\nc1,2,Far,2026-01-12,begins,,\n")
    one, again, other = [row.event for row in rows]

    assert one["event_id"] == again["event_id"] != other["event_id"]
    assert one["pathway_id"] == other["pathway_id"] != one["event_id"]


def test_two_cells_do_not_run_into_one(table):
    one, other = table(b"c1,11,Far,2026-01-12,begins,,\nc11,1,Far,2026-01-12,begins,,\n")

    assert one.event["event_id"] != other.event["event_id"]


def test_codes_defaults_numbers_and_empty_cells(table):
    rows = table(
        b"c1,1,Far,2026-01-12,begins,,\n"
        b"c1,2,Far,2026-01-13,meets,yes,50\n"
        b"c1,3,Far,2026-01-14,meets,perhaps,\n"
        b"c1,4,Far,2026-01-15,meets,,60\n"
    )
    session = {"step_id": "s1", "format": "individual", "dimension": "health"}

    assert [row.event["data"] for row in rows[1:]] == [
        {**session, "outcome": "attended", "minutes": 50},
        {**session, "outcome": "missed_informed"},
        {**session, "outcome": "missed_informed", "minutes": 60},
    ]


def test_lists_truth_values_and_capitals(table):
    rows = table(b"c1,1,Far,2026-01-12,speaks,asylum; work,1\nc1,2,Far,2026-01-12,paid,fw-a,\n")

    assert rows[0].event["data"] == {
        "topics": ["asylum", "work"], "language": "ca", "interpreter": True, "understood": "confirmed",
    }  # fmt: skip
    assert rows[1].event["data"] == {"funding_window_id": "FW-A", "last_day": "2026-12-31", "status": "confirmed"}
    assert rows[1].event["pathway_id"] is None


@pytest.mark.parametrize(
    ("clock", "cell", "clocks"),
    [
        ("occurred_on: {column: day, format: '%d/%m/%Y'}", "12/01/2026", {"occurred_on": "2026-01-12"}),
        ("occurred_on: {column: day}", "2026-01-12 23:59:00+01:00", {"occurred_on": "2026-01-12"}),
        (
            "occurred_at: {column: day}\nrecorded_at: {column: day}",
            "2026-01-12 09:30:00.5+01:00",
            {"occurred_at": "2026-01-12T09:30:00.500000+01:00", "recorded_at": "2026-01-12T08:30:00.500000Z"},
        ),
    ],
)
def test_clocks(table, clock, cell, clocks):
    [row] = table(f"c1,1,Far,{cell},begins,,\n".encode(), MAPPING.replace("occurred_on: {column: day}", clock))

    assert {key: value for key, value in row.event.items() if key.endswith(("_on", "_at"))} == clocks


ZONED = MAPPING.replace("occurred_on: {column: day}", "occurred_at: {column: day}\nrecorded_at: {column: day}")
UNFIT = {
    b"c1,1,Far,2026-01-12,begins,": "6 cells where there are 7 columns",
    b"c1,1,Far,2026-01-12,begins,,,": "8 cells where there are 7 columns",
    b"c1,,Far,2026-01-12,begins,,": "column number: empty",
    b"c1,1,,2026-01-12,begins,,": "column team: names no provider",
    b"c1,1,--,2026-01-12,begins,,": "column team: neither letter nor digit",
    b"c1,1,Far,,begins,,": "column day: empty",
    b"c1,1,Far,marker-9,begins,,": "column day: not a date or moment in the format iso",
    b"c1,1,Far,2026-01-12,marker-9,,": "column kind: not in the table of the mapping",
    b"c1,1,Far,2026-01-12,meets,yes,marker-9": "column minutes: not a whole number",
    b"c1,1,marker-9,2026-01-12,speaks,work,0": "column team: not among the codes",
    b'c1,1,"Far"marker-9,2026-01-12,begins,,': "a quote is out of place, or a cell is too long",
    b"c1,1,Far,2026-01-12,begins,marker-9\xe9,": "not in utf-8",
    b"c1,1,Far,2026-01-12,begins," + b"x" * 200_000 + b",": "a quote is out of place, or a cell is too long",
}


@pytest.mark.parametrize("bad", UNFIT, ids=list(UNFIT.values()))
def test_a_row_that_fits_no_event_is_told_by_file_and_line_and_reading_goes_on(table, bad):
    good = b"c1,1,Far,2026-01-12,begins,,\n"
    rows = table(good + b"\n" + bad + b"\n" + good)

    assert [row.line for row in rows] == [2, 4, 5]
    assert rows[1].event is None
    assert rows[1].problem == f"rows.csv, line 4: {UNFIT[bad]}"
    assert rows[1].raw == bad.decode(errors="replace")
    assert rows[0].event == rows[2].event is not None


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("2026-01-12 09:30:00", "a moment without its zone"),
        ("0001-01-01 00:00:00+14:00", "out of the range of dates"),
    ],
)
def test_a_moment_needs_its_zone_and_a_place_among_the_dates(table, cell, told):
    [row] = table(f"c1,1,Far,{cell},begins,,\n".encode(), ZONED)

    assert row.problem == f"rows.csv, line 2: column day: {told}"


def test_a_byte_order_mark_begins_a_table(table):
    [row] = table(b"c1,1,Far,2026-01-12,begins,,\n", header="\ufeff" + HEADER)

    assert row.event["type"] == "StepStarted"


def test_a_cell_may_go_over_several_lines_and_a_row_is_where_it_begins(table):
    rows = table(b'c1,1,Far,2026-01-12,begins,"one\ntwo",\nc1,2,Far,2026-01-12,begins,,\n')

    assert [(row.line, row.problem) for row in rows] == [(2, None), (4, None)]


def test_another_encoding_and_delimiter(table):
    mapping = "encoding: latin-1\ndelimiter: ';'\n" + MAPPING
    [row] = table("c1;1;Fàr;2026-01-12;begins;;\n".encode("latin-1"), mapping, HEADER.replace(",", ";"))

    assert row.event["provider_id"] == "BCN-FAR"


def test_a_table_all_of_one_provider(table):
    mapping = MAPPING.replace("{column: team, as: slug, prefix: BCN-}", "BCN-FAR").replace(
        "{uuid5: [a made-up register, case]}", "{column: case}"
    )
    [row] = table(f"{HER},1,,2026-01-12,begins,,\n".encode(), mapping)

    assert (row.event["provider_id"], row.event["pathway_id"]) == ("BCN-FAR", HER)


def test_every_other_kind_of_row(table):
    [row] = table(
        b"c1,1,Far,2026-01-12,ends,,\n",
        MAPPING + "  otherwise: {type: OwnHistoryGiven, data: {format: print, language: ca}}\n",
    )

    assert row.event["type"] == "OwnHistoryGiven"


def test_a_table_is_read_from_standard_input(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"{HEADER}c1,1,,2026-01-12,begins,,\n".encode())))

    [row] = read("-", written(tmp_path / "map.yaml", MAPPING))

    assert row.problem == "standard input, line 2: column team: names no provider"
