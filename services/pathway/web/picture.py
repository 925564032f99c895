"""A pathway as a swim-lane picture: dimensions down, time across, one colour and letter a provider."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from markupsafe import Markup

from services.pathway.web.lanes import ROW, STRIP, Drawn, bar, dimension, hatch, hatched, stretch
from services.pathway.web.marks import HATCHES, fitting, keys, number, patterns, plated, tag, text, width
from services.pathway.web.said import days, gettext, ngettext
from services.pathway.web.sheet import AXIS, Sheet, axis, legend, today, veils
from services.pathway.web.spans import Picture, Span, between, closed, lanes, no_referent, ordinal, providers
from services.pathway.web.zoom import zoomed
from shared.web.labels import label

PAD = 7
LEVELS = {"low": 3, "medium": 6, "high": 10, "extreme": 14}

Draw = Callable[[float], Drawn]
"""Draws one lane from a given top."""


def svg(whole: Picture, lang: str = "en", width: int = 1120, last: int | None = None) -> str:
    """The picture as one inline SVG, `width` units wide; below 640 it is laid out for a phone.

    `last` are the days that it goes back; providers keep the looks that they have in the whole of it.
    """
    picture = zoomed(whole, last)
    seen = providers({**picture, "referents": [each for each in picture["referents"] if each["to"] > picture["from"]]})
    looks = {provider: key for provider, key in keys(providers(whole)).items() if provider in seen}
    sheet = Sheet(width, between(picture), looks, lang)
    marks, height = stacked(sheet, parts(sheet, picture))
    shut, shown = closed(picture), causes(picture)
    key, deep = legend(sheet, shown, kinds(picture), height + 16)
    title, desc = f"{sheet.prefix}-title", f"{sheet.prefix}-desc"
    return tag(
        "svg",
        tag("title", label("pathway", lang), id=title),
        tag("desc", summary(picture, lang), id=desc),
        patterns(sheet.prefix, shown),
        axis(sheet, height),
        veils(sheet, shut, height),
        *marks,
        today(sheet, height),
        key,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {number(height + deep + 18)}",
        role="img",
        aria_labelledby=f"{title} {desc}",
        font_family="system-ui, sans-serif",
        class_="picture",
    )


def parts(sheet: Sheet, picture: Picture) -> list[tuple[str, Draw]]:
    """Each lane's name and how it is drawn."""
    drawn: list[tuple[str, Draw]] = [("referent", partial(referents, sheet, picture))]
    if picture["handovers"]:
        drawn.append(("handover", partial(handovers, sheet, picture)))
    drawn += [(lane["dimension"], partial(dimension, sheet, lane)) for lane in lanes(picture)]
    if picture["risk"]:
        drawn.append(("risk", partial(risks, sheet, picture["risk"])))
    return [(label(key, sheet.lang), draw) for key, draw in drawn]


def stacked(sheet: Sheet, drawn: Iterable[tuple[str, Draw]]) -> tuple[list[Markup], float]:
    """The lanes one under another, each with its name at the left, or above it on a phone."""
    marks: list[Markup] = []
    y = float(AXIS)
    head = 17 if sheet.narrow else 0
    for name, draw in drawn:
        lane, high = draw(y + PAD + head)
        rule = tag("path", d=f"M0,{number(y)} H{sheet.width}", stroke="currentColor", stroke_opacity=".28")
        if sheet.narrow:
            title = plated(0, y + 16, name, size=13, weight=600)
        else:
            title = text(2, y + PAD + 14, name, size=13, font_weight=600)
        marks += [tag("g", rule, lane, title, class_="lane")]
        y += high + 2 * PAD + head
    return marks, y


def referents(sheet: Sheet, picture: Picture, top: float) -> Drawn:
    """Who answers for her, two at once in two rows, and the days for which nobody does."""
    taken: list[tuple[int, Span]] = []
    marks = []
    for each in sorted(picture["referents"], key=lambda r: (r["from"], r["to"], r["provider_id"])):
        own = between(each)
        if not sheet.sees(own):
            continue
        busy = {row for row, other in taken if own.meets(other)}
        row = next(n for n in range(len(taken) + 1) if n not in busy)
        taken.append((row, own))
        said = f"{label('referent', sheet.lang)}: {each['provider_id']}, {stretch(own, sheet.lang)}"
        marks.append(bar(sheet, each["provider_id"], own, top + row * ROW, said, [each["provider_id"]]))
    high = ROW * (1 + max((row for row, _ in taken), default=-1))
    empty = [(each, "no_referent") for each in no_referent(picture)]
    marks += hatched(sheet, empty, top + high)
    return tag("g", *marks), float(high + (STRIP if empty else 0))


