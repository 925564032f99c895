"""A backup is all of a store but its key-encryption key, in two places, each for its owner alone."""

import stat

import pytest
from pysqlite3 import dbapi2 as sqlite3

from tests.deploy.command import ariadna, row, written
from tests.deploy.kept import FORGERIES, LOGS, nothing_restored
from tests.faults.faulty import contents


def test_the_key_encryption_key_is_in_no_copy_and_no_signing_key_is_in_clear(made):
    secrets = [made.kek.read_bytes().strip(), bytes.fromhex(made.kek.read_text().strip())]
    secrets += [line for name in ("tokens", "checkpoints") for line in pem(made.data / "keys" / f"{name}.pem")]
    files = [path for place in (made.backup, made.keys) for path in place.rglob("*") if path.is_file()]
    assert len(files) > 8
    assert [path for path in files for secret in secrets if secret in path.read_bytes()] == []


def pem(path):
    return [line for line in path.read_bytes().splitlines() if not line.startswith(b"--")]


def test_no_key_lies_with_the_logs(made):
    assert sorted(path.name for path in made.backup.iterdir()) == sorted([*(f"{n}.db" for n in LOGS), "manifest.json"])
    wrapped = [line[2] for line in contents(made.data / "keys" / "keys.db")["stream_keys"]]
    assert wrapped
    assert not any(secret in path.read_bytes() for path in made.backup.iterdir() for secret in wrapped)


def test_refused_rows_of_imports_are_not_copied(places, tmp_path):
    ariadna("import", written(tmp_path / "bad.ndjson", [row(type="Zxqv")]), "--keep-recorded-at", "--data", places.data)
    assert list((places.data / "imports").iterdir())
    places.make()
    places.restore()
    assert not (places.new / "imports").exists()


def test_copies_are_for_their_owner_alone(made):
    made.restore()
    for place in (made.backup, *made.key_copies(), made.new / "keys"):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        for path in place.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_a_backup_says_what_was_copied_and_for_how_long_nobody_could_write(places):
    told = places.make("--json")
    assert told.code == 0
    assert set(told.json) == {"events", "bytes", "held_seconds", "keys"}
    assert told.json["events"]["intake"] > 30
    assert "intake" not in told.err or "{" not in told.err


def test_a_finished_backup_is_never_written_over(made):
    before = {path.name: path.read_bytes() for path in made.backup.iterdir()}
    assert made.make().code == 1
    assert {path.name: path.read_bytes() for path in made.backup.iterdir()} == before


def test_an_unfinished_backup_is_none_and_made_again_by_the_same_command(made):
    (made.backup / "manifest.json").unlink()
    (made.backup / "unfinished").touch()
    told = made.restore()
    assert (told.code, nothing_restored(made)) == (1, True)
    assert "no finished backup" in told.err
    assert made.make().code == 0
    assert made.restore().code == 0


def test_a_folder_with_anything_else_is_not_touched(places):
    places.backup.mkdir()
    (places.backup / "notes.txt").write_text("mine")
    assert places.make().code == 1
    assert (places.backup / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("backup", "keys"),
    [("b", "b"), ("b", "b/k"), ("k/b", "k"), ("data/b", "k"), ("b", "data/keys"), ("b", "data/k"), (".", "k")],
)
def test_backup_keys_and_data_lie_apart(store, backup, keys):
    place = store.parent
    told = ariadna("backup", place / backup, "--keys", place / keys, "--data", store)
    assert (told.code, told.out) == (2, "")
    assert not (place / "b").exists()


def test_a_link_into_the_other_place_is_seen_through(store, tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "b")
    assert ariadna("backup", tmp_path / "b", "--keys", tmp_path / "link" / "k", "--data", store).code == 2


def test_without_a_place_for_the_keys_there_is_no_backup(places):
    assert ariadna("backup", places.backup, "--data", places.data).code == 2


def test_without_a_store_there_is_nothing_to_copy_and_nothing_is_made(places, tmp_path):
    told = ariadna("backup", places.backup, "--keys", places.keys, "--data", tmp_path / "none")
    assert told.code == 1
    assert not places.backup.exists()
    assert not (tmp_path / "none").exists()


def test_what_an_interrupted_copy_of_the_keys_left_is_taken_away(made, tmp_path):
    (left := made.keys / "20200101T000000.000000Z").mkdir()
    (left / "unfinished").touch()
    made.backup = tmp_path / "second"
    assert made.make().code == 0
    assert not left.exists()


@pytest.mark.parametrize("what", FORGERIES)
def test_a_log_that_is_not_what_was_signed_is_not_signed_anew(places, what):
    tampered = sqlite3.connect(places.data / "intake.db", isolation_level=None)
    tampered.execute(FORGERIES[what].replace("SET state = cast(substr(state, 1, 100)", "SET link = cast(x'00'"))
    tampered.execute("UPDATE head SET position = (SELECT max(position) FROM stored_events)")
    tampered.close()
    told = places.make()
    assert told.code == 4
    assert "verify" in told.err.replace("\n", " ")
    assert not (places.backup / "manifest.json").exists()


def test_a_place_that_can_not_be_written_is_told_in_one_line(places, tmp_path):
    (tmp_path / "file").touch()
    places.backup = tmp_path / "file" / "backup"
    told = places.make()
    assert told.code == 1
    assert "Traceback" not in told.err
