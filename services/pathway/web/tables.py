"""Views and histories as rows of tables: what the templates are given to show."""

from datetime import date
from typing import Any

from services.pathway.web.lanes import hatch
from services.pathway.web.words import cause, day, days, dimension_rank, reason, shown, spoken
from shared.web.labels import label

Row = dict[str, Any]

RED = 14
"""Days left at which a deadline turns red."""


def attention(rows: list[Row]) -> dict[str, int]:
    """How many pathways of a list want what kind of look."""
    return {
        "open": sum(bool(row["open_since"]) for row in rows),
        "uncovered": sum(bool(row["uncovered"]) for row in rows),
        "without_referent": sum(bool(row["open_since"]) and not row["referent"] for row in rows),
        "due": sum(bool(row["next_deadline"]) and row["next_deadline"]["days_left"] <= RED for row in rows),
    }


def in_order(rows: list[Row]) -> list[Row]:
    """What needs a look first stands first: no referent, then an alarming gap, a near deadline, any gap."""
    return sorted(rows, key=urgency)


def urgency(row: Row) -> tuple[bool, ...]:
    deadline = row["next_deadline"]
    return (
        bool(row["referent"] or not row["open_since"]),
        not any(each.get("alert") for each in row["uncovered"]),
        not (deadline and deadline["days_left"] <= RED),
        not row["uncovered"],
        not row["open_since"],
    )


def due(days_left: int) -> str:
    """The band of a deadline: overdue, red to 14 days, amber to 45, green."""
    return "overdue" if days_left < 0 else "red" if days_left <= RED else "amber" if days_left <= 45 else "green"


def left(days_left: int) -> str:
    if days_left < 0:
        return f"{days(-days_left)} overdue"
    return "due today" if days_left == 0 else f"{days(days_left)} left"


def continuity(views: Row, picture: Row) -> list[Row]:
    """One row a dimension, in the order of a screen; `now` says why it is without support today."""
    last = date.fromisoformat(views["as_of"])
    rows = []
    for dimension in sorted(views["continuity"], key=lambda each: (dimension_rank(each), each)):
        figures = views["continuity"][dimension]
        since = figures["uncovered_since"]
        gap = gap_today(picture, dimension) if since else None
        rows.append(
            {
                **figures,
                "dimension": dimension,
                "causes": causes(figures["causes"]),
                "duplicate_days": views["duplicate_days"].get(dimension, 0),
                "uncovered_days": (last - date.fromisoformat(since)).days if since else 0,
                "now": cause(hatch(gap)) if gap else "",
                "look": {"initial_wait": "plain", "pause": "pause"}.get(gap["kind"] if gap else "", "gap"),
            }
        )
    return rows


def gap_today(picture: Row, dimension: str) -> Row | None:
    """The gap of a dimension that lasts to the end of the picture."""
    gaps = [gap for lane in picture["lanes"] if lane["dimension"] == dimension for gap in lane["gaps"]]
    return next((gap for gap in gaps if gap["to"] == picture["to"]), None)


def causes(counted: dict[str, int]) -> str:
    """The causes of interruption, the longest first."""
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{cause(code)}: {n}" for code, n in ranked)


def steps(views: Row) -> list[Row]:
    """The steps with their counts of sessions; counts only, never a rate."""
    return [{**step, "sessions": sessions(views["engagement"].get(step["step_id"]))} for step in views["steps"]]


def sessions(counts: Row | None) -> str:
    """Attended, missed, cancelled; only what is not zero."""
    if not counts or not any(counts.values()):
        return ""
    return ", ".join(f"{n} {label(kind).lower()}" for kind, n in counts.items() if n)


def handovers(views: Row, picture: Row) -> list[Row]:
    between = {h["handover_id"]: f"{h['from_provider']} → {h['to_provider']}" for h in picture["handovers"]}
    return [{**clocks, "handover_id": key, "who": between.get(key, "")} for key, clocks in views["handovers"].items()]


def remarks(listed: list[Row], items: list[Row]) -> list[Row]:
    """Facts set aside or warned of, each with what it was and why, in plain words."""
    known = {item["event_id"]: history_row(item) for item in items}
    blank = {"what": "An entry that is not shown to you", "provider_id": "", "occurred_on": ""}
    return [{**known.get(each["event_id"], blank), **each, "why": reason(each["reason"])} for each in listed]


def history_row(item: Row) -> Row:
    """One event in words: when it happened, what, by whom, and when it was recorded."""
    data = item.get("data") or {}
    withheld = item.get("withheld")
    aside = item.get("set_aside")
    return {
        "event_id": item["event_id"],
        "occurred_on": day(item.get("occurred_on") or item.get("occurred_at")),
        "recorded_on": day(item["recorded_at"]),
        "provider_id": item.get("provider_id") or "",
        "what": spoken(item["type"]) if item.get("type") else "Withheld",
        "details": f"withheld: {shown(withheld)}" if withheld else details(data),
        "set_aside": reason(aside) if aside else "",
        "corrected": bool(item.get("corrected")),
    }


def details(data: Row) -> str:
    """The fields of a fact on one line."""
    return "; ".join(f"{spoken(key).lower().removesuffix(' id')}: {shown(value)}" for key, value in data.items())
