"""Settings come from the environment; what is wrong is named by its variable, and its value is repeated nowhere."""

import pytest

from shared.errors import WrongSetting
from shared.keys import key_encryption_key
from shared.settings import Settings
from shared.wrapping import Kek

WHOLE = {
    "ARIADNA_DATABASE_URL": "postgresql://intake:SECRET@db/intake",
    "ARIADNA_KEYS_URL": "postgresql://intake:SECRET@keys/keys",
    "ARIADNA_KEK": "5e" * 32,
}


def test_an_empty_environment_means_files_of_the_data_folder():
    assert Settings.read({}) == Settings()


def test_a_whole_environment_is_read():
    settings = Settings.read({**WHOLE, "ARIADNA_DATABASE_OWNER_URL": "dbname=intake user=owner"})
    assert settings.database_url == WHOLE["ARIADNA_DATABASE_URL"]
    assert settings.database_owner_url == "dbname=intake user=owner"
    assert settings.wrapping == Kek(b"\x5e" * 32)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ARIADNA_DATABASE_URL", "SECRET://"),
        ("ARIADNA_DATABASE_URL", "postgresql://SECRET@host"),
        ("ARIADNA_DATABASE_OWNER_URL", "SECRET = "),
        ("ARIADNA_KEYS_URL", "postgresql:/SECRET"),
        ("ARIADNA_KEYS_URL", ""),
        ("ARIADNA_KEYS_URL", WHOLE["ARIADNA_DATABASE_URL"]),
        ("ARIADNA_KEYS_OWNER_URL", "SECRET"),
        ("ARIADNA_KEK", "SECRET"),
        ("ARIADNA_KEK", "5e" * 31),
    ],
)
def test_a_wrong_value_is_told_by_its_name_alone(variable, value):
    with pytest.raises(WrongSetting) as refused:
        Settings.read({**WHOLE, variable: value})
    assert refused.value.title.startswith(f"{variable} must be ")
    assert "SECRET" not in f"{refused.value} {refused.value!r}"
    assert "\n" not in refused.value.title


def test_a_key_encryption_key_is_read_from_its_file_and_never_made_there(tmp_path):
    key = key_encryption_key(tmp_path / "kek")
    file = {**WHOLE, "ARIADNA_KEK": "", "ARIADNA_KEK_FILE": str(tmp_path / "kek")}
    assert Settings.read(file).wrapping == Kek(key)
    (tmp_path / "kek").unlink()
    with pytest.raises(WrongSetting, match="ARIADNA_KEK_FILE"):
        Settings.read(file)
    assert not list(tmp_path.iterdir())


def test_a_database_without_a_key_encryption_key_is_refused():
    with pytest.raises(WrongSetting, match="ARIADNA_KEK_FILE"):
        Settings.read({**WHOLE, "ARIADNA_KEK": ""})


def test_settings_that_are_shown_show_no_secret():
    assert "SECRET" not in repr(Settings.read(WHOLE))
    assert "5e5e" not in repr(Settings.read(WHOLE))
