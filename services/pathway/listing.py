"""What of a pathway's outline one reader's lists may hold: whole pathways, and of these what may be told."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from services.pathway.domain import relation_in
from services.pathway.figures import Told
from services.pathway.sight import Standing
from shared.access import Reader
from shared.policies import Policies
from shared.standing import LOCAL, RowFacts

Row = dict[str, Any]
BY_DIMENSION = ("gaps", "unpaid", "duplicates")


class Lists:
    """The lists of one reader on one day."""

    def __init__(self, policies: Policies, reader: Reader, today: date) -> None:
        self._policies = policies
        self._reader = reader
        self._today = today

    def standing(self, row: Mapping[str, Any]) -> Standing | None:
        """What this reader is to a pathway, by its outline as it is now; None if no list may hold it."""
        found = Standing(self._policies, self._reader, relation_in(row, self._reader.provider_id, self._today))
        return found if found.may("list") else None

    def told(self, row: Row, standing: Standing) -> Row:
        """Of an outline, as of any day, what may be told to one who is that to her now."""
        row = {**row, "set_aside": [self._fact(fact) for fact in row["set_aside"]]}
        if not standing.relation.sealed and standing.tells("case", RowFacts()):
            return row
        told = Told(standing)
        parts = {name: [each for each in row[name] if told.dimension(each["dimension"])] for name in BY_DIMENSION}
        parts["needs"] = [each for each in row["needs"] if told.dimension(each)]
        parts["steps"] = [each for each in row["steps"] if told.dimension(each["dimension"], each["provider_id"])]
        if not told.category("case"):
            parts["deadlines"] = []
            parts["set_aside"] = [each for each in row["set_aside"] if standing.is_own(each["provider_id"])]
        return {**row, **parts}

    def __call__(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Those that the lists may hold, as they may be told."""
        return (self.told(row, standing) for row in rows if (standing := self.standing(row)))

    def _fact(self, fact: Mapping[str, Any]) -> Row:
        """What was set aside, with the id that this reader may know."""
        known = {name: value for name, value in fact.items() if name != "alias"}
        ours = self._reader.token_id == LOCAL or self._reader.provider_id == fact["provider_id"]
        if "alias" in fact and not ours:
            known["event_id"] = fact["alias"]
        return known
