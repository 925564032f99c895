"""What of a plan a reader is told; what is left out is named by its category."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from services.employment.sight import Sight

Row = dict[str, Any]
OF_A_STATE: Final = (
    *("step_id", "dimension", "provider_id", "state", "known_on", "started_on", "ended_on", "last_fact_on"),
    *("continues_step_id", "handover", "responsible"),
)
OF_HER: Final = (
    *("entitlement", "entitlements", "skills", "languages", "preferences", "goals", "recognition", "applications"),
)
LISTS: Final = ("orientation", "courses", "placements")


def told(plan: Mapping[str, Any], sight: Sight) -> Row:
    """The plan as far as this reader may see it: whole, in counts and states, or not at all, part by part."""
    withheld: set[str] = set()
    level = _level(sight, "work", withheld)
    known = {name: plan[name] for name in ("pathway_id", "as_of", "known_at", "open", "referents")}
    hers = {name: plan[name] for name in OF_HER}
    if level == "state":
        hers = _counted(plan)
    elif level != "full":
        hers = dict.fromkeys(OF_HER)
    steps = {name: [row for each in plan[name] if (row := _step(each, sight, withheld))] for name in LISTS}
    notes = {name: _noted(plan[name], sight) for name in ("set_aside", "warnings")}
    concerns = _concerns(plan["concerns"], plan, sight, withheld)
    return {**known, **hers, **steps, **concerns, **notes, "withheld": sorted(withheld)}


def _level(sight: Sight, category: Any, withheld: set[str], step: Mapping[str, Any] | None = None) -> str | None:
    """How much is shown, noting what is not; `step` is what it is about, if it is of one."""
    dimensions = [step["dimension"]] if step else []
    found = sight.level(category, sight.facts(dimensions, step["provider_id"] if step else None))
    if found != "full":
        restricted = sight.facts(dimensions).restricted
        withheld.add("her_restriction" if restricted else category)
    return found


def _counted(plan: Mapping[str, Any]) -> Row:
    """For who oversees: states and counts, without a date or a code of hers."""
    return {
        **dict.fromkeys(OF_HER),
        "entitlement": {**dict.fromkeys(plan["entitlement"]), "state": plan["entitlement"]["state"]},
        "skills": {**dict.fromkeys(plan["skills"]), "count": plan["skills"]["count"]},
        "applications": {"count": plan["applications"]["count"], "by_sector": None, "last_on": None},
    }


def _step(step: Mapping[str, Any], sight: Sight, withheld: set[str]) -> Row | None:
    """A step in full, by its state, or not at all; of a review then whether it was done."""
    level = _level(sight, "steps", withheld, step)
    if level not in ("full", "state"):
        return None
    if level == "full" and _level(sight, "work", withheld, step) == "full":
        return dict(step)
    parts: Row = {**dict.fromkeys(step), **{name: step[name] for name in OF_A_STATE}}
    if "reviews" in step:
        parts["reviews"] = [_state_of(each) for each in step["reviews"]]
    return parts


def _state_of(review: Mapping[str, Any]) -> Row:
    return {**dict.fromkeys(review), **{name: review[name] for name in ("at_day", "due_on", "state")}}


def _concerns(concerns: Iterable[Row], plan: Mapping[str, Any], sight: Sight, withheld: set[str]) -> Row:
    """Signs of exploitation for whoever may know of danger or wrote them down; for others not even how many."""
    whose = {row["step_id"]: row for name in LISTS for row in plan[name]}
    shown = []
    for each in concerns:
        dimensions = [whose[each["step_id"]]["dimension"]] if each["step_id"] in whose else []
        if sight.level("risk", sight.facts(dimensions, each["provider_id"])) == "full":
            shown.append(each)
        else:
            withheld.add("risk")
    return {"concerns": shown}


def _noted(notes: Iterable[Row], sight: Sight) -> list[Row]:
    """What was set aside or warned of, where the event's row is shown in full."""
    return [
        {"event_id": each["event_id"], "reason": each["reason"]}
        for each in notes
        if sight.level(each["category"], sight.facts(each["dimensions"], each["provider_id"])) == "full"
    ]
