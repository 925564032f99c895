"""What the pages are answered: the register of openings and the plans, each reading decided where it is made."""

from typing import Any, Final
from uuid import UUID

from services.employment.application import Plans
from services.employment.domain.openings import Wanted
from services.employment.esco import Esco
from services.employment.placements import Placements
from services.employment.register import BY_LAST_DAY, Register
from services.employment.web.asked import Looked
from shared.access import Reader
from shared.clocks import When
from shared.paging import page

Row = dict[str, Any]
AT_ONCE: Final = 25
"""Openings on one page."""


class Answers:
    """Register, plans and placements, as the pages ask for them."""

    def __init__(self, register: Register, esco: Esco, plans: Plans, placements: Placements) -> None:
        self._register = register
        self._profile_for = plans.profile_for
        self.skill, self.plan, self.placements = esco.name, plans.plan, placements.listed

    def openings(self, looked: Looked, when: When, reader: Reader) -> Row:
        found = self._register.listed(reader, when, _wanted(looked))
        return page(found, BY_LAST_DAY, looked.after, AT_ONCE)

    def openings_for_her(self, pathway_id: UUID, looked: Looked, when: When, reader: Reader) -> Row:
        found = self._register.beside(
            lambda: self._profile_for(pathway_id, reader, when), reader, when, _wanted(looked), only_met=looked.met
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
