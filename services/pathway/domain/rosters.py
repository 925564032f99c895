"""What would tell that two women sat in one group, kept from everybody but the host that wrote it down.

A session says its day to others, no hour; when it was stored, its format and the id that its host gave it would show
which sessions were written down together.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from services.pathway.domain.about import with_amendments
from services.pathway.domain.state import Pathway
from shared.contracts import GroupConfidentialityAgreed, GroupPlacementAssessed, SessionRecorded
from shared.folding.state import EventKey

ALIASES = UUID("6d1f3a52-0b8e-4c77-9a54-8f2e7c90d1b3")
TOGETHER = (SessionRecorded, GroupPlacementAssessed, GroupConfidentialityAgreed)
TYPES = frozenset(each.__name__ for each in TOGETHER)
ROSTER = frozenset({"GroupConfidentialityAgreed"})
TELLING = frozenset({"no_group_placement"})


def alias(pathway_id: str | None, event_id: str) -> str:
    """The id under which others than its host are shown an event; equal for one event, unlike for any two."""
    return str(uuid5(ALIASES, f"{pathway_id}|{event_id}"))


def aliases(pathway: Pathway) -> dict[EventKey, str]:
    """By key, the aliases of sessions, of what is about groups, and of what corrects or voids these."""
    found = with_amendments(pathway, TOGETHER)
    return {key: alias(event.pathway_id, event.event_id) for key, event in found.items()}


def apart(row: Mapping[str, Any], types: Iterable[str]) -> dict[str, Any] | None:
    """A row of the history, which tells of these types, as others than its host are shown it; None if not even that."""
    if not TYPES & set(types):
        return dict(row)
    if ROSTER & set(types):
        return None
    data = {} if row["amends"] else {key: value for key, value in (row["data"] or {}).items() if key != "format"}
    return {
        **row,
        "event_id": alias(row["pathway_id"], row["event_id"]),
        "occurred_at": None,
        "recorded_at": _day_of(row["recorded_at"]),
        "imported_at": row["imported_at"] and _day_of(row["imported_at"]),
        "data": data,
        "corrections": [],
        "warnings": [reason for reason in row["warnings"] if reason not in TELLING],
    }


def _day_of(moment: str) -> str:
    return f"{moment[:10]}T00:00:00Z"
