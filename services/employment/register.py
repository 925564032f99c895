"""The register of openings, read as a list and beside what is known of one woman."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from services.employment.bookkeeping import Bookkeeping
from services.employment.domain import openings
from services.employment.domain.openings import Opening, Wanted
from services.employment.domain.profile import Profile
from services.employment.domain.requirements import Explained, Requirement, explained
from services.employment.esco import Esco
from shared.access import Reader
from shared.clocks import When
from shared.errors import NotAllowed
from shared.paging import Order
from shared.store.log import Log

READING: Final = frozenset({"worker", "coordinator", "supervisor"})
BY_LAST_DAY: Final[Order] = ("apply_by", "starts_on", "provider_id", "opening_id")
Row = dict[str, Any]
ProfileFor = Callable[[UUID, Reader, When], Profile]
"""What is known of a woman, as far as a reader may know it; `UnknownPathway` where that is nothing."""


class Register:
    """Readings of the register. Methods block."""

    def __init__(self, log: Log, books: Bookkeeping, esco: Esco) -> None:
        self._log = log
        self._books = books
        self._esco = esco
        self.reached = log.reached

    def listed(self, reader: Reader, when: When, wanted: Wanted) -> list[Row]:
        """What is open and looked for; `NotAllowed` for who has no business with it."""
        _may_read(reader)
        return [self._told(each, reader) for each in self._open(when, wanted)]

    def set_aside(self, reader: Reader, when: When) -> list[Row]:
        """What the reader's own organisation posted and does not fit."""
        own = (each for each in self._folded(when).set_aside if each.event.provider_id == reader.provider_id)
        return [{"event_id": each.event.event_id, "reason": each.reason} for each in own]

    def beside(
        self, profile_of: Callable[[], Profile], reader: Reader, when: When, wanted: Wanted, *, only_met: bool = False
    ) -> list[Row]:
        """The same with what each asks of her; `only_met` leaves out what asks anything that is not known to be met."""
        _may_read(reader)
        profile = profile_of()
        found = (explained(each, profile, when.today) for each in self._open(when, wanted))
        return [self._explained(each, reader) for each in found if each.met or not only_met]

    def _folded(self, when: When) -> openings.Register:
        with self._log.reading() as cursor:
            facts = self._books.provider_level(cursor)
        return openings.fold(facts, when.as_of, when.known_at)

    def _open(self, when: When, wanted: Wanted) -> list[Opening]:
        found = self._folded(when).openings
        return [each for each in found if each.takes(when.today) and wanted.fits(each)]

    def _told(self, opening: Opening, reader: Reader) -> Row:
        said, own = opening.said, opening.provider_id == reader.provider_id
        return {
            "opening_id": said.opening_id,
            "provider_id": opening.provider_id,
            "kind": said.kind,
            "occupation_group": said.occupation_group,
            "group_name": self._esco.name(said.occupation_group),
            "occupation": said.occupation,
            "occupation_name": said.occupation and self._esco.name(said.occupation),
            "skills": [{"skill": each, "name": self._esco.name(each)} for each in sorted(said.skills or ())],
            "languages": [
                dict(zip(("language", "level"), each.split(":"), strict=True)) for each in sorted(said.languages or ())
            ],
            "hours_week": said.hours_week,
            "city": said.city,
            "listed_on": opening.listed_on.isoformat(),
            "starts_on": said.starts_on and said.starts_on.isoformat(),
            "apply_by": said.apply_by and said.apply_by.isoformat(),
            "eqf_level": said.eqf_level,
            "funded_places": said.funded_places,
            "entitlement_needed": opening.entitlement_needed,
            "employer_ref": said.employer_ref if own else None,
        }

    def _explained(self, found: Explained, reader: Reader) -> Row:
        warnings = [{"code": each.code, "until": each.until and each.until.isoformat()} for each in found.warnings]
        requirements = [self._requirement(each) for each in found.requirements]
        return {**self._told(found.opening, reader), "requirements": requirements, "warnings": warnings}

    def _requirement(self, found: Requirement) -> Row:
        name = self._esco.name(found.of) if found.what == "skill" and found.of else None
        return {**found._asdict(), "name": name}


def _may_read(reader: Reader) -> None:
    if reader.role not in READING:
        raise NotAllowed()
