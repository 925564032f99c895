"""Catalogues of messages, and which language somebody wants."""

from datetime import date

import pytest

from shared.languages import day, messages, preferred


@pytest.fixture
def folder(tmp_path):
    for lang in ("en", "es"):
        (tmp_path / f"{lang}.po").write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n')
    with (tmp_path / "es.po").open("a") as file:
        file.write('\nmsgid "Next week"\nmsgstr "La semana que viene"\n')
    return tmp_path


def test_a_message_is_said_in_its_language_and_in_english_where_it_has_no_other_words(folder):
    assert messages(folder, "es").gettext("Next week") == "La semana que viene"
    assert messages(folder, "en").gettext("Next week") == "Next week"


def test_another_language_is_none(folder):
    with pytest.raises(LookupError):
        messages(folder, "de")


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [("it-IT,it;q=0.9", "it"), ("de, ca;q=0.5", "ca"), ("de", "en"), ("", "en"), (None, "en"), ("ES", "es")],
)
def test_the_first_known_language_is_taken(accepted, lang):
    assert preferred(accepted) == lang


def test_a_day_is_written_as_people_of_the_language_do():
    on = date(2026, 11, 6)
    assert [day(on, lang) for lang in ("en", "es", "ca", "it")] == [
        "6 November 2026",
        "6 de noviembre de 2026",
        "6 de novembre del 2026",
        "6 novembre 2026",
    ]
