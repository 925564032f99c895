"""The placements of an organisation as the page shows them: what needs a look first stands first."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.employment.web.plan import NEAR, due_soon, entitlement, placement

Row = dict[str, Any]


def rows(found: Iterable[Row]) -> list[Row]:
    """Each placement with her entitlement to work, and how many concerns there are for her rights at work."""
    shown = [{**placement(each), "entitlement": entitlement(each["entitlement"])} for each in found]
    return sorted(shown, key=urgency)


def urgency(row: Row) -> tuple[bool | str, ...]:
    """Concerns, then reviews overdue, entitlements that end, reviews due."""
    states = {each["state"] for each in row["reviews"]}
    wants = (row["concerns"], "overdue" in states, ending(row["entitlement"]), "due" in states)
    return (*(not each for each in wants), row["started_on"] or "", row["pathway_id"], row["step_id"])


def counted(found: Iterable[Row], today: date) -> dict[str, int]:
    """How many want what kind of look."""
    listed = list(found)
    return {
        "active": sum(row["state"] == "active" for row in listed),
        "overdue": sum(each["state"] == "overdue" for row in listed for each in row["reviews"]),
        "due": sum(due_soon(row, today) for row in listed),
        "ending": len({row["pathway_id"] for row in listed if ending(row["entitlement"])}),
    }


def ending(found: Row) -> bool:
    """Whether her entitlement ends soon, or has ended."""
    return found["days_left"] is not None and bool(found["days_left"] <= NEAR)
