"""Whether a short text that somebody typed looks like a person: name, phone, mail, birth date, document.

A guess on the safe side, for a provider's own label of a pathway (its file number). What is told by
organisations of themselves (`ProviderRegistered`) is not asked this.
"""

import re
import unicodedata

_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|abr|ago|dic|gen|mag|giu|lug|set|ott|"
    r"mai|juin|juil|ao[uû]|d[eé]c|f[eé]v|avr|juny|des)[^\W\d]*\.?"
)
_MAIL = re.compile(r"@")
_ABROAD = re.compile(r"(?:\+|\b00)\d(?:[\s().-]*\d){6,}")
_AT_HOME = re.compile(r"(?<![\w/-])\(?[036789](?:[\s().-]*\d){8,10}(?!\w)")
_DATES = (
    re.compile(r"(?<!\d)(?:19|20)\d\d([-/. ]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])([-/. ])(?:0?[1-9]|1[0-2])\1(?:19|20)?\d\d(?!\d)"),
    re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d(?!\d)"),
    re.compile(rf"\b\d{{1,2}}\W+(?:de\W*|d['’])?{_MONTH}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\W+(?:\d{{1,2}}\W+)?\d{{4}}\b", re.IGNORECASE),
)
_DOCUMENTS = (
    re.compile(r"\b[XYZ]?-?\d{7,8}-?[A-Z]\b", re.IGNORECASE),
    re.compile(r"\b[A-Z]{6}\d{2}[A-Z]\d{2}[A-Z]\d{3}[A-Z]\b", re.IGNORECASE),
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def looks_identifying(text: str) -> bool:
    """Whether a text looks like a phone, a mail address, a birth or other date, a document number, or a name."""
    plain = "".join(map(_western, unicodedata.normalize("NFKC", text)))
    shapes = (_MAIL, _ABROAD, _AT_HOME, *_DATES, *_DOCUMENTS)
    return any(shape.search(plain) for shape in shapes) or sum(map(_is_like_a_name, _WORD.findall(plain))) >= 2


def _western(character: str) -> str:
    return str(unicodedata.decimal(character)) if character.isdecimal() else character


def _is_like_a_name(word: str) -> bool:
    """Capitalised, or all in capitals and long, or of a script that has none."""
    if not word[0].isupper():
        return len(word) > 1 and not word[0].islower()
    return (len(word) > 1 and not word.isupper()) or len(word) > 3
