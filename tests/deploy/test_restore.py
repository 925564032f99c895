"""A restore makes the store that was copied, on a clean place, or none at all."""

import json
import os
import shutil
from contextlib import closing

import pytest
from pysqlite3 import dbapi2 as sqlite3

from deploy.databases import KEYS, Files
from deploy.recovery import manifest
from deploy.wiring import Embedded
from shared.access import Revocations, Signer, Verifier
from shared.errors import KeysUnreadable, NotSignedIn
from shared.keys import KeyRing, key_encryption_key
from shared.store.sqlite import SqliteDatabase
from tests.deploy.command import PATHWAY, ariadna, row, written
from tests.deploy.kept import FORGERIES, LOGS, nothing_restored
from tests.faults.faulty import contents


def test_the_restored_store_is_the_one_that_was_copied(made):
    told = made.restore("--json")
    assert told.code == 0
    assert told.json["findings"] == []
    for name in LOGS:
        assert contents(made.new / f"{name}.db") == contents(made.data / f"{name}.db")
    assert contents(made.new / "keys" / "keys.db") == contents(made.data / "keys" / "keys.db")


def test_what_is_restored_reads_verifies_and_is_rebuilt_the_same_to_the_byte(made):
    made.restore()
    for reading in (["views", PATHWAY], ["history", PATHWAY, "--json"], ["gaps", "--json"]):
        assert ariadna(*reading, "--data", made.new) == ariadna(*reading, "--data", made.data)
    before = contents(made.data / "pathway.db")["overview"]
    assert before
    assert ariadna("rebuild", "--json", "--data", made.new).json["differing"] == 0
    assert sorted(contents(made.new / "pathway.db")["overview"]) == sorted(before)
    assert ariadna("verify", "--kept", made.data / "checkpoints", "--data", made.new).code == 0


def test_the_restored_store_goes_on(made, tmp_path):
    made.restore()
    told = ariadna("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", made.new)
    assert told.code == 0
    assert ariadna("verify", "--data", made.new).code == 0


def test_a_token_from_before_is_good_after_and_a_revoked_one_is_not(made):
    signer = Signer.load_or_create(made.data / "keys")
    good, revoked = (signer.issue("BCN-FAR", "worker") for _ in range(2))
    reader = Verifier(signer.public_key).reader
    with closing(Files(made.data).of(KEYS)) as database:
        Revocations(database).add(reader(revoked).token_id)
    shutil.rmtree(made.backup)
    made.make()
    made.restore()
    restored = Embedded(made.new)
    try:
        assert restored.verifier.reader(good) == reader(good)
        with pytest.raises(NotSignedIn):
            restored.verifier.reader(revoked)
    finally:
        restored.close()


def test_a_place_that_holds_anything_is_not_restored_to(made):
    made.new.mkdir()
    (made.new / "mine").touch()
    assert made.restore().code == 1
    assert [path.name for path in made.new.iterdir()] == ["mine"]


def test_a_live_store_is_never_restored_over(made):
    made.new = made.data
    before = {name: contents(made.data / f"{name}.db") for name in LOGS}
    assert made.restore().code == 1
    assert {name: contents(made.data / f"{name}.db") for name in LOGS} == before


def test_what_an_interrupted_restore_left_is_taken_away(made):
    (made.new / "restoring").mkdir(parents=True)
    (made.new / "restoring" / "intake.db").touch()
    (made.new / "employment.db").touch()
    assert made.restore().code == 0
    assert not (made.new / "restoring").exists()


@pytest.mark.parametrize("name", ["keys", "mine.txt"])
def test_what_no_restore_left_is_not_taken_away(made, name):
    (made.new / "restoring").mkdir(parents=True)
    (made.new / name).touch()
    assert made.restore().code == 1
    assert (made.new / name).exists()


@pytest.mark.parametrize("name", [*(f"{name}.db" for name in LOGS), "manifest.json"])
@pytest.mark.parametrize("what", ["changed", "cut", "gone"])
def test_an_altered_or_incomplete_backup_is_refused_and_the_file_named(made, name, what):
    path = made.backup / name
    content = path.read_bytes()
    if what == "gone":
        path.unlink()
    else:
        path.write_bytes(content[:-7] if what == "cut" else content[:20] + bytes([content[20] ^ 1]) + content[21:])
    told = made.restore()
    assert told.code == (1 if (name, what) == ("manifest.json", "gone") else 4)
    assert str(path) in told.err.replace("\n", "") or path.name == "manifest.json"
    assert nothing_restored(made)


