"""A picture of the last year or the last months: what had ended before is left out, what is left keeps its days."""

from typing import Any, Final

from services.pathway.web.spans import Picture, Step, extent, iso, ordinal

SPANS: Final = {"": None, "year": 365, "quarter": 92}
"""How far back a picture goes, in days; all of it where that is None."""


def zoomed(picture: Picture, last: int | None) -> Picture:
    """The picture from so many days before its end.

    Referents and open days stay as they are: who is missing follows from both.
    """
    if last is None or not picture["from"]:
        return picture
    first = max(picture["from"], iso(ordinal(picture["to"]) - last))
    return {
        **picture,
        "from": first,
        "lanes": [_lane(lane, first) for lane in picture["lanes"]],
        "handovers": [each for each in picture["handovers"] if (each["ended_on"] or picture["to"]) > first],
        "risk": [each for each in picture["risk"] if each["to"] > first],
    }


def _lane(lane: dict[str, Any], first: str) -> dict[str, Any]:
    steps = (_step(step, first) for step in lane["steps"])
    return {
        **lane,
        "steps": [step for step in steps if extent(step) or step["state"] == "planned"],
        "gaps": [gap for gap in lane["gaps"] if gap["to"] > first],
        "needs": [need for need in lane["needs"] if need[1] > first],
    }


def _step(step: Step, first: str) -> Step:
    return {**step, **{name: [each for each in step[name] if each[1] > first] for name in ("active", "suspended")}}
