"""The same picture as rows of a table, for those who hear a page rather than see it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from services.pathway.web.said import day
from services.pathway.web.spans import (
    Picture,
    Span,
    Step,
    actives,
    between,
    extent,
    iso,
    lanes,
    no_referent,
    ordinal,
    span,
    suspensions,
)
from services.pathway.web.words import cause
from shared.web.labels import label


class Row(NamedTuple):
    """One stretch of one lane: its last day is included, `days` counts both ends."""

    lane: str
    what: str
    who: str
    first: str
    last: str
    days: int
    cause: str


Entry = tuple[Span | None, str, str, str, str]
"""A span (None: not begun), lane, what, who and why."""

ENDLESS = 10**7


def listing(picture: Picture, lang: str = "en") -> list[Row]:
    """Everything the picture shows, lane by lane and day by day."""
    rows = sorted(of_referents(picture, lang), key=begun)
    for lane in lanes(picture):
        rows += sorted(of_lane(lane, lang), key=begun)
    rows += of_handovers(picture, lang)
    rows += ((between(each), label("risk", lang), label(each["level"], lang), "", "") for each in picture["risk"])
    begin = ordinal(picture["from"])  # a picture of the last weeks leaves out what ended before
    return [row(picture, lang, *each) for each in rows if each[0] is None or each[0].end > begin]


def begun(entry: Entry) -> int:
    return entry[0].start if entry[0] else ENDLESS


def row(picture: Picture, lang: str, own: Span | None, lane: str, what: str, who: str, why: str) -> Row:
    if own is None:
        return Row(lane, what, who, "", "", 0, why)
    going_on = own.end >= ordinal(picture["to"])
    last = "" if going_on else day(iso(own.end - 1), lang)
    return Row(lane, what, who, day(iso(own.start), lang), last, own.days, why)


def of_referents(picture: Picture, lang: str) -> Iterator[Entry]:
    name = label("referent", lang)
    for each in picture["referents"]:
        yield between(each), name, name, each["provider_id"], ""
    for empty in no_referent(picture):
        yield empty, name, label("no_referent", lang), "", ""


def of_lane(lane: dict[str, Any], lang: str) -> Iterator[Entry]:
    name = label(lane["dimension"], lang)
    for need in lane["needs"]:
        yield span(need), name, label("open_need", lang), "", ""
    for step in lane["steps"]:
        yield from (
            (own, name, f"{step['step_id']}, {what}", step["provider_id"], why)
            for own, what, why in of_step(step, lang)
        )
    for gap in lane["gaps"]:
        why = "" if gap["kind"] == "initial_wait" else cause(gap["cause"] or "", lang)
        yield between(gap), name, label(gap["kind"], lang), "", why


def of_step(step: Step, lang: str) -> Iterator[tuple[Span | None, str, str]]:
    if extent(step) is None:
        yield None, label(step["state"], lang).lower(), ""
    for own in actives(step):
        yield own, label("active", lang).lower(), ""
    for own, why in suspensions(step):
        yield own, label("suspended", lang).lower(), cause(why, lang)


def of_handovers(picture: Picture, lang: str) -> Iterator[Entry]:
    for each in picture["handovers"]:
        own = Span(ordinal(each["proposed_on"]), ordinal(each["ended_on"] or picture["to"]))
        who = f"{each['from_provider']} → {each['to_provider']}"
        yield own, label("handover", lang), f"{each['handover_id']}, {label(each['outcome'], lang).lower()}", who, ""
