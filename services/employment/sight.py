"""What the policies say of one reader before one plan: the plan's facts in, how much may be seen out."""

from collections.abc import Iterable
from datetime import datetime

from services.employment.domain.heard import WORK
from services.employment.domain.relations import Relation, relation
from services.employment.domain.state import Plan
from shared.access import Reader
from shared.clocks import civil_day
from shared.policies import Policies
from shared.standing import RowFacts, Standing


class Sight(Standing[Relation]):
    """One reader before one plan in its present state, at this moment."""

    def __init__(self, policies: Policies, reader: Reader, present: Plan, now: datetime) -> None:
        super().__init__(policies, reader, relation(present, reader.provider_id, civil_day(now)))
        self.present = present

    def facts(self, dimensions: Iterable[str], provider_id: str | None = None) -> RowFacts:
        """What is so; of what is of no single dimension, what is so of those in which the organisation works."""
        named = frozenset(dimensions)
        about = named or self.relation.own
        return RowFacts(
            own=self.is_own(provider_id),
            own_dimension=bool(about) and about <= self.relation.own,
            consented=self.relation.shared is None or (bool(about) and about <= self.relation.shared),
            restricted=bool(self.relation.sealed & named) or (not named and self.relation.sealed >= WORK),
        )
