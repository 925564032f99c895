"""Every sentence is there in every language, in code and templates of all services."""

import re
from pathlib import Path

import pytest

from shared.languages import STAFF
from tests.shared.sentences import FRAME, catalogue, gaps, said, speaking, translated

OTHERS = [lang for lang in STAFF if lang != "en"]
NOT_SAID = re.compile(r"v[ií]ctim|vittim", re.IGNORECASE)
FORMAL = {
    "es": r"\b(usted(es)?|vosotr[ao]s|vuestr[ao]s?|sabéis|podréis|reserváis)\b|(^|[.:;,] )(elija|escriba|indique|"
    r"registre|revise|guarde|mire|deje|vuelva|pida|pregunte|avise|espere|inicie|compruebe|use|envíe|pegue|quite|"
    r"cambie|vea|consulte|imprima|lea|abra)\b",
    "ca": r"\b(vós|vostès?|vosaltres|vostr[ea]s?|(?<!si )us|heu|podreu|voleu|sortiu|sapigueu|registreu|indiqueu|"
    r"trieu|deixeu|deseu|mireu|reviseu|escriviu|importeu|inicieu|torneu|canvieu|aviseu|conserveu|pregunteu|demaneu|"
    r"envieu|obriu|feu)\b",
    "it": r"\b(voi|vostr[aoei]|avete|sapete|potrete|registrerete)\b|(^|[.:;,] )(scelga|scriva|indichi|avvisi|"
    r"controlli|attenda|riprovi|inserisca|salvi|guardi|torni|chieda|prema|lasci)\b",
}
"""What gives away another form of address than the one of colleagues; each may miss some, none finds what is right."""
FOLDERS = pytest.mark.parametrize("folder", speaking(), ids=lambda path: path.name)
LANGUAGES = pytest.mark.parametrize("lang", OTHERS)


@FOLDERS
@LANGUAGES
def test_every_sentence_that_is_said_is_translated(folder, lang):
    known = translated(catalogue(folder, lang)).keys() | translated(catalogue(FRAME, lang)).keys()
    assert said(folder) - known == set()


@FOLDERS
@LANGUAGES
def test_nothing_is_translated_that_nobody_says(folder, lang):
    assert translated(catalogue(folder, lang)).keys() - said(folder) == set()


@FOLDERS
@LANGUAGES
def test_a_translation_fills_in_what_the_sentence_does(folder, lang):
    for message, forms in translated(catalogue(folder, lang)).items():
        wanted = gaps(message if isinstance(message, str) else message[1])
        for form in forms:
            assert gaps(form) == wanted or isinstance(message, tuple), message
            assert gaps(form) <= wanted, message


@FOLDERS
@pytest.mark.parametrize("lang", STAFF)
def test_she_is_called_by_nothing_that_was_done_to_her(folder, lang):
    for forms in translated(catalogue(folder, lang)).values():
        assert not any(map(NOT_SAID.search, forms))


@FOLDERS
@LANGUAGES
def test_staff_are_spoken_to_as_colleagues_are(folder, lang):
    forms = [each for forms in translated(catalogue(folder, lang)).values() for each in forms]
    assert [each for each in forms if re.search(FORMAL[lang], each, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("es", "Aún no se guarda. Elija un archivo."), ("ca", "La vostra entitat"), ("it", "Vuoto: scelga un giorno.")],
)
def test_another_form_of_address_is_found(lang, sentence):
    assert re.search(FORMAL[lang], sentence, re.IGNORECASE)


def test_a_sentence_that_nobody_translated_is_found(tmp_path: Path):
    (tmp_path / "words.py").write_text('sentence("New here")\nngettext("a day", "%(n)s days", 2)\n')
    (tmp_path / "page.html").write_text('{{ _("Said on a page") }}{{ ngettext("one", "many", n) }}')
    assert said(tmp_path) == {"New here", ("a day", "%(n)s days"), "Said on a page", ("one", "many")}
