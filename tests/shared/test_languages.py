"""Catalogues of messages, and which language somebody wants."""

from datetime import date

import pytest

from shared.languages import day, elided, messages, preferred


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


@pytest.mark.parametrize(
    ("lang", "said", "read"),
    [
        ("it", "dal 11 gen 2027 al 8 mag 2027", "dall'11 gen 2027 all'8 mag 2027"),
        ("it", "Il 8 aprile, del 11 maggio", "L'8 aprile, dell'11 maggio"),
        ("it", "dal 1 gen 2027 al 18 gen 2027", "dal 1 gen 2027 al 18 gen 2027"),
        ("ca", "des del 1 de juny fins al 11 de jul.", "des de l'1 de juny fins a l'11 de jul."),
        ("ca", "El 11 de juny, al 8 de jul.", "L'11 de juny, al 8 de jul."),
        ("es", "del 1 jun al 11 jul", "del 1 jun al 11 jul"),
        ("it", "al 8% e nel 11 maggio", "al 8% e nel 11 maggio"),
    ],
)
def test_an_article_before_a_day_that_is_spoken_with_a_vowel_loses_its_own(lang, said, read):
    assert elided(said, lang) == read
