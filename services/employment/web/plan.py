"""Her work plan as the page shows it: rows and looks, from the plan that the service answers."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from services.employment.web.words import language, sector, words
from shared.languages import sentence
from shared.web.reasons import REASONS

Row = dict[str, Any]
Names = Callable[[str], str]
"""The name of a skill by its id; empty for one that has none."""
SOON, NEAR = 14, 60
"""Days left at which what comes turns red, and amber."""
ENTITLED: Final = {
    "untold": ("plain", sentence("not shown to you")),
    "nobody_knows": ("plain", sentence("nobody knows")),
    "not_entitled": ("amber", sentence("not yet")),
    "ended": ("gap", sentence("ended")),
    "entitled": ("green", sentence("entitled")),
}
REVIEWS: Final = {
    "done": ("green", "✓", sentence("done")),
    "overdue": ("gap", "!", sentence("overdue")),
    "due": ("amber", "●", sentence("due today")),
    "not_yet": ("plain", "○", sentence("not yet")),
    "over": ("plain", "–", sentence("not needed, it ended before")),
}
REMARKS: Final = (
    ("still_in_work", sentence("no longer in work")),
    ("conditions_ok", sentence("conditions not in order")),
    ("said_by_her", sentence("not heard from her")),
)
WITHHELD: Final = {
    "course": sentence("the course of her pathway"),
    "steps": sentence("other organisations' steps with her, or not in full"),
    "work": sentence("what is known of her for work, or not in full"),
    "risk": sentence("signs of danger at work"),
    "her_restriction": sentence("she asked that nobody else see this"),
}
"""The categories of what a reader is not told (docs/definitions.md 8), in words."""
UNTOLD: Final[Row] = {"state": "untold", "basis": None, "until": None, "days_left": None}
HANDED: Final = {
    "proposed": sentence("handover proposed"),
    "accepted": sentence("handover accepted"),
    "completed": sentence("handed over"),
}


def entitlement(told: Row | None) -> Row:
    """Whether she may work, with a look; the basis in words. None where it is not told to this reader."""
    found = told or UNTOLD
    look, said = ENTITLED[found["state"]]
    left = found["days_left"]
    if found["state"] == "entitled" and left is not None and left <= NEAR:
        look = "gap" if left <= SOON else "amber"
    return {**found, "look": look, "said": said, "ground": words(found["basis"]) if found["basis"] else ""}


def reviews(found: Iterable[Row]) -> list[Row]:
    """The four reviews of a placement as marks, each with what was not as it should be."""
    return [{**each, **_looks(each), "remarks": _remarks(each), "at_day": int(each["at_day"])} for each in found]


def step(row: Row) -> Row:
    """A step with its state in words, and who goes on with it where that is another."""
    paused, handover = row["paused"], row["handover"]
    return {
        **row,
        "said": words(row["state"]),
        "why": words(paused["reason"]) if paused else "",
        "handed": HANDED[handover["state"]] if handover else "",
    }


def placement(row: Row) -> Row:
    terms = row["terms"]
    contract = words(terms["contract_type"]) if terms else ""
    return {**step(row), "contract": contract, "reviews": reviews(row["reviews"])}


def due_soon(row: Row, today: date) -> int:
    """How many reviews of a placement are due from today until in two weeks."""
    coming = [each for each in row["reviews"] if each["state"] in ("due", "not_yet")]
    return sum((date.fromisoformat(each["due_on"]) - today).days <= SOON for each in coming)


def told(plan: Row, names: Names, lang: str) -> Row:
    """The whole plan in words."""
    placements = [placement(each) for each in plan["placements"]]
    aside = [{**each, "aside": True, "why": why(each["reason"])} for each in plan["set_aside"]]
    warned = [{**each, "aside": False, "why": why(each["reason"])} for each in plan["warnings"]]
    return {
        **plan,
        "entitlement": entitlement(plan["entitlement"]),
        "languages": [_spoken(each, lang) for each in plan["languages"] or ()],
        "placements": placements,
        "overdue": sum(review["state"] == "overdue" for each in placements for review in each["reviews"]),
        "courses": [{"certificates": None, **step(each)} for each in (*plan["orientation"], *plan["courses"])],
        "goals": [_goal(each) for each in plan["goals"] or ()],
        "sought": _sought(plan["applications"]),
        "concerns": [{**each, "indicators": sorted(map(words, each["indicators"]))} for each in plan["concerns"]],
        "recognition": plan["recognition"] and {**plan["recognition"], "status": words(plan["recognition"]["status"])},
        "skills": plan["skills"] or {"count": None, "profiled_on": None},
        "named": sorted(names(code) or code for code in (plan["skills"] or {}).get("codes") or ()),
        "in_full": plan["goals"] is not None,
        "withheld": [WITHHELD[each] for each in plan["withheld"]],
        "remarks": [*aside, *warned],
    }


def why(reason: str) -> str:
    """Why something was set aside or warned of, as a sentence."""
    return REASONS.get(reason) or words(reason)


def _looks(review: Row) -> Row:
    return dict(zip(("look", "sign", "said"), REVIEWS[review["state"]], strict=True))


def _remarks(review: Row) -> list[str]:
    return [said for name, said in REMARKS if review[name] is False]


def _spoken(each: Row, lang: str) -> Row:
    name = language(each["language"], lang) or each["language"]
    scopes = [(words(scope), _spelled(said["level"]), said["on"]) for scope, said in each["scopes"].items()]
    return {"name": name, "level": _spelled(each["level"]), "scopes": scopes}


def _spelled(level: str) -> str:
    return level.replace("_", "-")


def _sought(sent: Row | None) -> list[tuple[str, int]]:
    """How many applications, by sector."""
    return [(sector(code), n) for code, n in ((sent or {}).get("by_sector") or {}).items()]


def _goal(each: Row) -> Row:
    return {**each, "sector": sector(each["sector"] or ""), "voiced_by": words(each["voiced_by"])}
