"""How one dimension is drawn: its steps in rows, and beneath them the strip of need and of gaps."""

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from services.pathway.web.marks import INKS, fitting, kind, number, plated, tag, text, width
from services.pathway.web.said import day, days, gettext
from services.pathway.web.sheet import Sheet, block
from services.pathway.web.spans import Span, Step, actives, begun, between, iso, rows, span, suspensions
from services.pathway.web.words import cause
from shared.web.labels import label

ROW, STRIP = 22, 17

Drawn = tuple[Markup, float]
"""The marks of one lane and its height."""


def dimension(sheet: Sheet, lane: dict[str, Any], top: float) -> Drawn:
    """Steps that have begun, steps that are planned, then the strip."""
    marks: list[Markup] = []
    at: dict[str, float] = {}
    y = top
    for row in rows(lane):
        for step in row:
            at[step["step_id"]] = y
            marks.append(drawn(sheet, step, y))
        y += ROW
    for step in lane["steps"]:
        if step["state"] == "planned":
            marks.append(planned(sheet, step, y))
            y += ROW
    gaps = [(between(gap), hatch(gap)) for gap in lane["gaps"]]
    high = STRIP if gaps else 5
    shades = [shade(sheet, own, why, top, y) for own, why in gaps]
    needs = [need(sheet, span(each), y + high - 2) for each in lane["needs"]]
    arrows = connectors(sheet, lane["steps"], at)
    return tag("g", *shades, *marks, *hatched(sheet, gaps, y), *needs, *arrows), y + high - top


def drawn(sheet: Sheet, step: Step, y: float) -> Markup:
    """Solid where it was active, outlined where it was suspended; named on its longest stretch."""
    said = f"{step['step_id']}, {step['provider_id']}: {label(step['state'], sheet.lang).lower()}"
    paused = label("suspended", sheet.lang).lower()
    longest = max(actives(step), key=lambda each: each.days, default=None)
    marks = [
        outline(sheet, each, y, f"{said}; {paused} {stretch(each, sheet.lang)}: {cause(why, sheet.lang)}")
        for each, why in suspensions(step)
    ]
    for each in actives(step):
        names = [f"{step['provider_id']} · {step['step_id']}", step["step_id"]] if each == longest else []
        marks.append(bar(sheet, step["provider_id"], each, y, f"{said}; {stretch(each, sheet.lang)}", names))
    return tag("g", *marks)


def bar(sheet: Sheet, provider: str, own: Span, y: float, said: str, names: list[str]) -> Markup:
    """A solid stretch with the provider's letter and as much of its names as fits."""
    key = sheet.keys[provider]
    start, end = sheet.across(own)
    room = end - start - 9
    letter = tag("tspan", fitting((key.letter,), room + 5), font_weight=700)
    words = fitting(names, room - width(key.letter + "  "))
    inner = tag(
        "text",
        letter,
        tag("tspan", words, dx=6) if words else "",
        x=start + (5 if words else 4),
        y=y + 14,
        font_size=12,
        fill=key.ink,
    )
    return tag("g", tag("title", said), block(key, start, y, end - start, ROW - 3), inner)


def outline(sheet: Sheet, own: Span, y: float, said: str) -> Markup:
    start, end = sheet.across(own)
    frame = tag(
        "rect",
        x=start,
        y=y + 1,
        width=max(end - start, 1.5),
        height=ROW - 5,
        rx=3,
        fill="none",
        stroke="currentColor",
        stroke_dasharray="4 3",
    )
    return tag("g", tag("title", said), frame)


def planned(sheet: Sheet, step: Step, y: float) -> Markup:
    """A step that has not begun: a dotted frame at today's line."""
    state = label("planned", sheet.lang).lower()
    said = f"{sheet.keys[step['provider_id']].letter}  {step['step_id']}, {state}"
    wide = width(said) + 8
    frame = tag(
        "rect",
        x=sheet.right - wide - 5,
        y=y + 1,
        width=wide,
        height=ROW - 5,
        rx=3,
        fill="#ffffff",
        class_="paper",
        stroke="currentColor",
        stroke_dasharray="1 3",
        stroke_linecap="round",
    )
    title = tag("title", f"{step['step_id']}, {step['provider_id']}: {state}")
    return tag("g", title, frame, text(sheet.right - wide, y + 14, said))


