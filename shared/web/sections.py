"""The sections of all services' pages: who sees which in the header."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from shared.access import Reader
from shared.languages import sentence

WORKS_WITH_HER: Final = frozenset({"worker", "coordinator", "supervisor"})
RECORDS: Final = frozenset({"worker", "coordinator"})
HOLDS_A_DUTY: Final = WORKS_WITH_HER | {"privacy_officer"}
ANSWERS: Final = frozenset({"coordinator", "supervisor"})
LOOKS_INTO: Final = frozenset({"supervisor", "auditor", "privacy_officer"})
RUNS_IT: Final = frozenset({"ops", "admin"})

ROLES: Final = {
    "worker": sentence("worker"),
    "coordinator": sentence("coordinator"),
    "supervisor": sentence("supervisor"),
    "auditor": sentence("auditor"),
    "privacy_officer": sentence("privacy officer"),
    "researcher": sentence("researcher"),
    "ops": sentence("operations"),
    "admin": sentence("administrator"),
}


class Section(NamedTuple):
    """`roles` are those that see it; everybody where there are none."""

    name: str
    address: str
    roles: frozenset[str] = frozenset()


SECTIONS: Final = (
    Section(sentence("Desk"), "/intake/", RECORDS),
    Section(sentence("Pathways"), "/pathway/", HOLDS_A_DUTY | LOOKS_INTO),
    Section(sentence("Requests"), "/pathway/requests", RECORDS),
    Section(sentence("Week"), "/pathway/week", frozenset({"coordinator"})),
    Section(sentence("Network"), "/pathway/today", frozenset({"supervisor"})),
    Section(sentence("Funding"), "/pathway/funding-impact", ANSWERS),
    Section(sentence("Work"), "/employment/", WORKS_WITH_HER),
    Section(sentence("Audit"), "/pathway/audit", LOOKS_INTO),
    Section(sentence("Inbox"), "/notifications/", HOLDS_A_DUTY),
    Section(sentence("Status"), "/pathway/status", RUNS_IT),
)


def sections(reader: Reader, address: str) -> Iterator[tuple[Section, str | None]]:
    """Those that a reader may see; the one in which `address` lies is `page` itself or, within it, `true`."""
    path = address.partition("?")[0]
    seen = [each for each in SECTIONS if not each.roles or reader.role in each.roles]
    around = max((each.address for each in seen if path.startswith(each.address)), key=len, default="")
    for each in seen:
        yield each, None if each.address != around else "page" if path == around else "true"


def begins(reader: Reader, address: str) -> str:
    """Where somebody comes to who signed in for this address: there, unless it is a section that is not theirs."""
    seen = [each.address for each in SECTIONS if not each.roles or reader.role in each.roles]
    return seen[0] if seen and address not in seen and any(each.address == address for each in SECTIONS) else address