def handovers(sheet: Sheet, picture: Picture, top: float) -> Drawn:
    """Each from its proposal (ring) over its acceptance (dot) to its end (arrow)."""
    marks = [
        handover(sheet, each, ordinal(each["ended_on"] or picture["to"]), top + n * ROW + 9)
        for n, each in enumerate(picture["handovers"])
    ]
    return tag("g", *marks), float(ROW * len(marks))


def handover(sheet: Sheet, each: dict[str, Any], last: int, y: float) -> Markup:
    span = Span(ordinal(each["proposed_on"]), last)
    start, end = sheet.across(span)
    end = max(end, start + 12)
    between_them = f"{each['from_provider']} → {each['to_provider']}"
    said = f"{each['handover_id']}: {between_them}, {label(each['outcome'], sheet.lang).lower()}"
    line = tag(
        "path",
        d=f"M{number(start)},{number(y)} H{number(end)}",
        stroke="currentColor",
        stroke_width="1.6",
        marker_end=sheet.url("arrow"),
    )
    ring = tag("circle", cx=start, cy=y, r=4, class_="paper", fill="#ffffff", stroke="currentColor")
    dots = [
        tag("circle", cx=sheet.x(ordinal(on)), cy=y, r=4, fill="currentColor") for on in [each["accepted_on"]] if on
    ]
    words = beside(sheet, [said, between_them, each["handover_id"]], start, end, y + 4)
    return tag("g", tag("title", f"{said}, {stretch(span, sheet.lang)}"), words, line, ring, *dots)


def beside(sheet: Sheet, words: list[str], start: float, end: float, y: float) -> Markup:
    """The longest wording that fits after a line or before it."""
    for said in words:
        if width(said) + 12 <= sheet.right - end:
            return plated(end + 5, y, said, size=12)
        if width(said) + 12 <= start - sheet.left:
            return plated(start - 7, y, said, size=12, anchor="end")
    return Markup("")


def risks(sheet: Sheet, levels: list[dict[str, str]], top: float) -> Drawn:
    """The level of risk as the height of a thin band, named where it begins."""
    marks = []
    for each in levels:
        own = between(each)
        start, end = sheet.across(own)
        high = LEVELS.get(each["level"], 3)
        name = label(each["level"], sheet.lang).lower()
        band = tag(
            "rect",
            x=start,
            y=top + 28 - high,
            width=max(end - start, 1.5),
            height=high,
            class_=f"risk-{each['level']}",
            fill="currentColor",
            fill_opacity=".5",
        )
        words = text(start, top + 11, fitting((name, name[0]), end - start - 2, 11), size=11)
        marks.append(
            tag("g", tag("title", f"{label('risk', sheet.lang)}: {name}, {stretch(own, sheet.lang)}"), band, words)
        )
    return tag("g", *marks), 28.0


def causes(picture: Picture) -> list[str]:
    """The hatches that this picture needs, each once, as first met."""
    seen = dict.fromkeys(hatch(gap) for lane in lanes(picture) for gap in lane["gaps"])
    if no_referent(picture):
        seen["no_referent"] = None
    return sorted(seen, key=list(HATCHES).index)


def kinds(picture: Picture) -> list[str]:
    """What else than bars and hatches is to be seen."""
    every = {
        "open_need": any(lane["needs"] for lane in picture["lanes"]),
        "suspended": any(step["suspended"] for lane in picture["lanes"] for step in lane["steps"]),
        "not_open": bool(closed(picture)),
    }
    return [each for each, there in every.items() if there]


def summary(picture: Picture, lang: str) -> str:
    gaps = [between(gap).days for lane in picture["lanes"] for gap in lane["gaps"]]
    told = (
        stretch(between(picture), lang),
        ngettext("%(num)s dimension", "%(num)s dimensions", len(picture["lanes"]), lang),
        ngettext("%(num)s stretch without support", "%(num)s stretches without support", len(gaps), lang),
        gettext("%(days)s together", lang, days=days(sum(gaps), lang)),
    )
    after = gettext("The table after the picture says the same in words.", lang)
    return f"{', '.join(told)}. {after}"
