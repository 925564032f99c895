"""What of a plan's history a reader is shown; what is withheld is named, never silently left out."""

from collections.abc import Mapping
from typing import Any, Final

from services.employment.sight import Sight

Row = dict[str, Any]
MARKED: Final = ("event_id", "provider_id", "occurred_on", "recorded_at", "set_aside")
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "full": (
        *MARKED,
        *("type", "pathway_id", "actor", "role", "occurred_at", "data", "corrections", "warnings"),
    ),
    "state": (*MARKED, "type", "pathway_id"),
    "level": MARKED,
    "sequence": (*MARKED, "pathway_id", "actor", "role", "occurred_at", "corrections"),
    "clocks": (*MARKED, "occurred_at"),
    "marked": MARKED,
}
"""The fields of a row that each level shows; what is not named here is not shown."""
OF_A_STATE: Final = ("dimension", "step_id", "continues_step_id")
TOGETHER: Final = frozenset({"SessionRecorded"})
"""Sessions tell others than their host no hour and no format: neither must show who sat in one group."""


def shown(row: Mapping[str, Any], sight: Sight) -> Row | None:
    """The row, or what may be seen of it with `withheld` naming why not all; None if not even that it is there."""
    facts = sight.facts(row["dimensions"], row["provider_id"])
    level = sight.level(row["category"], facts)
    if level is None:
        return None
    told = row if sight.is_own(row["provider_id"]) else _apart(row)
    part: Row = {"type": None, "data": None, **{name: told[name] for name in FIELDS[level]}}
    if level == "state":
        part["data"] = {name: told["data"][name] for name in OF_A_STATE if name in told["data"]}
    restricted = facts.restricted
    withheld = None if level == "full" else "her_restriction" if restricted else row["category"]
    return {**part, "withheld": withheld, "shows": level}


def _apart(row: Mapping[str, Any]) -> Mapping[str, Any]:
    if row["type"] not in TOGETHER:
        return row
    data = {name: value for name, value in row["data"].items() if name != "format"}
    day = f"{row['recorded_at'][:10]}T00:00:00Z"
    return {**row, "data": data, "occurred_at": None, "recorded_at": day, "corrections": []}
