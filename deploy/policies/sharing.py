"""The policies in readable form: who may read what, asked of the policies themselves, as Markdown."""

from collections.abc import Iterable
from typing import get_args

from services.pathway.domain import Category, Relationship
from services.pathway.sight import OPERATIONS
from shared.policies import Asked, Policies
from shared.standing import LEVELS, RowFacts

STAFF = "worker"
NETWORK = ("supervisor", "auditor", "privacy_officer", "researcher", "ops", "admin")
AS_THINGS_ARE = {
    "": RowFacts(),
    "its own rows": RowFacts(own=True),
    "a dimension that she shares": RowFacts(consented=True),
    "its own dimension, which she shares": RowFacts(own_dimension=True, consented=True),
    "risk from medium up": RowFacts(danger=True),
    "opened by this person in an emergency": RowFacts(emergency=True),
    "a dimension that she keeps to herself": RowFacts(restricted=True, consented=True, own_dimension=True),
    "a grievance addressed to the role": RowFacts(addressed=True),
}
HEAD = """# Who may read what

Made by `make privacy` from `deploy/policies/*.cedar`, version {version}: change those, not this. What the words mean
is in [definitions](../definitions.md) 8. Coordinators are permitted what workers of the same organisation are. Where
she shuts an organisation out, nothing below holds for it, in any role but a privacy officer's.
"""


def matrix(policies: Policies) -> str:
    """The whole document."""
    parts = [HEAD.format(version=policies.version), "## Of a pathway as a whole\n", _operations(policies)]
    for name, facts in AS_THINGS_ARE.items():
        rows = list(_rows(policies, facts))
        if name:
            plain = dict(_rows(policies, RowFacts()))
            rows = [(who, cells) for who, cells in rows if cells != plain[who]]
        parts += [f"## Rows of her history{f': {name}' if name else ''}\n", _table(["", *CATEGORIES], rows)]
    return "\n".join(parts)


ASKED = (*OPERATIONS, "plan")
CATEGORIES: tuple[str, ...] = (*get_args(Category), "work")


def readers() -> Iterable[tuple[str, str, str]]:
    """Everybody who is told apart: a name, the role, and what the organisation is to her."""
    yield from ((f"{relationship}: its staff", STAFF, relationship.value) for relationship in Relationship)
    yield from ((role, role, Relationship.none.value) for role in NETWORK)


def _operations(policies: Policies) -> str:
    rows = []
    for name, role, relationship in readers():
        said = (("relationship", relationship), ("shut_out", False))
        asked = [Asked(role, each, "Pathway", "pathway", said) for each in ASKED]
        rows.append((name, ["yes" if policies.allows(each) else "-" for each in asked]))
    return _table(["", *(each.replace("_", " ") for each in ASKED)], rows)


def _rows(policies: Policies, facts: RowFacts) -> Iterable[tuple[str, list[str]]]:
    for name, role, relationship in readers():
        said = tuple(sorted({**facts._asdict(), "relationship": relationship, "shut_out": False}.items()))
        yield name, [_most(policies, role, each, said) for each in CATEGORIES]


def _most(policies: Policies, role: str, category: str, said: tuple[tuple[str, str | bool], ...]) -> str:
    found = (level for level in LEVELS if policies.allows(Asked(role, level, "Category", category, said)))
    return next(found, "-")


def _table(heads: list[str], rows: Iterable[tuple[str, list[str]]]) -> str:
    lines = [heads, ["---"] * len(heads), *([name, *cells] for name, cells in rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
