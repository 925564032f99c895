"""The command line: exit codes, results on one output and messages on the other, and tampering found."""

import json
import shutil
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from pysqlite3 import dbapi2 as sqlite3

from shared.access import Signer, Verifier
from tests.deploy.command import COMMANDS, PATHWAY, Told, ariadna, row, rows, written
from tests.journeys.running import ariadna as in_a_process

SERVICES = ("intake", "employment", "pathway")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    folder = tmp_path_factory.mktemp("imported")
    file = written(folder / "register.ndjson", [*rows(), *(row() for _ in range(30))])
    assert ariadna("import", file, "--keep-recorded-at", "--data", folder / "data").code == 0
    return folder / "data"


@pytest.fixture
def store(imported, tmp_path):
    """A copy to be tampered with."""
    shutil.copytree(imported, tmp_path / "data")
    return tmp_path / "data"


def tamper(store, service, statement, *values):
    """What somebody with the file in their hands can do."""
    connection = sqlite3.connect(store / f"{service}.db", isolation_level=None)
    connection.execute(statement, values)
    connection.close()


def found(store, *options):
    """What `verify` finds: exit code, and the first bad row by service."""
    told = ariadna("verify", "--json", "--data", store, *options)
    return told.code, {finding["service"]: finding["position"] for finding in told.json["findings"]}


def test_a_store_as_it_was_written_holds(store):
    told = ariadna("verify", "--data", store)
    assert told.code == 0
    assert "events hold" in told.out


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("place", [0, 1, 5, 20, 40, 60, 80, -1])
def test_a_changed_byte_of_a_stored_event_is_named(store, service, place):
    connection = sqlite3.connect(store / f"{service}.db", isolation_level=None)
    state = bytearray(connection.execute("SELECT state FROM stored_events WHERE position = 2").fetchone()[0])
    state[place] ^= 1
    connection.execute("UPDATE stored_events SET state = ? WHERE position = 2", (bytes(state),))
    connection.close()
    assert found(store) == (4, {service: 2})


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("column", ["originator_version", "topic", "event_id", "author", "link", "originator_id"])
def test_another_value_in_any_column_is_named(store, service, column):
    value = {"originator_version": "77", "topic": "'another'"}.get(column, "randomblob(16)")
    tamper(store, service, f"UPDATE stored_events SET {column} = {value} WHERE position = 3")
    assert found(store) == (4, {service: 3})


@pytest.mark.parametrize("service", SERVICES)
def test_a_deleted_row_is_named(store, service):
    tamper(store, service, "DELETE FROM stored_events WHERE position = 2")
    told = ariadna("verify", "--data", store)
    assert told.code == 4
    assert told.out.startswith(f"{service}: position 2: ")


@pytest.mark.parametrize("service", SERVICES)
def test_two_swapped_rows_are_named(store, service):
    for one, other in ((1, -1), (2, 1), (-1, 2)):
        tamper(store, service, "UPDATE stored_events SET position = ? WHERE position = ?", other, one)
    assert found(store) == (4, {service: 1})


@pytest.mark.parametrize("service", SERVICES)
def test_the_states_of_two_rows_put_in_each_others_place_are_named(store, service):
    tamper(
        store,
        service,
        "UPDATE stored_events SET state = (SELECT state FROM stored_events WHERE position = 3) WHERE position = 1",
    )
    assert found(store) == (4, {service: 1})


@pytest.mark.parametrize("service", SERVICES)
def test_a_row_put_in_is_named(store, service):
    tamper(
        store,
        service,
        "INSERT INTO stored_events SELECT (SELECT max(position) + 1 FROM stored_events), randomblob(16), 1, topic, state, "
        "randomblob(16), author, link FROM stored_events WHERE position = 1",
    )
    code, positions = found(store)
    assert (code, list(positions)) == (4, [service])


def cut(store, service, count=1):
    """Take rows off the end and put the log's own count in step, as somebody does who knows the format."""
    connection = sqlite3.connect(store / f"{service}.db", isolation_level=None)
    (last,) = connection.execute("SELECT max(position) FROM stored_events").fetchone()
    connection.execute("DELETE FROM stored_events WHERE position > ?", (last - count,))
    connection.execute("UPDATE head SET position = ?", (last - count,))
    connection.close()
    return last - count + 1


@pytest.mark.parametrize("service", SERVICES)
def test_a_cut_tail_is_found_by_the_checkpoint_beside_the_data(store, service):
    first = cut(store, service)
    assert found(store) == (4, {service: first})


def test_a_cut_tail_is_found_by_a_checkpoint_kept_elsewhere(store, tmp_path):
    kept = tmp_path / "kept.txt"
    kept.write_text(ariadna("checkpoint", "--data", store).out)
    shutil.rmtree(store / "checkpoints")
    first = cut(store, "intake", 3)
    assert found(store) == (0, {})
    assert found(store, "--kept", kept) == (4, {"intake": first})


def test_an_older_copy_is_found_by_a_checkpoint_kept_elsewhere(store, tmp_path):
    shutil.copytree(store, tmp_path / "older")
    file = written(tmp_path / "more.ndjson", [row()])
    ariadna("import", file, "--keep-recorded-at", "--data", store)
    kept = tmp_path / "kept"
    shutil.copytree(store / "checkpoints", kept)
    assert found(tmp_path / "older") == (0, {})
    code, positions = found(tmp_path / "older", "--kept", kept)
    assert (code, sorted(positions)) == (4, ["intake", "pathway"])


def test_another_history_of_the_same_length_is_found_by_a_checkpoint_kept_elsewhere(store, tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(store / "checkpoints", kept)
    shutil.copytree(store / "keys", tmp_path / "other" / "keys")
    file = written(tmp_path / "other.ndjson", [*rows(), *(row() for _ in range(30))])
    ariadna("import", file, "--keep-recorded-at", "--data", tmp_path / "other")
    assert found(tmp_path / "other") == (0, {})
    assert found(tmp_path / "other", "--kept", kept)[0] == 4


def test_a_checkpoint_that_somebody_changed_is_told(store):
    file = store / "checkpoints" / "intake.checkpoint"
    lines = file.read_text().splitlines(keepends=True)
    lines[1] = "1\n"
    file.write_text("".join(lines))
    assert found(store) == (4, {"checkpoints": None})


@pytest.mark.parametrize("what", ["nothing there", "an empty file", "an empty folder", "another text"])
def test_a_kept_checkpoint_that_is_none_is_never_passed_over_in_silence(store, tmp_path, what):
    kept = tmp_path / "kept"
    match what:
        case "an empty file":
            kept.touch()
        case "an empty folder":
            kept.mkdir()
        case "another text":
            kept.write_text("this is no checkpoint\n")
    assert ariadna("verify", "--kept", kept, "--data", store).code in (2, 4)


def test_a_missing_key_is_told(store):
    tamper(store / "keys", "keys", "DELETE FROM stream_keys WHERE key_id = 3")
    assert found(store)[0] == 4


def test_verify_writes_nothing_into_the_logs(store):
    before = {service: (store / f"{service}.db").read_bytes() for service in SERVICES}
    ariadna("verify", "--data", store)
    assert {service: (store / f"{service}.db").read_bytes() for service in SERVICES} == before


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
    ["tick", "--on", "soon"],
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
    ["tick", "--on", "2026-05-01", "--json"],
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
    for name in COMMANDS.commands:  # type: ignore[attr-defined]
        told = ariadna(name, "--help")
        assert (told.code, "--data" in told.out or name == "demo") == (0, True)
