"""A pathway's picture made ready to draw: stretches of days, who is who, what shares a row.

The picture is the JSON of `services.pathway.domain.picture`: ISO dates, intervals [from, to).
Here days are ordinals, so that arithmetic is plain.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from services.pathway.web.words import dimension_rank

Picture = dict[str, Any]
Step = dict[str, Any]


class Span(NamedTuple):
    """The days from `start` up to, not including, `end`."""

    start: int
    end: int

    @property
    def days(self) -> int:
        return self.end - self.start

    def meets(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


def ordinal(iso: str) -> int:
    return date.fromisoformat(iso).toordinal()


def iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def span(interval: Iterable[str]) -> Span:
    start, end, *_ = interval
    return Span(ordinal(start), ordinal(end))


def between(thing: dict[str, Any]) -> Span:
    """The span of anything with `from` and `to`."""
    return Span(ordinal(thing["from"]), ordinal(thing["to"]))


def actives(step: Step) -> list[Span]:
    return [span(each) for each in step["active"]]


def suspensions(step: Step) -> list[tuple[Span, str]]:
    return [(span(each), each[2]) for each in step["suspended"]]


def extent(step: Step) -> Span | None:
    """From a step's first day to its last, with its suspensions; None if it never began."""
    return begun(step) if step["active"] or step["suspended"] else None


def begun(step: Step) -> Span:
    """The extent of a step that is known to have begun."""
    parts = [*actives(step), *(each for each, _ in suspensions(step))]
    return Span(min(p.start for p in parts), max(p.end for p in parts))


def lanes(picture: Picture) -> list[dict[str, Any]]:
    """The lanes in the order of a screen, safety and housing first."""
    return sorted(picture["lanes"], key=lambda lane: (dimension_rank(lane["dimension"]), lane["dimension"]))


def steps(picture: Picture) -> Iterator[Step]:
    return (step for lane in lanes(picture) for step in lane["steps"])


def providers(picture: Picture) -> list[str]:
    """Every provider of the picture, by its first day of support and then by name."""
    first: dict[str, int] = {}
    for step in steps(picture):
        own = extent(step)
        day = own.start if own else ordinal(picture["to"])
        first[step["provider_id"]] = min(day, first.get(step["provider_id"], day))
    for referent in picture["referents"]:
        day = ordinal(referent["from"])
        first[referent["provider_id"]] = min(day, first.get(referent["provider_id"], day))
    return sorted(first, key=lambda provider: (first[provider], provider))


def without(covered: Iterable[Span], whole: Iterable[Span]) -> list[Span]:
    """The days of `whole` that no span of `covered` holds."""
    left = []
    for stretch in sorted(whole):
        at = stretch.start
        for cover in sorted(covered):
            if cover.end <= at or cover.start >= stretch.end:
                continue
            if cover.start > at:
                left.append(Span(at, cover.start))
            at = cover.end
        if at < stretch.end:
            left.append(Span(at, stretch.end))
    return left


def no_referent(picture: Picture) -> list[Span]:
    """Open days for which nobody answers."""
    empty = without([between(r) for r in picture["referents"]], [span(each) for each in picture["open"]])
    return [each for each in empty if each.end > ordinal(picture["from"])]


def closed(picture: Picture) -> list[Span]:
    """Days of the picture on which the pathway is not open."""
    return without([span(each) for each in picture["open"]], [between(picture)])


def rows(lane: dict[str, Any], *, stairs: bool = True) -> list[list[Step]]:
    """The begun steps of a lane in rows without overlap; with `stairs`, none sits beside the one it continues."""
    packed: list[list[Step]] = []
    under_way = [(begun(step), step) for step in lane["steps"] if extent(step)]
    for own, step in sorted(under_way, key=lambda each: (each[0], each[1]["step_id"])):
        for row in packed:
            if not any(own.meets(begun(other)) or (stairs and continues(step, other)) for other in row):
                row.append(step)
                break
        else:
            packed.append([step])
    return packed


def continues(step: Step, other: Step) -> bool:
    return bool(step["continues"] == other["step_id"])
