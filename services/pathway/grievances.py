"""The list of grievances: read by those whom she addressed, past everybody whom it may be about."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from services.pathway.domain import answer_due
from shared.access import Reader

Row = dict[str, Any]


def grievances(rows: Iterable[Row], reader: Reader, today: date) -> list[Row]:
    """What waits for the reader's answer, the most urgent first; nothing for any other role."""
    found = [
        _item(row["pathway_id"], each, today)
        for row in rows
        if row["listed_as"] == row["pathway_id"]
        for each in row["grievances"]
        if each["to"] == reader.role and reader.provider_id not in each["concerned"]
    ]
    return sorted(found, key=lambda item: (item["answer_due"], item["pathway_id"], item["event_id"]))


def _item(pathway_id: str, grievance: Row, today: date) -> Row:
    due = answer_due(date.fromisoformat(grievance["raised_on"]))
    told = {key: grievance[key] for key in ("event_id", "about", "raised_on")}
    return {"pathway_id": pathway_id, **told, "answer_due": due.isoformat(), "days_left": (due - today).days}
