"""Rows out of JSON: every format, and files that are not what they should be."""

import io
import json
import sys
from itertools import count, islice
from uuid import UUID

import pytest

from deploy.reading import documents, providers, read
from deploy.reading.lines import LONGEST
from tests.deploy.register import written

HER, OTHER = "4f6a3f5e-63a1-4c37-9f0e-6f7f0f8f2a01", "0d9a2a55-8f2e-4a86-8d2a-0b6f6c1f7b02"


def event(type_name="StepCompleted", pathway_id=HER, **data):
    return {"event_id": "e1", "type": type_name, "pathway_id": pathway_id, "provider_id": "BCN-FAR", "data": data}


def started(step_id="T1", dimension="health", pathway_id=HER):
    return event("StepStarted", pathway_id, step_id=step_id, dimension=dimension)


@pytest.fixture
def file(tmp_path):
    return lambda content, name="rows.json": written(tmp_path / name, content)


def scenario(*events, **more):
    return json.dumps({"fictitious": True, "events": list(events), **more}, indent=1)


def ndjson(*events):
    return "".join(json.dumps(each) + "\n" for each in events)


def dimensions(rows):
    return [row.event["data"].get("dimension") for row in rows]


FORMATS = {
    "scenario": (scenario(started(), event(step_id="T1")), "rows.json"),
    "scenario on one line": (json.dumps({"events": [started(), event(step_id="T1")]}), "rows.json"),
    "list": (json.dumps([started(), event(step_id="T1")]), "rows.json"),
    "list over lines": (json.dumps([started(), event(step_id="T1")], indent=2), "rows"),
    "ndjson": (ndjson(started(), event(step_id="T1")), "rows.ndjson"),
    "ndjson by its look": (ndjson(started(), event(step_id="T1")), "rows.txt"),
    "ndjson without a last line end": (ndjson(started(), event(step_id="T1")).rstrip(), "rows.jsonl"),
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_rows(file, name):
    rows = list(read(file(*FORMATS[name])))

    assert [row.line for row in rows] == [1, 2]
    assert [row.problem for row in rows] == [None, None]
    assert [row.event for row in rows] == [started(), event(step_id="T1", dimension="health")]


@pytest.mark.parametrize("name", FORMATS)
def test_standard_input_is_read_by_its_look(monkeypatch, name):
    content, _ = FORMATS[name]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))

    assert dimensions(read("-")) == ["health", "health"]
    assert providers("-") == []


def test_an_empty_file_has_no_rows(file):
    assert list(read(file(b""))) == []
    assert list(read(file(b"\n\n"))) == []
    assert providers(file(b"")) == []


def test_the_service_of_a_scenario_is_dropped_and_stamps_are_kept(file):
    given = {**started(), "service": "intake", "recorded_at": "2026-01-12T17:02:00Z", "role": "supervisor"}

    [row] = read(file(scenario(given)))

    assert row.event == {key: value for key, value in given.items() if key != "service"}


def test_a_scenario_fills_a_dimension_from_a_start_further_down(file):
    rows = read(file(scenario(event("SessionRecorded", step_id="T1"), started())))

    assert dimensions(rows) == ["health", "health"]


def test_lines_fill_a_dimension_from_a_start_further_up_only(file):
    rows = read(file(ndjson(event(step_id="T1"), started(), event(step_id="T1")), "rows.ndjson"))

    assert dimensions(rows) == [None, "health", "health"]


def test_a_dimension_is_that_of_the_step_of_the_same_pathway(file):
    plan = event("StepPlanned", OTHER, step_id="T1", dimension="housing")
    rows = read(file(scenario(plan, started(), event(step_id="T1"), event("StepSuspended", OTHER, step_id="T1"))))

    assert dimensions(rows) == ["housing", "health", "health", "housing"]


def test_a_dimension_that_is_given_stands(file):
    rows = read(file(scenario(started(), event(step_id="T1", dimension="housing"))))

    assert dimensions(rows) == ["health", "housing"]


