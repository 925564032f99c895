"""What the pages are answered: the register of openings and the plans, each reading decided where it is made."""

from typing import Any, Final, Protocol
from uuid import UUID

from services.employment.domain.openings import Wanted
from services.employment.domain.profile import Profile
from services.employment.esco import Esco
from services.employment.register import BY_LAST_DAY, Register
from services.employment.web.asked import Looked
from shared.access import Reader
from shared.clocks import When
from shared.paging import page

Row = dict[str, Any]
AT_ONCE: Final = 25
"""Openings on one page."""


class Plans(Protocol):
    """What is told of women's plans to those who may read them; `UnknownPathway` to anybody else."""

    def plan(self, pathway_id: UUID, when: When, reader: Reader) -> Row: ...

    def profile(self, pathway_id: UUID, reader: Reader, when: When) -> Profile: ...

    def placements(self, when: When, reader: Reader) -> list[Row]: ...


class Answers:
    """Register and plans, as the pages ask for them."""

    def __init__(self, register: Register, esco: Esco, plans: Plans) -> None:
        self._register = register
        self.skill = esco.name
        self.plan, self.placements, self._profile = plans.plan, plans.placements, plans.profile

    def openings(self, looked: Looked, when: When, reader: Reader) -> Row:
        found = self._register.listed(reader, when, _wanted(looked))
        return page(found, BY_LAST_DAY, looked.after, AT_ONCE)

    def openings_for_her(self, pathway_id: UUID, looked: Looked, when: When, reader: Reader) -> Row:
        found = self._register.beside(
            lambda: self._profile(pathway_id, reader, when), reader, when, _wanted(looked), only_met=looked.met
        )
        return page(found, BY_LAST_DAY, looked.after, AT_ONCE)


def _wanted(looked: Looked) -> Wanted:
    return Wanted(
        kind=looked.kind or None,
        city=looked.city or None,
        occupation_group=looked.group or None,
        hours_at_most=looked.hours_at_most,
        funded=looked.funded,
    )