@pytest.mark.parametrize("name", ["keys.db", "checkpoints.pem.sealed"])
def test_an_altered_copy_of_the_keys_is_refused_and_the_file_named(made, name):
    path = made.key_copies()[-1] / name
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    told = made.restore()
    assert (told.code, nothing_restored(made)) == (4, True)
    assert name in told.err.replace("\n", "")


def test_another_key_encryption_key_is_refused(made, tmp_path):
    other = tmp_path / "other"
    key_encryption_key(other)
    told = made.restore(kek=other)
    assert (told.code, nothing_restored(made)) == (1, True)
    assert "not the one that these keys were wrapped with" in told.err


def test_a_key_encryption_key_that_is_not_there_is_not_made(made, tmp_path):
    assert made.restore(kek=tmp_path / "none").code == 1
    assert not (tmp_path / "none").exists()


def test_a_key_encryption_key_that_others_can_read_is_refused(made):
    os.chmod(made.kek, 0o644)
    assert (made.restore().code, nothing_restored(made)) == (1, True)


def with_hashes(folder):
    """Put the manifest in step with the files, as somebody does who knows the format but holds no key."""
    path = folder / "manifest.json"
    said = json.loads(path.read_bytes())
    for name, file in said["files"].items():
        file |= {"bytes": (folder / name).stat().st_size, "sha256": manifest.sha256_of(folder / name)}
    path.write_text(json.dumps(said))


@pytest.mark.parametrize("what", FORGERIES)
@pytest.mark.parametrize("name", ["intake", "pathway"])
def test_a_forged_backup_with_hashes_that_fit_is_found_by_the_signed_checkpoint(made, name, what):
    copied = sqlite3.connect(made.backup / f"{name}.db", isolation_level=None)
    copied.execute(FORGERIES[what])
    copied.execute("UPDATE head SET position = (SELECT max(position) FROM stored_events)")
    copied.close()
    with_hashes(made.backup)
    told = made.restore()
    assert (told.code, nothing_restored(made)) == (4, True)
    assert told.out.startswith(f"{name}: position ")


def test_a_forged_checkpoint_is_refused(made):
    path = made.backup / "manifest.json"
    said = json.loads(path.read_bytes())
    said["logs"]["intake"]["checkpoint"] = said["logs"]["pathway"]["checkpoint"]
    path.write_text(json.dumps(said))
    assert (made.restore().code, nothing_restored(made)) == (4, True)


def test_a_file_outside_the_backup_is_never_taken(made, tmp_path):
    (tmp_path / "elsewhere.db").touch()
    path = made.backup / "manifest.json"
    said = json.loads(path.read_bytes())
    said["files"]["../../elsewhere.db"] = {"bytes": 0, "sha256": manifest.sha256_of(tmp_path / "elsewhere.db")}
    path.write_text(json.dumps(said))
    assert (made.restore().code, nothing_restored(made)) == (4, True)


@pytest.mark.parametrize("half", ["backup", "keys"])
def test_a_backup_of_a_newer_program_is_refused_as_such(made, half):
    folder = made.backup if half == "backup" else made.key_copies()[-1]
    said = json.loads((folder / "manifest.json").read_bytes())
    (folder / "manifest.json").write_text(json.dumps(said | {"format": 2, "more": "of it"}))
    told = made.restore()
    assert (told.code, nothing_restored(made)) == (1, True)
    assert "only a newer program can read" in told.err


def test_newer_keys_open_an_older_backup_and_older_keys_no_newer_one(made, tmp_path):
    older = made.backup
    made.backup = tmp_path / "second"
    ariadna("import", written(tmp_path / "more.ndjson", [row()]), "--keep-recorded-at", "--data", made.data)
    made.make()
    first, second = made.key_copies()
    made.backup, made.keys = older, second
    assert made.restore().code == 0
    made.backup, made.keys, made.new = tmp_path / "second", first, tmp_path / "another"
    told = made.restore()
    assert (told.code, nothing_restored(made)) == (1, True)
    assert "newer copy of the keys" in told.err


def test_the_newest_finished_copy_of_the_keys_is_taken(made, tmp_path):
    later = made.keys / "29990101T000000.000000Z"
    shutil.copytree(made.key_copies()[-1], later)
    (later / "unfinished").touch()
    (later / "keys.db").write_bytes(b"half")
    assert made.restore().code == 0


def test_keys_alone_or_logs_alone_open_nothing(made):
    """With one half and another key-encryption key, not even one stream's key comes out."""
    copied = made.key_copies()[-1] / "keys.db"
    with pytest.raises(KeysUnreadable):
        KeyRing(SqliteDatabase(copied), bytes(32))
