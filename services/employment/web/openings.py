"""Openings as the pages show them: what each asks, beside it what is known of her; no score, no order by fit."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from services.employment.web.words import language, words
from shared.languages import sentence

Row = dict[str, Any]

MARKS: Final = {
    "met": ("green", "✓", sentence("met")),
    "missed": ("amber", "✗", sentence("missed")),
    "nobody_knows": ("plain", "?", sentence("nobody knows")),
}
ASKED: Final = {
    "entitlement": sentence("Entitlement to work"),
    "eqf_level": sentence("Qualification"),
    "hours": sentence("Hours a week"),
    "city": sentence("City"),
}
WARNED: Final = {
    "entitlement_absent": sentence("She has no entitlement to work yet: for staff to see to, not for her."),
    "entitlement_ended": sentence("Her entitlement to work has ended: for staff to see to, not for her."),
    "entitlement_ends_before": sentence("Her entitlement to work ends before this begins: for staff to see to."),
}


class Asked(NamedTuple):
    """One thing that an opening asks; `name` is a sentence to translate unless it is `own`, the name of a thing."""

    name: str
    own: bool
    asked: str
    known: str
    look: str
    sign: str
    said: str


def asked(row: Row, lang: str) -> Iterator[Asked]:
    """What an opening asks of her, in the order in which it is told."""
    for each in row["requirements"]:
        look, sign, said = MARKS[each["mark"]]
        name, own = _name(each, lang)
        wanted, known = (_shown(each["what"], each[side]) for side in ("asked", "known"))
        yield Asked(name, own, wanted, known, look, sign, said)


def warned(row: Row) -> list[tuple[str, str | None]]:
    """What staff have to see to: a sentence, and the day until when."""
    return [(WARNED[each["code"]], each["until"]) for each in row["warnings"]]


def told(row: Row, lang: str) -> Row:
    """One opening in words."""
    spoken = [f"{language(each['language'], lang) or each['language']} {each['level']}" for each in row["languages"]]
    return {
        **row,
        "title": row["occupation_name"] or row["group_name"] or row["occupation_group"],
        "what": words(row["kind"]),
        "spoken": spoken,
        "named": [each["name"] or each["skill"] for each in row["skills"]],
    }


def _name(each: Row, lang: str) -> tuple[str, bool]:
    if each["what"] == "language":
        return language(each["of"], lang) or each["of"], True
    if each["what"] == "skill":
        return each["name"] or each["of"], True
    return ASKED[each["what"]], False


def _shown(what: str, said: Any) -> str:
    """A level, a number or a place; what is only so or not so is told by its mark."""
    if said is None or isinstance(said, bool):
        return ""
    return f"EQF {said}" if what == "eqf_level" else str(said)
