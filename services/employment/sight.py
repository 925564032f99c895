"""What the policies say of one reader before one plan: the plan's facts in, how much may be seen out."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from services.employment.domain.categories import Category
from services.employment.domain.heard import WORK
from services.employment.domain.relations import Relation, relation
from services.employment.domain.state import Plan
from shared.access import Reader
from shared.clocks import civil_day
from shared.errors import NotAllowed
from shared.policies import Asked, Policies

LOCAL: Final = "local"  # no signed token has this id: theirs are random
LEVELS: Final = ("full", "state", "level", "sequence", "clocks", "marked")
"""How much of a row is shown, the most first."""


class Facts(NamedTuple):
    """What the policies are told of a row, or of a part of the plan, beside the relation."""

    own: bool = False
    own_dimension: bool = False
    consented: bool = False
    emergency: bool = False
    restricted: bool = False
    danger: bool = False
    addressed: bool = False


class Sight:
    """One reader before one plan in its present state, at this moment."""

    def __init__(self, policies: Policies, reader: Reader, present: Plan, now: datetime) -> None:
        self.reader = reader
        self.present = present
        self.relation: Relation = relation(present, reader.provider_id, civil_day(now))
        self._policies = policies
        self._role = role_of(reader)

    def may(self, operation: str) -> bool:
        """Whether an operation on her pathway as a whole is permitted."""
        return self._policies.allows(Asked(self._role, operation, "Pathway", "pathway", _sorted(self._standing())))

    def level(self, category: Category, dimensions: Iterable[str], provider_id: str | None = None) -> str | None:
        """The most that is shown of something of these dimensions that this organisation wrote; None for nothing."""
        said = _sorted({**self.facts(dimensions, provider_id)._asdict(), **self._standing()})
        asked = ((level, Asked(self._role, level, "Category", category, said)) for level in LEVELS)
        return next((level for level, each in asked if self._policies.allows(each)), None)

    def facts(self, dimensions: Iterable[str], provider_id: str | None) -> Facts:
        """What is so; of what is of no single dimension, what is so of those in which the organisation works."""
        named = frozenset(dimensions)
        about = named or self.relation.own
        return Facts(
            own=self.is_own(provider_id),
            own_dimension=bool(about) and about <= self.relation.own,
            consented=self.relation.shared is None or (bool(about) and about <= self.relation.shared),
            restricted=bool(self.relation.sealed & named) or (not named and self.relation.sealed >= WORK),
        )

    def is_own(self, provider_id: str | None) -> bool:
        return self.reader.token_id != LOCAL and self.reader.provider_id == provider_id

    def _standing(self) -> dict[str, str | bool]:
        return {"relationship": str(self.relation.relationship), "shut_out": self.relation.shut_out}


def ask(policies: Policies, reader: Reader) -> None:
    """`NotAllowed` for a role that has no business with any pathway, whichever it asks for."""
    if not policies.allows(Asked(role_of(reader), "ask", "Network", "network")):
        raise NotAllowed()


def role_of(reader: Reader) -> str:
    """The role in which the policies know a reader: who reads at the store itself has one of its own."""
    return "local_admin" if reader.token_id == LOCAL else reader.role


def _sorted(facts: Mapping[str, str | bool]) -> tuple[tuple[str, str | bool], ...]:
    return tuple(sorted(facts.items()))
