"""Views and histories as rows of tables: what the templates are given to show."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from services.pathway.web.lanes import hatch
from services.pathway.web.said import day, gettext, ngettext
from services.pathway.web.words import cause, dimension_rank, reason, shown, spoken, spoken_language
from shared.languages import ENGLISH, sentence
from shared.web.labels import label

Row = dict[str, Any]

RED, AMBER = 14, 45
"""Days left at which a deadline turns red, and amber."""

WITHHELD = {
    "course": sentence("her course"),
    "needs": sentence("her needs"),
    "case": sentence("what was agreed with her"),
    "registration": sentence("registrations"),
    "steps": sentence("another's step"),
    "care": sentence("health or therapy"),
    "risk": sentence("risk and protection"),
    "legal": sentence("legal status"),
    "group": sentence("groups"),
    "sealed": sentence("sealed"),
    "code": sentence("a code that she carries"),
    "her_restriction": sentence("she asked that nobody else see this"),
}
"""The categories that a reader may be refused (docs/definitions.md 8), in words."""

WHOSE = {"her": sentence("hers"), "provider": sentence("a provider's"), "both": sentence("hers and a provider's")}
"""Whose goal it is."""

AT_ONCE = frozenset({"housing", "health", "economic_support", "protection"})
LOOKS = {"initial_wait": "plain", "pause": "pause"}


def cases(rows: list[Row], today: date, lang: str = ENGLISH, *, in_order: bool = False) -> list[Row]:
    """The caseload for a page: what needs a look first stands first, unless it is a page of those in another order."""
    found = [case(row, today, lang) for row in rows]
    return found if in_order else sorted(found, key=urgency)


def case(row: Row, today: date, lang: str) -> Row:
    deadline = row["next_deadline"]
    days_left = (date.fromisoformat(deadline["due_on"]) - today).days if deadline else None
    gaps = [{**gap, "look": look(gap), "why": cause(hatch(gap), lang)} for gap in row["gaps"]]
    gaps.sort(key=lambda gap: (gap["look"] != "gap", -gap["days"]))
    return {**row, "label": row.get("label"), "days_left": days_left, "gaps": gaps}


def look(gap: Row) -> str:
    """An interruption alarms at 7 days, at once where she can't do without (docs/definitions.md 3.2); a wait never."""
    alarming = gap["days"] >= (1 if gap["dimension"] in AT_ONCE else 7)
    return LOOKS.get(gap["kind"], "gap" if alarming else "amber")


def urgency(row: Row) -> tuple[bool, ...]:
    return (
        bool(row["referent"]),
        not any(gap["look"] == "gap" for gap in row["gaps"]),
        not near(row["days_left"]),
        not row["gaps"],
    )


def near(days_left: int | None) -> bool:
    return days_left is not None and days_left <= RED


def attention(rows: list[Row]) -> dict[str, int]:
    """How many pathways of a list want what kind of look."""
    return {
        "open": len(rows),
        "uncovered": sum(any(gap["kind"] == "interruption" for gap in row["gaps"]) for row in rows),
        "without_referent": sum(not row["referent"] for row in rows),
        "due": sum(near(row["days_left"]) for row in rows),
    }


def due(days_left: int) -> str:
    """The band of a deadline: overdue, red, amber, green."""
    return "overdue" if days_left < 0 else "red" if days_left <= RED else "amber" if days_left <= AMBER else "green"


def left(days_left: int, lang: str = ENGLISH) -> str:
    if days_left < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -days_left, lang)
    if days_left == 0:
        return gettext("due today", lang)
    return ngettext("%(num)s day left", "%(num)s days left", days_left, lang)


def continuity(views: Row, picture: Row, lang: str = ENGLISH) -> list[Row]:
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
                "causes": causes(figures["causes"], lang),
                "duplicate_days": views["duplicate_days"].get(dimension, 0),
                "uncovered_days": (last - date.fromisoformat(since)).days if since else 0,
                "now": cause(hatch(gap), lang) if gap else "",
                "look": LOOKS.get(gap["kind"], "gap") if gap else "gap",
            }
        )
    return rows


def gap_today(picture: Row, dimension: str) -> Row | None:
    """The gap of a dimension that lasts to the end of the picture."""
    gaps = [gap for lane in picture["lanes"] if lane["dimension"] == dimension for gap in lane["gaps"]]
    return next((gap for gap in gaps if gap["to"] == picture["to"]), None)


