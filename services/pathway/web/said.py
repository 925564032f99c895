"""The sentences of the pathway's pages in one language, and its days as people of that language write them."""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.dates import format_skeleton, get_month_names
from babel.numbers import format_decimal

from shared import languages
from shared.languages import ENGLISH
from shared.web.said import Words

LOCALE: Final = Path(__file__).parents[1] / "locale"


@cache
def _words(lang: str) -> Words:
    return Words(LOCALE, lang)


def gettext(message: str, lang: str = ENGLISH, **parts: object) -> str:
    """The sentence in a language, its places filled in."""
    said = _words(lang).gettext(message)
    return languages.elided(said % parts, lang) if parts else said


def ngettext(one: str, many: str, n: int, lang: str = ENGLISH) -> str:
    """The same of a sentence that counts: `%(num)s` is how many."""
    return _words(lang).ngettext(one, many, n) % {"num": n}


@lru_cache(maxsize=8192)  # a history names the same days over and over
def day(iso: str | None, lang: str = ENGLISH) -> str:
    """An ISO date or moment as people write a date, "3 Oct 2026"; nothing for None."""
    return languages.short_day(date.fromisoformat(iso[:10]), lang) if iso else ""


def short(iso: str, lang: str = ENGLISH) -> str:
    """A day and its month, as short as the language has it."""
    return format_skeleton("MMMd", date.fromisoformat(iso), locale=languages.locale(lang))


def moment(iso: str | None, lang: str = ENGLISH) -> str:
    """An ISO moment by the clock of Madrid and Rome; nothing for None."""
    return languages.moment(datetime.fromisoformat(iso), lang) if iso else ""


def days(n: int, lang: str = ENGLISH) -> str:
    return ngettext("%(num)s day", "%(num)s days", n, lang)


def number(figure: float, lang: str = ENGLISH) -> str:
    """A figure with two decimals at most."""
    return str(format_decimal(figure, "#,##0.##", locale=languages.locale(lang)))


@cache
def month(number: int, lang: str = ENGLISH) -> str:
    """The short name of a month that stands alone."""
    return str(get_month_names("abbreviated", "stand-alone", languages.locale(lang))[number])
