"""The command line: exit codes, results on standard output, messages and progress on standard error."""

import json
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.access import Signer, Verifier
from tests.deploy.command import COMMANDS, PATHWAY, Told, ariadna, row, written
from tests.journeys.running import ariadna as in_a_process


def test_a_token_and_nothing_else_is_printed(tmp_path):
    told = in_a_process("token", "--provider", "BCN-FAR", "--role", "worker", "--actor", "st_7", "--data", tmp_path)
    assert told.returncode == 0
    assert told.stderr == ""
    (token,) = told.stdout.splitlines()
    reader = Verifier(Signer.load_or_create(tmp_path / "keys").public_key).reader(token)
    assert (reader.provider_id, reader.role, reader.actor) == ("BCN-FAR", "worker", "st_7")
    assert 14 * 60 < reader.expires - datetime.now(UTC).timestamp() < 15 * 60 + 5


WRONG = [
    ["import", "nowhere.json", "--keep-recorded-at"],
    ["import", "-"],
    ["import", "-", "--keep-recorded-at", "--provider", "BCN-FAR"],
    ["import", "-", "--provider", "a name"],
    ["import", "-", "--provider", "BCN-FAR", "--role", "nobody"],
    ["import"],
    ["views", "not-a-uuid"],
    ["views", PATHWAY, "--as-of", "2026-02-30"],
    ["views", PATHWAY, "--known-at", "yesterday"],
    ["history", PATHWAY, "--as-of", "x"],
    ["gaps", "--on", "31/12/2026"],
    ["funding-at-risk"],
    ["funding-at-risk", "--on", "2026-13-01"],
    ["funding-at-risk", "--on", "2026-05-01", "--horizon", "-1"],
    ["what-if"],
    ["what-if", "--end", "fw1"],
    ["what-if", "--end", "a name=2026-05-01"],
    ["what-if", "--end", "fw1=soon"],
    ["funding-impact", "--from", "2026-01-01"],
    ["next-choice", PATHWAY],
    ["tick", "--on", "soon"],
    ["tasks", "--provider", "nobody there"],
    ["rebuild", "--processes", "0"],
    ["token", "--provider", "BCN-FAR"],
    ["token", "--provider", "BCN-FAR", "--role", "boss"],
    ["token", "--provider", "a name", "--role", "worker"],
    ["token", "--provider", "BCN-FAR", "--role", "worker", "--actor", "a name"],
    ["serve", "everything"],
    ["nothing-like-this"],
]


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_use_is_exit_code_2_and_told_on_standard_error(store, arguments):
    data = [] if arguments == ["nothing-like-this"] else ["--data", store]
    told = ariadna(*arguments, *data)
    assert told.code == 2
    assert told.out == ""
    assert told.err


def test_an_unknown_pathway_is_exit_code_1_and_told_in_one_line(store):
    told = in_a_process("views", uuid4(), "--data", store)
    assert (told.returncode, told.stdout) == (1, "")
    assert "Traceback" not in told.stderr
    assert told.stderr.count("\n") == 1


def test_without_a_store_there_is_nothing_to_read_and_none_is_made(tmp_path):
    for arguments in (["views", PATHWAY], ["gaps"], ["verify"], ["rebuild"]):
        told = ariadna(*arguments, "--data", tmp_path / "none")
        assert (told.code, told.out) == (1, "")
    assert not (tmp_path / "none").exists()


READINGS = [
    ["views", PATHWAY],
    ["history", PATHWAY, "--json"],
    ["gaps", "--json"],
    ["funding-at-risk", "--on", "2026-05-01", "--json"],
    ["what-if", "--end", "fw1=2199-01-01", "--json"],
    ["what-if", "--end", "BCN-PSI/fw1=2199-01-01", "--json"],
    ["funding-impact", "--from", "2026-01-01", "--to", "2199-01-01", "--json"],
    ["fallbacks-missing", "--json"],
    ["next-choice", PATHWAY, "P2"],
    ["tick", "--on", "2026-05-01", "--json"],
    ["tasks", "--on", "2026-05-01", "--json"],
    ["rebuild", "--json"],
    ["verify", "--json"],
]


@pytest.mark.parametrize("arguments", READINGS, ids=lambda arguments: arguments[0])
def test_results_alone_are_on_standard_output(store, arguments):
    told = in_a_process(*arguments, "--data", store)
    assert told.returncode == 0
    json.loads(told.stdout)
    told = ariadna(*[part for part in arguments if part != "--json"], "--data", store)
    assert (told.code, bool(told.out)) == (0, True)


def test_progress_is_on_standard_error(store, tmp_path):
    told = in_a_process("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", store)
    assert told.returncode == 0
    assert told.stdout.count("\n") == 1
    assert "1 lines" in told.stdout
    assert "stored" in told.stderr


def test_the_data_folder_may_be_named_by_the_environment(store):
    told = in_a_process("views", PATHWAY, ARIADNA_DATA=str(store))
    assert json.loads(told.stdout)["open_days"] == 101


def test_a_supervisor_at_the_machine_reads_what_is_withheld_from_others(store):
    items = ariadna("history", PATHWAY, "--json", "--data", store).json["items"]
    assert [item["withheld"] for item in items] == [None] * len(items)


def test_funding_at_risk_has_its_keys(tmp_path):
    window = {"first_day": "2026-01-01", "last_day": "2026-03-31", "funder_type": "own", "dimensions": ["health"]}
    pathway = str(uuid4())
    events = [
        row(type="FundingWindowOpened", pathway_id=None, data={"funding_window_id": "fw1", **window}),
        row(
            type="StepStarted",
            pathway_id=pathway,
            data={"step_id": "P1", "dimension": "health", "funding_window_id": "fw1"},
        ),
    ]
    ariadna("import", written(tmp_path / "r.ndjson", events), "--keep-recorded-at", "--data", tmp_path / "data")
    assert ariadna("funding-at-risk", "--on", "2026-03-01", "--json", "--data", tmp_path / "data").json == [
        {
            "pathway_id": pathway,
            "step_id": "P1",
            "dimension": "health",
            "provider_id": "BCN-FAR",
            "funding_window_id": "fw1",
            "last_day": "2026-03-31",
            "days_left": 30,
            "handover": None,
            "fallback": None,
        }
    ]
    assert ariadna("funding-at-risk", "--on", "2026-01-15", "--json", "--data", tmp_path / "data").json == []
    assert ariadna("funding-at-risk", "--on", "2026-04-01", "--json", "--data", tmp_path / "data").json == []


def test_every_command_tells_what_it_does():
    assert isinstance(ariadna("--help"), Told)
    for name in COMMANDS:
        told = ariadna(name, "--help")
        assert (told.code, "--data" in told.out or name in ("demo", "witness")) == (0, True)
