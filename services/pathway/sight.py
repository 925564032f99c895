"""What one reader may do with one pathway and see of it, as the policies decide of the facts that the domain tells."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.pathway.domain import Category, Pathway, Relation, concerned, relation
from services.pathway.domain import dimensions as about
from shared import standing
from shared.access import Reader
from shared.clocks import civil_day
from shared.grants import OVERSEEING
from shared.policies import Policies
from shared.standing import RowFacts

OPERATIONS = ("history", "figures", "list", "proposals", "issue_code")
"""What can be asked of a pathway as a whole."""
DANGER = frozenset({"medium", "high", "extreme"})


class Standing(standing.Standing[Relation]):
    """One reader, whose organisation is this to a pathway: what the policies permit."""

    def of(self, dimensions: Iterable[str], provider_id: str | None = None) -> RowFacts:
        """What they are told of anything of these dimensions that this organisation wrote."""
        return facts_of(self.relation, frozenset(dimensions), own=self.is_own(provider_id))


class Sight(Standing):
    """One reader before one pathway in its present state, at this moment."""

    def __init__(self, policies: Policies, reader: Reader, present: Pathway, now: datetime) -> None:
        found = relation(present, reader.provider_id, reader.actor, now, civil_day(now))
        super().__init__(policies, reader, found)
        self.present = present
        self._concerned = concerned(present)

    def facts(self, row: Mapping[str, Any], category: Category) -> RowFacts:
        """What the policies are told of a row of the history."""
        level = (row["data"] or {}).get("level")
        return self.of(about(self.present, row, category), row["provider_id"])._replace(
            danger=level in DANGER, addressed=self._addressed(row)
        )

    def _addressed(self, row: Mapping[str, Any]) -> bool:
        """Whether a grievance, or an answer to one, is to this role, in an organisation that it can't be about."""
        to = {"GrievanceRaised": (row["data"] or {}).get("to"), "GrievanceAnswered": row.get("role")}.get(row["type"])
        return self.reader.role == to and to in OVERSEEING and self.reader.provider_id not in self._concerned


def facts_of(relation: Relation, dimensions: frozenset[str], *, own: bool = False) -> RowFacts:
    """What is so of something of these dimensions; of something that is of none, only an unlimited consent."""
    named = bool(dimensions)
    return RowFacts(
        own=own,
        own_dimension=named and dimensions <= relation.own,
        consented=relation.shared is None or (named and dimensions <= relation.shared),
        emergency=named and dimensions <= relation.opened,
        restricted=bool(dimensions & relation.sealed),
    )
