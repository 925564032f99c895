"""Which registrations were merged, as employment heard it.

The family of tables that has these also looks anew, once, at what was published before employment kept anything of
other services: the grants of that time were learned without storing it, and what is stored already is passed over.
"""

from typing import Any
from uuid import UUID

from shared.contracts import RegistrationsMerged, RegistrationsSplit
from shared.facts import Event
from shared.registrations import TABLE, join
from shared.store.migrations import Steps

MIGRATIONS: Steps = (
    (
        TABLE,
        # All ways into this log; those out of it, and topics that were left, have a word before their ids.
        "DELETE FROM tracking WHERE application_name NOT LIKE '% %' AND application_name <> 'kafka'",
    ),
)


def note(cursor: Any, event: Event) -> None:
    """From a merge on two registrations are read together, whatever is decided of them later."""
    match event.fact:
        case RegistrationsMerged(survivor=one, absorbed=other) | RegistrationsSplit(survivor=one, restored=other):
            if (left := _stream(one)) and (right := _stream(other)):
                join(cursor, left, right)


def _stream(pathway_id: str) -> bytes | None:
    try:
        return UUID(pathway_id).bytes
    except ValueError:
        return None
