"""Whatever wraps a key opens it again for its own stream alone; and who names what wraps is told what is wrong."""

import json
import pickle

import pytest

from shared.errors import KeysExposed, KeysUnreadable, WrongSetting
from shared.vault import KeysAway, Vault
from shared.wrapping import SCRYPT, Changing, Kek, key_of_passphrase, prepare, wrapping_of
from tests.vault import transit

SECRET, STREAM, OTHER = b"k" * 32, b"s" * 16, b"o" * 16
PASSPHRASE = "made-up words for a test, not a secret"


@pytest.fixture
def vault(tmp_path):
    with transit(tmp_path) as standing_in:
        yield standing_in


@pytest.fixture
def phrase(tmp_path):
    path = tmp_path / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    path.chmod(0o600)
    return path


@pytest.fixture(params=["environment", "file", "passphrase", "vault"])
def environment(request, tmp_path, phrase, vault):
    if request.param == "environment":
        return {"ARIADNA_KEK": "5e" * 32}
    if request.param == "vault":
        return vault.environment()
    if request.param == "passphrase":
        prepare(phrase)
        return {"ARIADNA_PASSPHRASE_FILE": str(phrase)}
    kek = tmp_path / "kek"
    kek.write_text("7f" * 32)
    kek.chmod(0o600)
    return {"ARIADNA_KEK_FILE": str(kek)}


def test_what_it_wrapped_it_opens_for_that_stream_alone(environment):
    wrapping = wrapping_of(environment)
    wrapped = wrapping.wrap(SECRET, STREAM)
    assert SECRET not in wrapped
    assert wrapped != wrapping.wrap(SECRET, STREAM)
    assert wrapping_of(environment).unwrap(wrapped, STREAM) == SECRET
    for other, stream in (
        (wrapped, OTHER),
        (wrapped[:-1], STREAM),
        (b"", STREAM),
        (Kek(SECRET).wrap(SECRET, STREAM), STREAM),
    ):
        with pytest.raises(KeysUnreadable):
            wrapping.unwrap(other, stream)


def test_it_can_be_handed_to_another_process_and_shows_no_secret(environment):
    wrapping = wrapping_of(environment)
    assert pickle.loads(pickle.dumps(wrapping)) == wrapping
    assert not [secret for secret in ("5e5e", "7f7f", r"\x5e", PASSPHRASE, "hvs.") if secret in repr(wrapping)]


def test_while_it_changes_the_new_one_wraps_and_both_open(environment):
    before = Kek(bytes(32))
    changing = Changing(wrapping_of(environment), before)
    assert changing.unwrap(before.wrap(SECRET, STREAM), STREAM) == SECRET
    assert changing.now.unwrap(changing.wrap(SECRET, STREAM), STREAM) == SECRET
    with pytest.raises(KeysUnreadable):
        before.unwrap(changing.wrap(SECRET, STREAM), STREAM)


def test_the_one_before_is_named_by_the_same_names_with_old(environment, vault):
    old = {name.replace("ARIADNA_", "ARIADNA_OLD_"): value for name, value in environment.items()}
    found = wrapping_of({**old, **vault.environment("another")})
    assert found.old == wrapping_of(environment)
    assert found.now == wrapping_of(vault.environment("another"))
    with pytest.raises(WrongSetting, match="ARIADNA_KEK_FILE"):
        wrapping_of(old)


def test_without_a_name_there_is_none():
    assert wrapping_of({}) is None


