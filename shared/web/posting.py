"""What a form of a page tells as an event of the published language, and what is said of fields that all have."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from shared.clocks import civil_day
from shared.languages import sentence

Json = dict[str, Any]
Fields = Mapping[str, str]
NOTHING: Final[Fields] = {}

LATE: Final = {
    "batch_entry": sentence("entered with others, afterwards"),
    "staff_absence": sentence("staff absent"),
    "system_down": sentence("no connection"),
    "told_later": sentence("told later"),
}
TOO_LATE: Final = sentence("This is more than a week ago. Say why it comes late.")
PROBLEMS: Final = {
    "in_the_future": sentence("This day is still to come. Record it once it has happened."),
    "too_long_ago": sentence("This is too long ago to be recorded here. Ask your supervisor."),
    "missing": sentence("Please fill this in."),
    "not_in_list": sentence("Choose one of the list."),
    "not_a_date": sentence("A day is written like 2026-10-31."),
}


class Kept(dict[str, str]):
    """What was typed into a form; what was not is empty."""

    def __missing__(self, name: str) -> str:
        return ""


def within_reach(kept: Fields) -> dict[str, Any]:
    """What templates make forms of: ids for what is new, and what was typed into the one that was not taken."""
    fresh = {"new_id": lambda: str(uuid4()), "new_name": lambda letter: f"{letter}-{secrets.token_hex(4)}"}
    return {**fresh, "kept": Kept(kept), "blank": Kept(), "today": today()}


def today() -> str:
    """The civil day, ISO."""
    return civil_day(datetime.now(UTC)).isoformat()


def envelope(kind: str, fields: Fields, pathway_id: str | None, data: Json, occurred_on: str = "") -> Json:
    """An event of these data by the form's own id; of the form's day if none is given, else of today."""
    late = fields.get("lateness_reason", "")
    return {
        "event_id": fields.get("event_id", ""),
        "type": kind,
        "schema_version": 1,
        "pathway_id": pathway_id,
        "occurred_on": occurred_on or fields.get("occurred_on", "").strip() or today(),
        **({"lateness_reason": late} if late else {}),
        "data": data,
    }
