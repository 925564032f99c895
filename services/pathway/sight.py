"""What one reader may do with one pathway and see of it, as the policies decide of the facts that the domain tells."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from services.pathway.domain import Category, Pathway, Relation, concerned, relation
from services.pathway.domain import dimensions as about
from shared.access import Reader
from shared.clocks import civil_day
from shared.errors import NotAllowed
from shared.grants import OVERSEEING
from shared.policies import Asked, Decided, Policies

LOCAL = "local"  # no signed token has this id: theirs are random
LEVELS = ("full", "state", "level", "sequence", "clocks", "marked")
"""How much of a row is shown, the most first."""
OPERATIONS = ("history", "figures", "list", "proposals", "issue_code")
"""What can be asked of a pathway as a whole."""
DANGER = frozenset({"medium", "high", "extreme"})


class RowFacts(NamedTuple):
    """What the policies are told of a row, or of what figures tell of a category, beside the relation."""

    own: bool = False
    own_dimension: bool = False
    consented: bool = False
    emergency: bool = False
    restricted: bool = False
    danger: bool = False
    addressed: bool = False


class Standing:
    """One reader, whose organisation is this to a pathway: what the policies permit."""

    def __init__(self, policies: Policies, reader: Reader, relation: Relation) -> None:
        self.reader = reader
        self.role = role_of(reader)
        self.relation = relation
        self._policies = policies

    def may(self, operation: str) -> bool:
        """Whether an operation on the pathway as a whole is permitted."""
        return self.decided(operation).allowed

    def decided(self, operation: str) -> Decided:
        """The same, with what decided it."""
        return self._policies.decided(Asked(self.role, operation, "Pathway", "pathway", _sorted(self._standing())))

    def level(self, category: str, facts: RowFacts) -> str | None:
        """The most of a row that is shown; None if not even that it is there."""
        return self.most(category, facts)[0]

    def most(self, category: str, facts: RowFacts) -> tuple[str | None, Decided]:
        """The same, with what decided it; where nothing is shown, with what forbade the whole of it."""
        found = [(level, self._decided(level, category, facts)) for level in LEVELS]
        return next(((level, each) for level, each in found if each.allowed), (None, found[0][1]))

    @property
    def version(self) -> str:
        """That of the policies by which it is decided."""
        return self._policies.version

    def tells(self, category: Category, facts: RowFacts) -> bool:
        """Whether figures and the picture may tell of this."""
        return self._decided("figure", category, facts).allowed

    def of(self, dimensions: Iterable[str], provider_id: str | None = None) -> RowFacts:
        """What they are told of anything of these dimensions that this organisation wrote."""
        return facts_of(self.relation, frozenset(dimensions), own=self.is_own(provider_id))

    def is_own(self, provider_id: str | None) -> bool:
        return self.reader.token_id != LOCAL and self.reader.provider_id == provider_id

    def _decided(self, action: str, category: str, facts: RowFacts) -> Decided:
        said = _sorted({**facts._asdict(), **self._standing()})
        return self._policies.decided(Asked(self.role, action, "Category", category, said))

    def _standing(self) -> dict[str, str | bool]:
        return {"relationship": str(self.relation.relationship), "shut_out": self.relation.shut_out}


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


def role_of(reader: Reader) -> str:
    """The role in which the policies know a reader: who reads at the store itself has one of its own."""
    return "local_admin" if reader.token_id == LOCAL else reader.role


def may(policies: Policies, reader: Reader, operation: str, relationship: str, *, shut_out: bool = False) -> bool:
    """Whether an operation is permitted to a reader whose organisation is this to her."""
    facts = _sorted({"relationship": relationship, "shut_out": shut_out})
    return policies.allows(Asked(role_of(reader), operation, "Pathway", "pathway", facts))


def ask(policies: Policies, reader: Reader) -> None:
    """`NotAllowed` for a role that has no business with any pathway, whichever it asks for."""
    if not policies.allows(Asked(role_of(reader), "ask", "Network", "network")):
        raise NotAllowed()


def _sorted(facts: Mapping[str, str | bool]) -> tuple[tuple[str, str | bool], ...]:
    return tuple(sorted(facts.items()))
