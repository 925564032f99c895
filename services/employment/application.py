"""What can be asked of the employment service: one woman's plan, its history, and what openings are compared with."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.employment.bookkeeping import Bookkeeping
from services.employment.domain.folding import fold
from services.employment.domain.history import history
from services.employment.domain.plan import plan_of, profile_of
from services.employment.domain.profile import Profile
from services.employment.domain.state import Plan
from services.employment.figures import told
from services.employment.reading import shown
from services.employment.sight import Sight
from shared.access import Reader
from shared.clocks import When, civil_day
from shared.errors import UnknownPathway
from shared.policies import Policies
from shared.standing import ask
from shared.store.log import Log


class Plans:
    """Readings of the employment log. Methods block."""

    def __init__(self, log: Log, books: Bookkeeping, access: Policies) -> None:
        self._log = log
        self._books = books
        self._access = access
        self.reached = log.reached

    def plan(self, pathway_id: UUID, when: When, reader: Reader) -> dict[str, Any]:
        """The plan as of a day and as known at a moment, as far as this reader may see it now."""
        sight = self._sight(pathway_id, reader, "plan")
        return told(plan_of(self._fold(pathway_id, when)), sight)

    def history(self, pathway_id: UUID, when: When, reader: Reader) -> dict[str, Any]:
        """Its events in fold order; what this reader may not see is named as withheld."""
        sight = self._sight(pathway_id, reader, "history")
        rows = [shown(row, sight) for row in history(self._fold(pathway_id, when))]
        items = [row for row in rows if row]
        return {"pathway_id": str(pathway_id), "as_of": when.as_of.isoformat(), "items": items}

    def profile_for(self, pathway_id: UUID, reader: Reader, when: When) -> Profile:
        """What openings are compared with, for who may see all of her plan; `UnknownPathway` for anybody else."""
        sight = self._sight(pathway_id, reader, "plan")
        if sight.level("work", sight.facts(())) != "full":
            raise UnknownPathway()
        return profile_of(self._fold(pathway_id, when), when.today)

    def _sight(self, pathway_id: UUID, reader: Reader, operation: str) -> Sight:
        """What this reader may see by the present state, whatever past state is asked for; `UnknownPathway` if none."""
        ask(self._access, reader)
        now = datetime.now(UTC)
        present = self._fold(pathway_id, When(civil_day(now) + timedelta(days=1)))
        sight = Sight(self._access, reader, present, now)
        if not present.given or not sight.may(operation):
            raise UnknownPathway()
        return sight

    def _fold(self, pathway_id: UUID, when: When) -> Plan:
        with self._log.reading() as cursor:
            events = self._books.her_events(cursor, pathway_id.bytes)
        return fold(str(pathway_id), events, when.as_of, when.known_at)
