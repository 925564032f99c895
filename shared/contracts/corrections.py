"""What was said wrongly: corrected or voided, never overwritten."""

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.contracts.codes import CorrectionReason, VoidReason
from shared.facts import EventRef, Fact

LARGEST, LONGEST, MOST = 10**9, 50, 20
KEY = r"^[a-z][a-z_]{0,39}$"
TEXT = r"^[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}$"
PLAIN = [
    {"type": "string", "pattern": TEXT},
    {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
    {"type": ["boolean", "null"]},
]


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return re.fullmatch(TEXT, value) is not None
    return value is None or (isinstance(value, bool | int | float) and abs(value) <= LARGEST)


def _plain_changes(changes: dict[str, Any]) -> dict[str, Any]:
    """Codes, ids, dates and numbers, alone or in lists: free text has no way in."""
    for key, value in changes.items():
        values = value if isinstance(value, list) else [value]
        if not re.fullmatch(KEY, key) or len(values) > LONGEST or not all(map(_is_plain, values)):
            raise PydanticCustomError("malformed", "changes name fields and give codes, ids, dates or numbers")
    return changes


Changes = Annotated[
    dict[str, Any],
    Field(min_length=1, max_length=MOST),
    AfterValidator(_plain_changes),
    WithJsonSchema(
        {
            "type": "object",
            "minProperties": 1,
            "maxProperties": MOST,
            "propertyNames": {"pattern": KEY},
            "additionalProperties": {
                "anyOf": [*PLAIN, {"type": "array", "maxItems": LONGEST, "items": {"anyOf": PLAIN}}]
            },
        }
    ),
]


class EventCorrected(Fact):
    """Some fields of an earlier event were wrong; null takes an optional field away."""

    target_event_id: EventRef
    changes: Changes
    reason: CorrectionReason

    door = "intake"
    stream = "pathway"
    posted_by = "provider that posted the target, supervisor"
    condition = "same pathway; cannot change pathway, provider, type; latest wins"
    example: ClassVar = {
        "target_event_id": "s4-016",
        "changes": {"occurred_on": "2026-01-12"},
        "reason": "wrong_date",
    }


class EventVoided(Fact):
    """An earlier event should never have been posted."""

    target_event_id: EventRef
    reason: VoidReason

    door = "intake"
    stream = "pathway"
    posted_by = "same"
    condition = "target remains in audit layer; wrong_person also informs DPO"
    example: ClassVar = {"target_event_id": "s4-019", "reason": "wrong_person"}
