"""The page that she can take to an employer: what she can do, and not a word of why she is here.

What is printed comes from lists (languages, sectors, ESCO, levels) and holds no text, name, place or day that somebody
wrote; the one date is the end of her entitlement, where she wants it shown. It is made anew each time, and never kept.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from services.employment.web.words import SECTORS, language
from shared.errors import NotAllowed
from shared.languages import day
from shared.web.frame import templates
from shared.web.paper import pdf_of_one_page

TEMPLATES: Final = Path(__file__).parent / "templates"
LEVELS: Final = ("A1", "A2", "B1", "B2", "C1", "C2")
MOST: Final = 50
TELLING: Final = re.compile(
    r"v[i]ctim|traffick|shelter|asylum|refugee|immigra|migrant|prostitut|escort|\babuse|violence|sexual|exploitation",
    re.IGNORECASE,
)
"""What no skill on the paper is named by: even as a trade it could be read as her own story."""


class Qualified(NamedTuple):
    """What of her plan an employer may be told; `skills` are ids of ESCO, `certificates` levels of the EQF or None."""

    languages: Mapping[str, str] = {}
    skills: frozenset[str] = frozenset()
    certificates: tuple[int | None, ...] = ()
    recognised: int | None = None
    hours_most: int | None = None
    sectors: frozenset[str] = frozenset()
    entitled: bool = False
    entitled_until: date | None = None


class Printed(NamedTuple):
    """What stands on the paper, in one language; `left_out` counts the skills that do not."""

    lang: str
    languages: list[tuple[str, str]]
    skills: list[str]
    certificates: list[int | None]
    recognised: int | None
    hours: int | None
    sectors: list[str]
    entitled: bool
    until: str
    left_out: int

    @property
    def empty(self) -> bool:
        """Nothing is known yet that could be printed."""
        return not (self.languages or self.skills or self.certificates or self.recognised or self.sectors)


def qualified(plan: Mapping[str, Any]) -> Qualified:
    """What of a plan goes on paper; `NotAllowed` for a reader to whom the plan is not told in full."""
    if plan["goals"] is None:
        raise NotAllowed()
    held, wishes, recognised = plan["entitlement"], plan["preferences"], plan["recognition"]
    until = held["until"]
    return Qualified(
        {each["language"]: each["level"] for each in plan["languages"]},
        frozenset(plan["skills"]["codes"] or ()),
        tuple(each["eqf_level"] for course in plan["courses"] for each in course["certificates"] or ()),
        recognised["eqf_level"] if recognised and recognised["status"] in ("recognised", "partly") else None,
        wishes and wishes["hours_most"],
        frozenset(each["sector"] for each in plan["goals"] if each["sector"]) | {*(wishes or {}).get("sectors", ())},
        held["state"] == "entitled",
        date.fromisoformat(until) if until else None,
    )


def printed(hers: Qualified, names: Callable[[str], str], lang: str, *, entitlement: bool = False) -> Printed:
    """What of it is printed; the entitlement only where she wants that, and if she has it."""
    spoken = sorted((language(code, lang), level) for code, level in hers.languages.items() if level in LEVELS)
    skills = sorted(names(each) for each in hers.skills)
    shown = [name for name in skills if name and not TELLING.search(name)][:MOST]
    entitled = entitlement and hers.entitled
    return Printed(
        lang,
        sorted(((name, level) for name, level in spoken if name), key=lambda each: (-LEVELS.index(each[1]), each[0])),
        shown,
        sorted(hers.certificates, key=lambda level: -(level or 0)),
        hers.recognised,
        hers.hours_most,
        sorted(SECTORS[each] for each in hers.sectors if each in SECTORS),
        entitled,
        day(hers.entitled_until, lang) if entitled and hers.entitled_until else "",
        len(skills) - len(shown),
    )


def paper(found: Printed) -> bytes:
    """One page, in letters as large as it lets be."""
    return pdf_of_one_page(lambda size: html(found, size))


def preview(found: Printed) -> Markup:
    """What will be on the paper, for a page of any language."""
    return Markup(templates(TEMPLATES, found.lang).get_template("for_employer_preview.html").render(found=found))


def html(found: Printed, size: float = 10.5) -> str:
    """The page, whole in itself, in letters of so many points."""
    said: dict[str, Any] = {"found": found, "size": size}
    return templates(TEMPLATES, found.lang).get_template("for_employer.html").render(said)
