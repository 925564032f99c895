"""Whoever changes, takes out, puts in or cuts off a stored row is found, and the first bad row is named."""

import shutil

import pytest
from pysqlite3 import dbapi2 as sqlite3

from tests.deploy.command import ariadna, row, rows, written

SERVICES = ("intake", "employment", "pathway")


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
        "INSERT INTO stored_events SELECT (SELECT max(position) + 1 FROM stored_events), randomblob(16), 1, topic, "
        "state, randomblob(16), author, link FROM stored_events WHERE position = 1",
    )
    code, positions = found(store)
    assert (code, list(positions)) == (4, [service])


def cut(store, service, count=1):
    """Take rows off the end and put all that the log keeps of itself in step, as who knows the format does."""
    connection = sqlite3.connect(store / f"{service}.db", isolation_level=None)
    (last,) = connection.execute("SELECT max(position) FROM stored_events").fetchone()
    connection.execute("DELETE FROM stored_events WHERE position > ?", (last - count,))
    connection.execute("UPDATE head SET position = ?", (last - count,))
    connection.execute("DELETE FROM signed")
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
    assert (code, sorted(positions)) == (4, ["intake", "notices", "notifications", "pathway"])


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