def connectors(sheet: Sheet, steps: list[Step], at: dict[str, float]) -> Iterator[Markup]:
    """An arrow from each step to the one that continues it."""
    known = {step["step_id"]: step for step in steps if actives(step) or suspensions(step)}
    for step in known.values():
        if step["step_id"] in at and step.get("continues") in at and step["continues"] in known:
            yield arrow(sheet, known[step["continues"]], step, at)


def arrow(sheet: Sheet, before: Step, after: Step, at: dict[str, float]) -> Markup:
    """From the end of one bar, or from where the next one begins if sooner, into the next one's side."""
    x2 = sheet.x(begun(after).start)
    x1 = min(sheet.x(begun(before).end) - 4, x2 - 9)
    above, below = at[before["step_id"]], at[after["step_id"]]
    y1 = above + ROW - 3 if below > above else above
    y2 = below + ROW / 2 - 1
    path = " ".join(map(number, ("M", x1, y1, "C", x1, y2, x1 + 2, y2, x2 - 1, y2)))
    line = tag("path", d=path, fill="none", stroke="currentColor", stroke_width="1.6", marker_end=sheet.url("arrow"))
    return tag("g", tag("title", continued(before, after, sheet.lang)), line)


def continued(before: Step, after: Step, lang: str) -> str:
    return gettext("%(step)s continues %(before)s", lang, step=after["step_id"], before=before["step_id"])


def need(sheet: Sheet, own: Span, y: float) -> Markup:
    start, end = sheet.across(own)
    line = tag(
        "path",
        d=f"M{number(start)},{number(y)} H{number(end)}",
        stroke="currentColor",
        stroke_width="2",
        stroke_opacity=".6",
    )
    return tag("g", tag("title", f"{label('open_need', sheet.lang)}, {stretch(own, sheet.lang)}"), line)


def shade(sheet: Sheet, own: Span, why: str, top: float, bottom: float) -> Markup:
    """A faint column over a gap, so that the eye finds it from the bars."""
    start, end = sheet.across(own)
    return tag(
        "rect",
        x=start,
        y=top - 4,
        width=end - start,
        height=bottom - top + 4,
        fill=INKS[kind(why)],
        fill_opacity=".09",
        class_=f"shade-{kind(why)}",
    )


def hatched(sheet: Sheet, gaps: Iterable[tuple[Span, str]], y: float) -> Iterator[Markup]:
    """Stretches without support, hatched by cause, with their days and cause where there is room."""
    ordered = sorted(gaps)
    for n, (own, why) in enumerate(ordered):
        start, end = sheet.across(own)
        free = sheet.x(ordered[n + 1][0].start) if n + 1 < len(ordered) else sheet.right
        frame = tag(
            "rect",
            x=start,
            y=y,
            width=max(end - start, 2.0),
            height=STRIP - 3,
            fill=sheet.url(why),
            stroke=INKS[kind(why)],
            class_=f"ink-{kind(why)}",
        )
        reason, short = cause(why, sheet.lang), gettext("%(num)s d", sheet.lang, num=own.days)
        words = [f"{days(own.days, sheet.lang)}, {reason}", f"{short}, {reason}", short]
        yield tag(
            "g",
            tag("title", f"{stretch(own, sheet.lang)}: {reason}"),
            frame,
            gap_words(words, start, end, free, y + 11),
        )


def gap_words(words: list[str], start: float, end: float, free: float, y: float) -> Markup:
    """The longest wording that fits within the hatch or beside it."""
    for said in words:
        if width(said, 11) + 8 <= end - start:
            return plated((start + end) / 2, y, said, anchor="middle")
        if width(said, 11) + 8 <= free - end:
            return plated(end + 2, y, said)
    return Markup("")


def hatch(gap: dict[str, str]) -> str:
    """Which hatch a gap wears: its cause's, or that of waiting or of her own pause."""
    return {"initial_wait": "initial_wait", "pause": "her_request"}.get(gap["kind"], gap["cause"] or "need_still_open")


def stretch(own: Span, lang: str) -> str:
    """A span as people say it, its last day included."""
    first, last = day(iso(own.start), lang), day(iso(own.end - 1), lang)
    return gettext("%(first)s to %(last)s, %(days)s", lang, first=first, last=last, days=days(own.days, lang))
