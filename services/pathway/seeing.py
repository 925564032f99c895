"""One reader before one pathway: its events are read once, and folded once at each pair of clocks.

A page that shows figures, picture and history asks this for all three, and so shows one state of the log.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from services.pathway import domain
from services.pathway.bookkeeping import Bookkeeping
from services.pathway.domain import Pathway
from services.pathway.figures import drawn, figured
from services.pathway.reading import shown, spoken
from services.pathway.sight import Sight
from shared.access import Reader
from shared.clocks import When, civil_day
from shared.errors import UnknownPathway
from shared.policies import Policies
from shared.reads import telling
from shared.store.log import Log
from shared.store.recorder import holds

Row = dict[str, Any]


class Shelf(NamedTuple):
    """Where histories are kept."""

    log: Log
    books: Bookkeeping


class Folds:
    """The folds of one pathway's events as they are stored now; `UnknownPathway` if it has none."""

    def __init__(self, shelf: Shelf, pathway_id: str) -> None:
        self.pathway_id = pathway_id
        self._shelf = shelf
        self._known: dict[When, Pathway] = {}
        stream = UUID(pathway_id).bytes
        with shelf.log.reading() as cursor:
            if not holds(cursor, stream):
                raise UnknownPathway()
            self._events = shelf.books.her_events(cursor, stream)

    def __call__(self, when: When) -> Pathway:
        if (found := self._known.get(when)) is None:
            with self._shelf.log.reading() as cursor:
                windows = self._shelf.books.windows(cursor, *when)
            found = self._known[when] = domain.fold(self.pathway_id, self._events, *when, windows)
        return found


class Before:
    """One reader before one pathway; what is not permitted by its present state is `UnknownPathway`, at any clocks."""

    def __init__(self, folds: Callable[[When], Pathway], pathway_id: str, policies: Policies, reader: Reader) -> None:
        self.pathway_id = pathway_id
        self._folds = folds
        now = datetime.now(UTC)
        self.sight = Sight(policies, reader, folds(When(civil_day(now) + timedelta(days=1))), now)

    def permitted(self, operation: str) -> Sight:
        """What this reader may see, where an operation is permitted."""
        if not self.sight.may(operation):
            raise UnknownPathway()
        if self.sight.relation.opened:
            telling.opened_by("break_glass")
        return self.sight

    def folded(self, when: When) -> Pathway:
        """The pathway itself, for who may read its figures."""
        self.permitted("figures")
        return self._folds(when)

    def views(self, when: When) -> Row:
        """The derived figures (docs/definitions.md 3), as of a day and as known at a moment."""
        sight, pathway = self.permitted("figures"), self._folds(when)
        return figured(spoken(domain.views(pathway), pathway, sight.reader), pathway, sight)

    def picture(self, when: When) -> Row:
        """What the swim-lane picture shows: lanes, steps, gaps, referents, risk."""
        sight, pathway = self.permitted("figures"), self._folds(when)
        return drawn(domain.picture(pathway), pathway, sight)

    def history(self, when: When) -> Row:
        """Her events in fold order; what this reader may not see is named as withheld."""
        sight = self.permitted("history")
        rows = [shown(row, sight) for row in domain.history(self._folds(when))]
        return {"pathway_id": self.pathway_id, "as_of": when.as_of.isoformat(), "items": [row for row in rows if row]}
