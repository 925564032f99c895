"""Who may read what, as a table written from the product's own, apart from the policy files: the oracle of A1.

A cell is the most that is shown of a row. `own`: in full in the reader's own dimension, where she shares it, else
marked; `own/state`: the same, else the state of what she shares; `danger`: the level from medium up, else marked;
`to-me`: in full if she addressed it to this role. `-`: nothing, not even that it is there.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

ROLES = (
    *("worker", "coordinator", "supervisor", "auditor", "privacy_officer", "researcher", "ops", "admin"),
    "local_admin",
)
RELATIONSHIPS = ("referent", "active", "emergency", "past", "receiving", "none")
CATEGORIES = (
    *("course", "needs", "case", "registration", "steps", "care", "legal", "group", "risk", "sealed", "code"),
    *("work", "grievance"),
)
FLAGS = ("shut_out", "own", "own_dimension", "consented", "emergency", "restricted", "danger", "addressed")
LEVELS = ("full", "state", "level", "sequence", "clocks", "marked")
OPERATIONS = ("history", "figures", "list", "proposals", "issue_code", "plan")
STAFF = ("worker", "coordinator")

ROWS = """
                course   needs    case     registr  steps     care   legal  group  risk   sealed code   work     griev
referent        full     full     full     full     state     state  full   marked full   marked full   full     -
active          full     own      own      marked   own/state own    own    own    danger marked marked own      -
emergency       -        -        -        -        -         -      -      -      -      -      -      -        -
past            -        -        -        -        -         -      -      -      -      -      -      -        -
receiving       -        -        -        -        -         -      -      -      -      -      -      -        -
none            -        -        -        -        -         -      -      -      -      -      -      -        -
supervisor      full     full     full     full     full      marked marked marked level  marked marked state    to-me
auditor         sequence sequence sequence sequence sequence  marked marked marked clocks marked marked sequence -
privacy_officer marked   marked   marked   full     marked    marked marked marked marked full   marked marked   to-me
researcher      -        -        -        -        -         -      -      -      -      -      -      -        -
ops             -        -        -        -        -         -      -      -      -      -      -      -        -
admin           -        -        -        -        -         -      -      -      -      -      -      -        -
local_admin     full     full     full     full     full      full   full   full   full   full   full   full     to-me
"""
MAY = """
                 history  figures  list     proposals  issue_code  plan
referent         yes      yes      yes      yes        yes         yes
active           yes      yes      yes      yes        no          yes
emergency        yes      no       no       yes        no          no
past             yes      no       no       yes        no          no
receiving        no       no       no       yes        no          no
none             no       no       no       yes        no          no
supervisor       yes      yes      yes      no         no          yes
auditor          yes      no       no       no         no          no
privacy_officer  yes      no       no       no         no          no
researcher       no       no       no       no         no          no
ops              no       no       no       no         no          no
admin            no       no       no       no         no          no
local_admin      yes      yes      yes      yes        yes         yes
"""
ASKS = {"worker", "coordinator", "supervisor", "auditor", "privacy_officer", "local_admin"}
WRITES = {"referent", "active", "emergency", "past"}
"""What an organisation is to her that has rows of its own in her history."""
OPENED_IN_AN_EMERGENCY = {"needs", "case", "steps", "care", "legal", "risk"}


class Row(NamedTuple):
    """One question: how much of a row of this category is shown?"""

    role: str
    relationship: str
    category: str
    so: frozenset[str]


class Operation(NamedTuple):
    """One question: may this be done with her pathway?"""

    role: str
    relationship: str
    operation: str
    so: frozenset[str]


def _read(table: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in table.strip("\n").splitlines()[1:]}


CELLS, PERMITTED = _read(ROWS), _read(MAY)


def shown(asked: Row) -> str | None:
    """The most that is shown."""
    role, relationship, category, so = asked
    if _is_shut(role, so):
        return None
    found = _cell(role, relationship, category, so)
    if role in STAFF and category != "grievance" and "own" in so and relationship in WRITES:
        found = "full"
    if role in STAFF and "emergency" in so and category in OPENED_IN_AN_EMERGENCY:
        found = "full"
    if "restricted" in so and role != "local_admin" and not (role in STAFF and "own" in so):
        may_know = _cell(role, relationship, category, frozenset()) and category != "grievance"
        return "marked" if may_know else None
    return found


def figured(asked: Row) -> bool:
    """Whether figures tell of it."""
    role, relationship, category, so = asked
    if _is_shut(role, so) or category == "grievance":
        return False
    if "restricted" in so and role != "local_admin" and not (role in STAFF and "own" in so):
        return False
    if role in ("supervisor", "local_admin"):
        return True
    if role not in STAFF:
        return False
    if "own" in so and relationship in WRITES:
        return True
    cell = CELLS[relationship][CATEGORIES.index(category)]
    active = category == "course" or _cell(role, relationship, category, so) in ("full", "state")
    return relationship == "referent" or (relationship == "active" and cell != "danger" and active)


def permitted(asked: Operation) -> bool:
    role, relationship, operation, so = asked
    who = relationship if role in STAFF else role
    return not _is_shut(role, so) and PERMITTED[who][OPERATIONS.index(operation)] == "yes"


def rows(most: int, roles: tuple[str, ...] = ROLES) -> Iterator[Row]:
    """All questions of rows of which at most so many things are so."""
    sets = [frozenset(some) for count in range(most + 1) for some in combinations(FLAGS, count)]
    for role in roles:
        for relationship in RELATIONSHIPS:
            yield from (Row(role, relationship, category, so) for category in CATEGORIES for so in sets)


def operations() -> Iterator[Operation]:
    for role in ROLES:
        for relationship in RELATIONSHIPS:
            for operation in OPERATIONS:
                yield from (Operation(role, relationship, operation, frozenset(so)) for so in ((), ("shut_out",)))


def _is_shut(role: str, so: frozenset[str]) -> bool:
    return "shut_out" in so and role not in ("privacy_officer", "local_admin")


def _cell(role: str, relationship: str, category: str, so: frozenset[str]) -> str | None:
    cell = CELLS[relationship if role in STAFF else role][CATEGORIES.index(category)]
    own = {"own_dimension", "consented"} <= so
    return {
        "-": None,
        "own": "full" if own else "marked",
        "own/state": "full" if own else "state" if "consented" in so else "marked",
        "danger": "level" if "danger" in so else "marked",
        "to-me": "full" if "addressed" in so else None,
    }.get(cell, cell)
