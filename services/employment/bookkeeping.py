"""The employment service's own tables, kept in step with its log inside each write transaction, and what it refuses."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any

from services.employment import registrations
from services.employment.domain.openings import unfit
from services.employment.esco import Esco
from shared.contracts import OpeningClosed, OpeningListed, SkillsListed
from shared.errors import NewerThanThisProgram, Problem, Refusal
from shared.facts import Event
from shared.grants import Grants
from shared.keys import KeyRing
from shared.registrations import events, note
from shared.store.entries import Draft, Reading, Receipt
from shared.store.migrations import Steps
from shared.store.page import Page
from shared.store.remembered import Remembered
from shared.store.sealed import CARRIED, OWN, PROVIDER_LEVEL, PUBLISHED, SealingMapper

LISTING = frozenset({"worker", "coordinator", "machine"})
MIGRATIONS: Steps = (("CREATE TABLE IF NOT EXISTS openings (position INTEGER PRIMARY KEY)",),)


class Bookkeeping:
    """Grants, the places of what organisations tell of themselves, and the codes that are let in."""

    def __init__(self, keys: KeyRing, esco: Esco) -> None:
        self.grants = Grants(keys)
        self._esco = esco
        self._mapper = SealingMapper(keys)
        self._openings = Remembered(self._mapper, "openings")

    def tables(self) -> Mapping[str, Steps]:
        return {**self.grants.tables(), "openings": MIGRATIONS, "plans": registrations.MIGRATIONS}

    def placed(self, drafts: Sequence[Draft], reading: Reading) -> Sequence[Draft]:
        return drafts

    def expect(self, page: Page, streams: Collection[bytes]) -> None:
        self.grants.expect(page, streams)

    def refuse(self, page: Page, draft: Draft) -> Problem | None:
        """Who may not post, and what names a code that is not there; what is published needs no look inside."""
        if problem := self.grants.refuse(page, draft):
            return problem
        return None if draft.flags & PUBLISHED else self._unfit(page.event(draft))

    def aside(self, page: Page, draft: Draft) -> Receipt | None:
        return None

    def stored(self, page: Page) -> None:
        if any(row.topic == OWN for row in page.rows):  # of what is carried the subscribers know who may post by it
            self.grants.stored(page)
        page.cursor.executemany(
            "INSERT INTO openings VALUES (?) ON CONFLICT DO NOTHING",
            [(row.position,) for row in page.rows if row.state[1] & PROVIDER_LEVEL],
        )
        for row in page.rows:
            if row.topic == CARRIED:
                with suppress(NewerThanThisProgram):  # kept for a newer program; merges come from who can read them
                    note(page.cursor, self._mapper.open(row.state))

    def erased(self, cursor: Any, streams: Collection[bytes]) -> None:
        return None

    def her_events(self, cursor: Any, stream: bytes) -> list[Event]:
        """What employment holds of all registrations of one pathway."""
        return events(cursor, self._mapper, stream)

    def provider_level(self, cursor: Any) -> list[Event]:
        """What organisations tell of themselves here, in the order of storing; what was read once is remembered."""
        return self._openings.read(cursor)

    def _unfit(self, event: Event) -> Problem | None:
        if isinstance(event.fact, SkillsListed):
            return self._unknown(event.fact)
        if not isinstance(event.fact, OpeningListed | OpeningClosed):
            return None
        if event.role not in LISTING:
            return Problem("type", "role_not_allowed", "workers and coordinators list openings, and their programs")
        return self._unfit_opening(event.fact, event) if isinstance(event.fact, OpeningListed) else None

    def _unknown(self, said: SkillsListed) -> Problem | None:
        try:
            self._esco.known_skills(said.skills, "data.skills")
        except Refusal as refusal:
            return refusal.errors[0]
        return None

    def _unfit_opening(self, said: OpeningListed, event: Event) -> Problem | None:
        try:
            self._esco.occupation(said.occupation_group, "data.occupation_group")
            if said.occupation:
                self._esco.occupation(said.occupation, "data.occupation")
            self._esco.known_skills(said.skills or (), "data.skills")
        except Refusal as refusal:
            return refusal.errors[0]
        return next(unfit(said, event.occurred_on), None)
