"""Why somebody may or may not read something of a pathway: which policy decided, and on what facts."""

from collections.abc import Sequence
from typing import Any, get_args

from services.pathway.domain import Category
from services.pathway.sight import OPERATIONS, Sight

CATEGORIES: tuple[str, ...] = get_args(Category)
ANYTHING = (*OPERATIONS, *CATEGORIES)
"""What can be asked about."""


def explained(sight: Sight, what: str, dimensions: Sequence[str] = (), author: str | None = None) -> dict[str, Any]:
    """An operation on the pathway, or the most that is shown of a row of this category, dimension and author."""
    relation = sight.relation
    told = {
        "role": sight.role,
        "provider_id": sight.reader.provider_id,
        "relationship": str(relation.relationship),
        "shut_out": relation.shut_out,
        "what": what,
        "version": sight.version,
    }
    if what in OPERATIONS:
        decided = sight.decided(what)
        return {**told, "allowed": decided.allowed, "by": list(decided.by), "shows": None, "facts": {}}
    facts = sight.of(dimensions, author)
    shows, decided = sight.most(what, facts)
    return {**told, "allowed": decided.allowed, "by": list(decided.by), "shows": shows, "facts": facts._asdict()}
