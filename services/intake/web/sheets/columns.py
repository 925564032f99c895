"""What a sheet may say: its columns and the words in their cells, in any language of staff, and the codes they mean."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from services.intake.web import words
from services.intake.web.sheets.table import NoTable
from services.intake.web.showing import TEMPLATES
from shared.languages import STAFF, sentence
from shared.web.labels import label
from shared.web.names import plain
from shared.web.said import Words, catalogue

COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "label": (sentence("Your own label"), sentence("Label")),
    "type": (sentence("Entry"), sentence("What")),
    "occurred_on": (sentence("Day"), sentence("Date")),
    "dimension": (sentence("Kind of support"), sentence("Support")),
    "step_id": (sentence("Step"),),
    "how": (sentence("How or why"), sentence("How it went")),
    "minutes": (sentence("Minutes"),),
    "format": (sentence("Form"),),
    "lateness_reason": (sentence("Why so late"),),
}
"""Each with the name that the sheet to fill in has, and others that are understood."""
NEEDED: Final = ("label", "type", "occurred_on")
REASON: Final = sentence("Why it was not taken")
"""A column of what is given back, to be mended and given again."""
HOW: Final = {
    "SessionRecorded": ("outcome", words.OUTCOMES),
    "StepSuspended": ("reason", words.PAUSES),
    "StepCompleted": ("outcome", words.ENDS),
    "StepDropped": ("reason", words.DROPS),
    "NeedIdentified": ("voiced_by", words.VOICES),
}
"""What of an entry the one column is that says how or why, and in which words."""
KINDS: Final = {
    each: words.WHAT.get(each, plain(each))
    for each in (
        "SessionRecorded",
        "StepStarted",
        "StepSuspended",
        "StepResumed",
        "StepCompleted",
        "StepDropped",
        "NeedIdentified",
    )
}
OTHER_SUPPORT: Final = sentence("Other support")


def named(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands; `NoTable` where one that is needed is missing, or two are the same."""
    found: dict[str, int] = {}
    twice = []
    for at, name in enumerate(header):
        if column := _columns().get(folded(name)):
            twice += [column] if column in found else []
            found.setdefault(column, at)
    if twice:
        raise NoTable(sentence("Two columns are of the same kind. Leave one of them:"), _names(twice))
    if missing := [each for each in NEEDED if each not in found]:
        raise NoTable(sentence("The first row holds the names of the columns, and these are missing:"), _names(missing))
    return found


def unread(header: Sequence[str]) -> list[str]:
    """The names of columns that nothing is taken of."""
    return [name for name in header if name and folded(name) not in _columns().keys() | _spoken(REASON)]


def code(word: str, said: Mapping[str, str]) -> str | None:
    """The code that a word, or the code itself, stands for in a list of codes and their sentences."""
    return understood(tuple(said.items())).get(folded(word))


def dimension(word: str) -> str | None:
    """The code of a kind of support."""
    return _dimensions().get(folded(word))


@cache
def understood(said: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The code that each word stands for, in every language."""
    return {word: code for code, message in said for word in (folded(code), *_spoken(message))}


def folded(word: str) -> str:
    """Without capitals, accents, and what separates words."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return " ".join(
        "".join(" " if each in "_-'’·." else each for each in letters if not unicodedata.combining(each)).split()
    )


@cache
def _columns() -> dict[str, str]:
    return {
        word: column
        for column, messages in COLUMNS.items()
        for word in (folded(column), *(word for message in messages for word in _spoken(message)))
    }


@cache
def _dimensions() -> dict[str, str]:
    return {word: each for each in words.DIMENSIONS for word in _dimension_words(each)}


def _dimension_words(one: str) -> Iterator[str]:
    yield folded(one)
    if one == "other_support":
        yield from _spoken(OTHER_SUPPORT)
    else:
        yield from (folded(label(one, lang)) for lang in STAFF)


@cache
def _spoken(message: str) -> frozenset[str]:
    return frozenset(folded(Words(catalogue(TEMPLATES), lang).gettext(message)) for lang in STAFF)


def _names(columns: Sequence[str]) -> list[str]:
    return [COLUMNS[each][0] for each in columns]