def causes(counted: dict[str, int], lang: str) -> str:
    """The causes of interruption, the longest first."""
    ranked = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return ", ".join(f"{cause(code, lang)}: {n}" for code, n in ranked)


def steps(views: Row, lang: str = ENGLISH) -> list[Row]:
    """The steps with their counts of sessions; counts only, never a rate."""
    return [{**step, "sessions": sessions(views["engagement"].get(step["step_id"]), lang)} for step in views["steps"]]


def plan(views: Row) -> Row | None:
    """What was agreed with her, and the days left, at the end of the day told of, to look at it again."""
    if (agreed := views["plan"]) is None:
        return None
    last, again = date.fromisoformat(views["as_of"]) - timedelta(days=1), agreed["review_due_on"]
    return {**agreed, "days_left": (date.fromisoformat(again) - last).days if again else None}


def goals(views: Row, lang: str = ENGLISH) -> list[Row]:
    """Her goals and those of others, and whose each is in words."""
    return [{**goal, "whose": gettext(WHOSE[goal["voiced_by"]], lang)} for goal in views["goals"]]


def sessions(counts: Row | None, lang: str = ENGLISH) -> str:
    """Attended, missed, cancelled; only what is not zero."""
    if not counts or not any(counts.values()):
        return ""
    return ", ".join(f"{label(kind, lang).lower()}: {n}" for kind, n in counts.items() if n)


def handovers(views: Row, picture: Row) -> list[Row]:
    between = {h["handover_id"]: f"{h['from_provider']} → {h['to_provider']}" for h in picture["handovers"]}
    return [{**clocks, "handover_id": key, "who": between.get(key, "")} for key, clocks in views["handovers"].items()]


def remarks(listed: list[Row], known: Mapping[str, Row], lang: str = ENGLISH) -> list[Row]:
    """Facts set aside or warned of, each with what it was and why, in plain words; `known` are rows by event."""
    blank = {"what": gettext("An entry that is not shown to you", lang), "provider_id": "", "occurred_on": ""}
    return [{**known.get(each["event_id"], blank), **each, "why": reason(each["reason"], lang)} for each in listed]


def history_row(item: Row, lang: str = ENGLISH) -> Row:
    """One event in words: when it happened, what, by whom, and when it was recorded."""
    aside, withheld = item["set_aside"], item.get("withheld")
    return {
        "event_id": item["event_id"],
        "occurred_on": day(item["occurred_on"], lang),
        "recorded_on": day(item["recorded_at"], lang),
        "same_day": item["occurred_on"] == item["recorded_at"][:10],
        "provider_id": item["provider_id"],
        "what": spoken(item["type"], lang) if item["type"] else gettext("Not shown", lang),
        "withheld": bool(withheld),
        "details": _withheld(item, withheld, lang) if withheld else details(item["data"] or {}, lang),
        "set_aside": reason(aside, lang) if aside else "",
        "corrected": bool(item.get("corrections")),
    }


def _withheld(item: Row, category: str, lang: str) -> str:
    """What is shown of it, and what the rest is about."""
    rest = gettext("not shown to you: %(what)s", lang, what=kept_back(category, lang))
    return (
        f"{details(item['data'], lang)}; {rest}" if item.get("shows") in ("state", "level") and item["data"] else rest
    )


def kept_back(category: str, lang: str = ENGLISH) -> str:
    """What a category is about that a reader is refused."""
    return gettext(WITHHELD[category], lang) if category in WITHHELD else category


def withheld(categories: Iterable[str], lang: str = ENGLISH) -> list[str]:
    """What a reader's figures and picture leave out, in words."""
    return sorted(kept_back(each, lang) for each in categories)


def details(data: Row, lang: str = ENGLISH) -> str:
    """The fields of a fact on one line; ids and references stand as they were given."""
    return "; ".join(f"{name(key, lang)}: {_field(key, value, lang)}" for key, value in data.items())


def _field(key: str, value: Any, lang: str) -> str:
    if is_reference(key):
        return as_given(value)
    return spoken_language(value, lang) if key == "language" else shown(value, lang)


def name(key: str, lang: str) -> str:
    return spoken(bare(key), lang).lower()


def bare(key: str) -> str:
    """A field's name without what makes it a reference."""
    return key.removesuffix("_id").removesuffix("_ref")


def is_reference(key: str) -> bool:
    return key.endswith(("_id", "_ids", "_ref"))


def as_given(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
