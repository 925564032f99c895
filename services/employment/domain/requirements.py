"""What an opening asks, and whether she meets it, misses it, or nobody knows: a list, and never a score.

It is told by the opening, her profile and the day alone (docs/definitions.md 6.2).
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from services.employment.domain.openings import Opening, same_city
from services.employment.domain.profile import Profile

Mark = Literal["met", "missed", "nobody_knows"]
What = Literal["entitlement", "language", "skill", "eqf_level", "hours", "city"]
Warned = Literal["entitlement_absent", "entitlement_ended", "entitlement_ends_before"]
Value = str | int | bool
LEVELS = ("pre_A1", "A1", "A2", "B1", "B2", "C1", "C2")


class Requirement(NamedTuple):
    """One thing asked; `of` is the language or the skill, `known` what is known of it, None if nobody knows."""

    what: What
    of: str | None
    asked: Value
    known: Value | None
    mark: Mark


class StaffWarning(NamedTuple):
    """For staff to see to, no requirement that she misses; `until` is the last day of the entitlement, if one was."""

    code: Warned
    until: date | None


class Explained(NamedTuple):
    """An opening beside a profile."""

    opening: Opening
    requirements: list[Requirement]
    warnings: list[StaffWarning]

    @property
    def met(self) -> bool:
        """Whether she meets all that is asked; a warning is no requirement."""
        return all(each.mark == "met" for each in self.requirements)


def explained(opening: Opening, profile: Profile, on: date) -> Explained:
    """What an opening asks of her on a day, always in the same order."""
    warning = _warning(opening, profile, on) if opening.entitlement_needed else None
    warnings = [warning] if warning else []
    return Explained(opening, list(_requirements(opening, profile, warned=bool(warnings))), warnings)


def _requirements(opening: Opening, profile: Profile, *, warned: bool) -> Iterator[Requirement]:
    said = opening.said
    if opening.entitlement_needed and not warned:
        yield _marked("entitlement", None, True, profile.entitled, met=profile.entitled is True)
    for asked in sorted(said.languages or ()):
        yield _language(profile, *asked.split(":"))
    for skill in sorted(said.skills or ()):
        known = None if profile.skills is None else skill in profile.skills
        yield _marked("skill", skill, True, known, met=known is True)
    eqf, hours = profile.eqf_level, profile.hours_most
    if said.eqf_level:
        yield _marked("eqf_level", None, said.eqf_level, eqf, met=(eqf or 0) >= said.eqf_level)
    if said.hours_week:
        yield _marked("hours", None, said.hours_week, hours, met=said.hours_week <= (hours or 0))
    if said.city:
        yield _marked("city", None, said.city, profile.city, met=same_city(said.city, profile.city))


def _language(profile: Profile, language: str, level: str) -> Requirement:
    known = profile.languages.get(language)
    met = known is not None and LEVELS.index(known) >= LEVELS.index(level)
    return _marked("language", language, level, known, met=met)


def _marked(what: What, of: str | None, asked: Value, known: Value | None, *, met: bool) -> Requirement:
    return Requirement(what, of, asked, known, "nobody_knows" if known is None else "met" if met else "missed")


def _warning(opening: Opening, profile: Profile, on: date) -> StaffWarning | None:
    """Her entitlement to work, where it is known not to be there on the day on which she would begin."""
    until = profile.entitled_until
    if profile.entitled is None:
        return None
    if until and until < on:
        return StaffWarning("entitlement_ended", until)
    if not profile.entitled:
        return StaffWarning("entitlement_absent", None)
    if until and until < max(on, opening.said.starts_on or on):
        return StaffWarning("entitlement_ends_before", until)
    return None
