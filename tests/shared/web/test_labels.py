"""The words on screens and papers."""

import re

import pytest

from shared.web.labels import FRAME, GLOSSARY, LANGUAGES, label


@pytest.mark.parametrize("key", GLOSSARY)
def test_a_word_of_the_glossary_is_there_in_every_language(key):
    assert len(GLOSSARY[key]) == len(LANGUAGES)
    assert all(said.strip() == said != "" for said in GLOSSARY[key])


def test_each_language_has_its_own_word():
    assert [label("handover", lang) for lang in LANGUAGES] == [
        "Handover",
        "Traspaso",
        "Traspàs",
        "Passaggio",
    ]


def test_what_a_language_lacks_is_said_in_english():
    assert label("sign_in", "ca") == FRAME["sign_in"]
    assert label("housing", "xx") == "Housing"


def test_a_key_that_nobody_named_reads_as_words():
    assert label("quite_new_code") == "Quite new code"


def test_no_key_stands_in_both_lists():
    assert not GLOSSARY.keys() & FRAME.keys()


def test_a_number_has_its_place_in_every_language():
    assert all("{n}" in said for said in GLOSSARY["due_in"])


def test_in_no_language_is_she_called_what_is_never_said():
    said = " ".join([*FRAME.values(), *(each for row in GLOSSARY.values() for each in row)])
    assert not re.search("v[ií]ctim|vittim", said, re.IGNORECASE)
