"""Who may do what, decided by policies that are data: Cedar, parsed once, each distinct question asked once."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import cedarpy

from shared.errors import PoliciesUnfit

KEPT = 50_000


class Texts(NamedTuple):
    """Policies, their schema, and the roles with their groups, as they are written."""

    policies: str
    schema: str
    roles: str

    @property
    def version(self) -> str:
        """Twelve hexadecimal digits that change with any of them."""
        return sha256("\0".join(self).encode()).hexdigest()[:12]


class Asked(NamedTuple):
    """May somebody of this role do this with that, as things are? `facts` are in the order of their names."""

    role: str
    action: str
    kind: str
    what: str
    facts: tuple[tuple[str, str | bool], ...] = ()


class Decided(NamedTuple):
    """What was decided, and by which policies; by none where nothing permits it."""

    allowed: bool
    by: tuple[str, ...]


class Policies:
    """The policies in force; what they decided once is remembered, for they never change while a process runs."""

    def __init__(self, texts: Texts) -> None:
        """`PoliciesUnfit` where they can't be read or break their schema."""
        if unfit(texts):
            raise PoliciesUnfit()
        self.version = texts.version
        self._policies = cedarpy.PolicySet.from_str(texts.policies)
        self._schema = cedarpy.Schema.from_str(texts.schema)
        self._roles = cedarpy.Entities.from_json_str(texts.roles, self._schema)
        self._known: dict[Asked, Decided] = {}

    def allows(self, asked: Asked) -> bool:
        return self.decided(asked).allowed

    def decided(self, asked: Asked) -> Decided:
        """The answer, with its reasons; what can't be decided is denied."""
        if (known := self._known.get(asked)) is None:
            if len(self._known) >= KEPT:
                self._known = {}
            known = self._known[asked] = self._decide(asked)
        return known

    def _decide(self, asked: Asked) -> Decided:
        found = cedarpy.is_authorized(request(asked), self._policies, self._roles, self._schema)
        named: Mapping[str, str] = found.diagnostics.id_annotations_by_reason
        return Decided(found.allowed, tuple(sorted(named.get(each, each) for each in found.diagnostics.reasons)))


def request(asked: Asked) -> dict[str, Any]:
    """A question in Cedar's own form."""
    return {
        "principal": {"type": "Role", "id": asked.role},
        "action": {"type": "Action", "id": asked.action},
        "resource": {"type": asked.kind, "id": asked.what},
        "context": dict(asked.facts),
    }


def unfit(texts: Texts) -> list[str]:
    """What is wrong with policies, by their names."""
    try:
        found = cedarpy.validate_policies(texts.policies, texts.schema)
        named = found.id_annotations_by_policy_id
        cedarpy.Entities.from_json_str(texts.roles, texts.schema)
    except ValueError as error:
        return [str(error)]
    return [f"{named.get(each.policy_id, each.policy_id)}: {each.error}" for each in found.errors]
