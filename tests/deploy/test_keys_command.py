"""`ariadna keys`: another key-encryption key in place of the one before, and one out of a passphrase or Vault."""

import shutil
from contextlib import closing

import pytest

from deploy.databases import KEYS, Files
from deploy.wiring import Embedded
from shared.errors import KeysUnreadable, WrongSetting
from shared.keys import KeyRing
from shared.settings import Settings
from shared.wrapping import Kek, key_encryption_key
from tests.deploy.command import ariadna
from tests.shared.store.conftest import some
from tests.vault import transit

PASSPHRASE = "made-up words for a test, not a secret"
NEW, OLD = "ARIADNA_KEK_FILE", "ARIADNA_OLD_KEK_FILE"


def stored(data, settings=None):
    """Make a store with some events in it."""
    with closing(Embedded(data, settings=settings or Settings())) as store:
        store.services["intake"].log.post(some(2, 2))
        store.settle()


def opens(data, wrapping):
    try:
        KeyRing(Files(data).of(KEYS), wrapping).close()
    except KeysUnreadable:
        return False
    return True


@pytest.fixture
def done(monkeypatch):
    """Runs a command that succeeds in an environment of its own; returns what it said."""

    def run(*arguments, **environment):
        with monkeypatch.context() as patched:
            for name, value in environment.items():
                patched.setenv(name, value)
            told = ariadna(*arguments)
        assert told.code == 0, told.err
        return told.out

    return run


def test_a_folders_own_key_is_changed_and_the_one_before_opens_nothing_more(tmp_path, done):
    data = tmp_path / "data"
    stored(data)
    before = key_encryption_key(data / "keys" / "kek")
    assert "wrapped anew, 0 were so already" in done("keys", "rotate", "--data", data)
    after = key_encryption_key(data / "keys" / "kek")
    assert key_encryption_key(data / "keys" / "kek.old") == before != after
    assert (opens(data, Kek(after)), opens(data, Kek(before))) == (True, False)
    assert ": 0 wrapped anew" in done("keys", "rotate", "--data", data)
    assert key_encryption_key(data / "keys" / "kek") == after
    (data / "keys" / "kek.old").unlink()
    done("verify", "--data", data)


def test_a_change_that_was_stopped_half_way_serves_and_is_gone_on_with(tmp_path, done):
    data = tmp_path / "data"
    stored(data)
    shutil.copy(data / "keys" / "kek", data / "keys" / "kek.old")
    (data / "keys" / "kek").write_text("7e" * 32)
    stored(data)  # a server that starts now opens what is there, and wraps what is new by the new one
    assert "wrapped anew" in done("keys", "rotate", "--data", data)
    assert opens(data, Kek(b"\x7e" * 32))


def test_from_a_file_to_a_passphrase_to_vault_and_a_backup_opens_with_vault_alone(tmp_path, done):
    data, phrase = tmp_path / "data", tmp_path / "phrase"
    stored(data)
    shutil.move(data / "keys" / "kek", tmp_path / "kek")
    phrase.write_text(PASSPHRASE)
    phrase.chmod(0o600)
    done("keys", "passphrase", phrase)
    by_phrase = {"ARIADNA_PASSPHRASE_FILE": str(phrase)}
    done("keys", "rotate", "--data", data, **by_phrase, **{OLD: str(tmp_path / "kek")})
    with transit(tmp_path) as vault:
        by_vault = vault.environment()
        done("keys", "rotate", "--data", data, **by_vault, ARIADNA_OLD_PASSPHRASE_FILE=str(phrase))
        done("verify", "--data", data, **by_vault)
        places = tmp_path / "backup", "--keys", tmp_path / "copies"
        done("backup", *places, "--data", data, **by_vault)
        with pytest.raises(AssertionError, match="not the one that these keys were wrapped with"):
            done("restore", *places, "--data", tmp_path / "new", **by_phrase)
        done("restore", *places, "--data", tmp_path / "new", **by_vault)
        assert not (tmp_path / "new" / "keys" / "kek").exists()
        done("verify", "--data", tmp_path / "new", **by_vault)


@pytest.mark.parametrize("named", [False, True])
def test_without_two_keys_there_is_nothing_to_change(tmp_path, monkeypatch, named):
    key_encryption_key(tmp_path / "kek")
    if named:
        monkeypatch.setenv(NEW, str(tmp_path / "kek"))
    with pytest.raises(WrongSetting if named else KeysUnreadable):
        ariadna("keys", "rotate", "--data", tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