def test_two_that_are_named_are_one_too_many(vault):
    with pytest.raises(WrongSetting, match="ARIADNA_VAULT_KEY must be left out where ARIADNA_KEK is set"):
        wrapping_of({"ARIADNA_KEK": "5e" * 32, **vault.environment()})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("VAULT_ADDR", "SECRET"),
        ("VAULT_ADDR", "ftp://SECRET"),
        ("VAULT_ADDR", "https://user:SECRET@vault"),
        ("VAULT_TOKEN_FILE", "/nowhere/SECRET"),
        ("VAULT_TOKEN_FILE", ""),
        ("ARIADNA_VAULT_KEY", "../SECRET"),
    ],
)
def test_what_vault_can_not_be_asked_by_is_named_by_its_variable(vault, variable, value):
    with pytest.raises(WrongSetting) as refused:
        wrapping_of({**vault.environment(), variable: value})
    assert refused.value.title.startswith(f"{variable} must be ")
    assert "SECRET" not in str(refused.value)


def test_a_passphrase_makes_the_same_key_with_the_same_salt_and_another_with_another(phrase):
    beside = prepare(phrase)
    assert prepare(phrase) == beside
    key = key_of_passphrase(phrase)
    assert key_of_passphrase(phrase) == key
    assert len(key) == 32
    assert PASSPHRASE not in beside.read_text()
    beside.unlink()
    prepare(phrase)
    assert key_of_passphrase(phrase) != key


def test_a_passphrase_that_others_can_read_is_refused(phrase):
    prepare(phrase)
    phrase.chmod(0o640)
    with pytest.raises(KeysExposed):
        key_of_passphrase(phrase)


@pytest.mark.parametrize("passphrase", ["", "short", "\n\n   \n"])
def test_a_short_passphrase_is_refused(phrase, passphrase):
    prepare(phrase)
    phrase.write_text(passphrase)
    with pytest.raises(KeysUnreadable):
        key_of_passphrase(phrase)


@pytest.mark.parametrize(
    "made_with",
    [
        None,
        "",
        "{",
        "[]",
        {"salt": ""},
        {"salt": "00" * 8},
        {"n": 2},
        {"n": 2**17 + 1},
        {"r": "8"},
        {"salt": "zz" * 16},
    ],
)
def test_what_a_passphrase_is_made_with_is_not_weakened(phrase, made_with):
    beside = prepare(phrase)
    if made_with is None:
        beside.unlink()
    else:
        whole = {"salt": "00" * 32, **SCRYPT}
        text = json.dumps({**whole, **made_with}) if isinstance(made_with, dict) else str(made_with)
        beside.write_text(text)
    with pytest.raises(KeysUnreadable):
        key_of_passphrase(phrase)


def test_vault_is_told_a_key_and_its_stream_and_nothing_else(vault):
    wrapping_of(vault.environment()).wrap(SECRET, STREAM)
    (asked,) = vault.asked
    assert set(json.loads(asked)) == {"plaintext", "associated_data"}


def test_a_token_that_was_renewed_is_read_anew(vault):
    wrapping = wrapping_of(vault.environment())
    wrapped = wrapping.wrap(SECRET, STREAM)
    vault.token_file.write_text("another")
    with pytest.raises(KeysAway):
        wrapping.unwrap(wrapped, STREAM)
    vault.token_file.write_text("hvs.made-up")
    assert wrapping.unwrap(wrapped, STREAM) == SECRET


@pytest.mark.parametrize(
    "broken",
    [(500, b"{}"), (503, b""), (200, b""), (200, b"[]"), (200, b'{"data": null}'), (200, b'{"data": {}}'), (307, b"")],
)
def test_a_vault_that_is_away_or_answers_nonsense_is_no_other_key(vault, broken):
    wrapping = wrapping_of(vault.environment())
    wrapped = wrapping.wrap(SECRET, STREAM)
    vault.broken = broken
    with pytest.raises(KeysAway):
        wrapping.wrap(SECRET, STREAM)
    with pytest.raises((KeysAway, KeysUnreadable)):
        wrapping.unwrap(wrapped, STREAM)


def test_a_vault_that_is_not_there_is_away(vault):
    away = Vault("http://127.0.0.1:1", "ariadna", vault.token_file)
    with pytest.raises(KeysAway):
        away.wrap(SECRET, STREAM)
