"""The languages of those who work with Ariadna, and the catalogues of messages: a `.po` file a language."""

import re
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared.clocks import CIVIL

STAFF: Final = ("en", "es", "ca", "it")
ENGLISH: Final = STAFF[0]
ELIDED: Final = {
    "it": (
        re.compile(r"\b(il|al|dal|del) (?=(?:8|11) )", re.I),
        {"il": "l'", "al": "all'", "dal": "dall'", "del": "dell'"},
    ),
    "ca": (re.compile(r"\b(el|al|del) (?=(?:1|11) )", re.I), {"el": "l'", "al": "a l'", "del": "de l'"}),
}
"""Of a language the articles before days whose names begin with a vowel, and what becomes of each."""
EUROPEAN: Final = {ENGLISH: "en_GB"}


@cache
def messages(folder: Path, lang: str) -> GNUTranslations:
    """The messages of `folder`/`lang`.po; the English sentence itself where there is none.

    `lang` is one of `STAFF`; raises `LookupError` for another.
    """
    if lang not in STAFF:
        raise LookupError(lang)
    with (folder / f"{lang}.po").open("rb") as file:
        catalog = read_po(file, locale=lang)
    made = BytesIO()
    write_mo(made, catalog)
    made.seek(0)
    return GNUTranslations(made)


def preferred(accepted: str | None) -> str:
    """The first of these languages that an `Accept-Language` header names, in its order; English if none."""
    for each in (accepted or "").split(","):
        if (lang := each.partition(";")[0].strip().lower()[:2]) in STAFF:
            return lang
    return ENGLISH


def locale(lang: str) -> str:
    """How a language is written here: English as in Europe."""
    return EUROPEAN.get(lang, lang)


def day(on: date, lang: str) -> str:
    """A civil day as people of a language write it."""
    return format_date(on, format="long", locale=locale(lang))


def short_day(on: date, lang: str) -> str:
    """The same with the month in short."""
    return format_date(on, format="d MMM y", locale=locale(lang))


def moment(at: datetime, lang: str) -> str:
    """A moment by the clock of Madrid and Rome."""
    civil = at.astimezone(CIVIL)
    return f"{short_day(civil.date(), lang)}, {civil:%H:%M}"


def elided(text: str, lang: str) -> str:
    """The same with the articles that stand before a day which is spoken with a vowel: *dall'11*, *de l'1*."""
    if lang not in ELIDED:
        return text
    before, becomes = ELIDED[lang]

    def short(found: re.Match[str]) -> str:
        article = becomes[found[1].lower()]
        return article.capitalize() if found[1][0].isupper() else article

    return before.sub(short, text)


def sentence(message: str) -> str:
    """The same; it stands where a message is named, so that the catalogues are held against it."""
    return message