@pytest.mark.parametrize("type_name", ["PlacementReviewed", "NeedIdentified", "NoSuchType", ["StepStarted"], None])
def test_only_steps_and_sessions_are_filled(file, type_name):
    assert dimensions(read(file(scenario(started(), event(type_name, step_id="T1"))))) == ["health", None]


def test_providers_of_a_scenario_are_registered_with_ids_that_stay(file):
    there = [{"id": "BCN-FAR", "name": "Entitat Fictícia Far", "city": "Barcelona"}]
    dated = [
        {**started(), "occurred_on": "2026-02-02", "recorded_at": "2026-02-02T10:00:00Z"},
        {**started(), "occurred_at": "2026-01-12T10:00:00+01:00", "recorded_at": "2026-02-03T10:00:00Z"},
    ]
    path = file(scenario(*dated, providers=there))

    [registered] = providers(path)

    assert registered == providers(path)[0]
    assert UUID(registered.pop("event_id")).version == 5
    assert registered == {
        "type": "ProviderRegistered",
        "schema_version": 1,
        "pathway_id": None,
        "provider_id": "BCN-FAR",
        "occurred_on": "2026-01-12",
        "recorded_at": "2026-02-02T10:00:00Z",
        "data": {"name": "Entitat Fictícia Far", "city": "Barcelona", "kind": "other"},
    }


@pytest.mark.parametrize(
    "content", [scenario(started()), ndjson(started(), started()), "[]", "{,\n", '{"providers": {}}']
)
def test_other_files_name_no_providers(file, content):
    assert providers(file(content)) == []


BAD_LINES = {
    b'{"event_id": "e1", "event_id": "e2"}': "duplicate_key",
    b'{"event_id": "marker-9"': "not_json",
    b'{"event_id": NaN}': "not_json",
    b'{"event_id": "\xff"}': "not_utf8",
    b"marker-9": "not_json",
    b'["marker-9"]': "not an object",
    b"{" + b" " * 2 * LONGEST + b"}": "not_json",
}


@pytest.mark.parametrize("bad", BAD_LINES, ids=list(BAD_LINES.values()))
def test_a_bad_line_is_told_by_file_and_number_and_reading_goes_on(file, bad):
    good = ndjson(started()).encode()
    rows = list(read(file(good + b"\n" + bad + b"\n" + good, "rows.ndjson")))

    assert [row.line for row in rows] == [1, 3, 4]
    assert [row.event for row in rows] == [started(), None, started()]
    problem = str(rows[1].problem)
    assert problem.startswith("rows.ndjson, line 3: ")
    assert BAD_LINES[bad] in problem
    assert "marker-9" not in problem
    assert rows[1].raw == bad[:LONGEST].decode(errors="replace")


def test_the_first_line_may_be_bad_too(file):
    rows = list(read(file(b"{,\n" + ndjson(started()).encode(), "rows.ndjson")))

    assert [bool(row.problem) for row in rows] == [True, False]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{\n"events": [\n{"a": 1,}\n]}', "rows.json, line 3: "),
        (b'{\n"events": [], "events": []\n}', "duplicate_key"),
        (b'{\n"event": []\n}', "neither a list of events"),
        (b"[1", "rows.json, line 1: "),
    ],
)
def test_a_document_that_is_no_list_of_events_is_one_bad_row(file, content, told):
    [row] = read(file(content))

    assert row.event is None
    assert told in str(row.problem)


def test_an_element_that_is_no_event_is_told_by_its_number(file):
    rows = list(read(file(json.dumps([started(), "marker-9"]))))

    assert rows[1].problem == "rows.json, event 2: not an object"
    assert json.loads(rows[1].raw) == "marker-9"


def test_lines_are_read_one_at_a_time():
    class Endless(io.RawIOBase):
        def __init__(self):
            self.given = count()

        def readable(self):
            return True

        def readinto(self, buffer):
            line = json.dumps({**started(), "event_id": f"e{next(self.given)}"}).encode() + b"\n"
            buffer[: len(line)] = line
            return len(line)

    rows = documents.rows(io.BufferedReader(Endless()), "endless")

    assert [json.loads(row.raw)["event_id"] for row in islice(rows, 3)] == ["e0", "e1", "e2"]
