"""Who somebody is to a pathway, and what the policies permit them: the same questions in every service that is read."""

from collections.abc import Mapping
from typing import Final, Generic, NamedTuple, Protocol, TypeVar

from shared.access import Reader
from shared.errors import NotAllowed
from shared.policies import Asked, Decided, Policies

LOCAL: Final = "local"  # no signed token has this id: theirs are random
LEVELS: Final = ("full", "state", "level", "sequence", "clocks", "marked")
"""How much of a row is shown, the most first."""


class RowFacts(NamedTuple):
    """What the policies are told of a row, or of what figures tell of a category, beside the relation."""

    own: bool = False
    own_dimension: bool = False
    consented: bool = False
    emergency: bool = False
    restricted: bool = False
    danger: bool = False
    addressed: bool = False


class Related(Protocol):
    """What an organisation is to her, and whether she shuts it out."""

    @property
    def relationship(self) -> str: ...

    @property
    def shut_out(self) -> bool: ...


R = TypeVar("R", bound=Related)


class Standing(Generic[R]):
    """One reader, whose organisation is this to a pathway: what the policies permit."""

    def __init__(self, policies: Policies, reader: Reader, relation: R) -> None:
        self.reader = reader
        self.role = role_of(reader)
        self.relation = relation
        self._policies = policies
        self._most: dict[tuple[str, RowFacts], tuple[str | None, Decided]] = {}

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
        found = self._most.get((category, facts))  # rows of a history are of few kinds
        if found is None:
            found = self._most[category, facts] = self._asked_for(category, facts)
        return found

    def tells(self, category: str, facts: RowFacts) -> bool:
        """Whether figures and the picture may tell of this."""
        return self._decided("figure", category, facts).allowed

    @property
    def version(self) -> str:
        """That of the policies by which it is decided."""
        return self._policies.version

    def is_own(self, provider_id: str | None) -> bool:
        return self.reader.token_id != LOCAL and self.reader.provider_id == provider_id

    def _asked_for(self, category: str, facts: RowFacts) -> tuple[str | None, Decided]:
        found = [(level, self._decided(level, category, facts)) for level in LEVELS]
        return next(((level, each) for level, each in found if each.allowed), (None, found[0][1]))

    def _decided(self, action: str, category: str, facts: RowFacts) -> Decided:
        said = _sorted({**facts._asdict(), **self._standing()})
        return self._policies.decided(Asked(self.role, action, "Category", category, said))

    def _standing(self) -> dict[str, str | bool]:
        return {"relationship": str(self.relation.relationship), "shut_out": self.relation.shut_out}


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
