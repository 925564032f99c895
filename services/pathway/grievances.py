"""The list of grievances: read by those whom she addressed, past everybody whom it may be about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.pathway.domain import GRIEVANCE_ANSWERED_WITHIN, Workday, workdays_after
from services.pathway.paging import BY_GRIEVANCE, ordered
from shared.access import Reader

Row = dict[str, Any]
ANSWERING = frozenset({"supervisor", "privacy_officer"})


def grievances(rows: Iterable[Row], reader: Reader, today: date, workday: Workday) -> list[Row]:
    """What waits for the reader's answer, the most urgent first."""
    found = (
        _item(row["pathway_id"], each, today, workday)
        for row in rows
        if row["listed_as"] == row["pathway_id"]
        for each in row["grievances"]
        if each["to"] == reader.role and reader.provider_id not in each["concerned"]
    )
    return ordered(found, BY_GRIEVANCE)


def _item(pathway_id: str, grievance: Row, today: date, workday: Workday) -> Row:
    raised_on = date.fromisoformat(grievance["raised_on"])
    due = workdays_after(workday, grievance["raised_by"], raised_on, GRIEVANCE_ANSWERED_WITHIN)
    told = {key: grievance[key] for key in ("event_id", "about", "raised_on")}
    return {"pathway_id": pathway_id, **told, "answer_due": due.isoformat(), "days_left": (due - today).days}
