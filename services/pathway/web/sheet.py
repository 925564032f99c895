"""The paper a pathway is drawn on: its scale, axis, key and the lines that run through all lanes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from services.pathway.web.marks import Key, fitting, number, plated, tag, text, width
from services.pathway.web.said import day, month
from services.pathway.web.spans import Span
from services.pathway.web.words import cause
from shared.web.labels import label

AXIS = 40
NARROW = 640


@dataclass(frozen=True)
class Sheet:
    """Where a day lies across; `prefix` keeps the ids of two drawings on one page apart."""

    width: int
    days: Span
    keys: dict[str, Key]
    lang: str

    @property
    def prefix(self) -> str:
        return f"w{self.width}"

    @property
    def narrow(self) -> bool:
        return self.width < NARROW

    @property
    def left(self) -> int:
        return 1 if self.narrow else 176

    @property
    def right(self) -> int:
        return self.width - (3 if self.narrow else 16)

    def x(self, day: int) -> float:
        within = min(max(day, self.days.start), self.days.end)
        return self.left + (within - self.days.start) / max(self.days.days, 1) * (self.right - self.left)

    def sees(self, span: Span) -> bool:
        """Whether some of it lies on the paper."""
        return span.end > self.days.start

    def across(self, span: Span) -> tuple[float, float]:
        return self.x(span.start), self.x(span.end)

    def url(self, name: str) -> str:
        return f"url(#{self.prefix}-{name})"


def months(days: Span) -> Iterable[date]:
    """The first of each month after the first day; of each quarter once there are more than 24."""
    start, end = date.fromordinal(days.start), date.fromordinal(days.end)
    every = 3 if days.days > 730 else 1
    for n in range(start.year * 12 + start.month, end.year * 12 + end.month):
        if n % every == 0:
            yield date(n // 12, n % 12 + 1, 1)


def axis(sheet: Sheet, height: float) -> Markup:
    """Month lines through all lanes, their names above, and the year where it begins."""
    begin = date.fromordinal(sheet.days.start)
    ticks = list(months(sheet.days))
    edges = [sheet.left, *(sheet.x(each.toordinal()) for each in ticks), sheet.right]
    new_year = next((x for x, each in zip(edges[1:], ticks, strict=False) if each.month == 1), sheet.right)
    marks = [text(sheet.left + 3, 14, str(begin.year), font_weight=600)] if new_year - sheet.left > 40 else []
    for n, first in enumerate([begin, *ticks]):
        x, room = edges[n], edges[n + 1] - edges[n] - 8
        name = month(first.month, sheet.lang)
        marks.append(text(x + 3, 33, fitting((name, name[0]), room, 11), size=11))
        if n:
            marks.append(rule(x, 16 if first.month == 1 else 22, height, strong=first.month == 1))
        if n and first.month == 1 and sheet.right - x > 180:
            marks.append(text(x + 3, 14, str(first.year), font_weight=600))
    return tag("g", *marks, class_="axis")


def rule(x: float, top: float, bottom: float, *, strong: bool) -> Markup:
    return tag(
        "path",
        d=f"M{number(x)},{number(top)} V{number(bottom)}",
        stroke="currentColor",
        stroke_opacity=".45" if strong else ".15",
        fill="none",
    )


def veils(sheet: Sheet, spans: Iterable[Span], height: float) -> Markup:
    """A grey veil over the days on which the pathway is not open."""
    shades = []
    for span in spans:
        start, end = sheet.across(span)
        shade = tag(
            "rect", x=start, y=AXIS, width=end - start, height=height - AXIS, fill="currentColor", fill_opacity=".1"
        )
        shades.append(tag("g", tag("title", label("not_open", sheet.lang)), shade))
    return tag("g", *shades)


def today(sheet: Sheet, height: float) -> Markup:
    on = date.fromordinal(sheet.days.end - 1).isoformat()
    said = f"{label('today', sheet.lang)}, {day(on, sheet.lang)}"
    x = sheet.x(sheet.days.end)
    line = tag("path", d=f"M{number(x)},4 V{number(height)}", stroke="currentColor", stroke_width="2", fill="none")
    return tag("g", line, plated(x - 3, 14, said, size=12, anchor="end"), class_="now")


def legend(sheet: Sheet, causes: Iterable[str], kinds: Iterable[str], top: float) -> tuple[Markup, float]:
    """The key: every provider with its letter, every hatch with its cause, and what else is to be seen.

    `kinds` are some of `open_need`, `suspended`, `not_open`. Gives the height too.
    """
    samples = {
        "open_need": tag("path", d="M0,8 H24", stroke="currentColor", stroke_width="2"),
        "suspended": swatch(stroke_dasharray="4 3"),
        "not_open": swatch(fill="currentColor", fill_opacity=".1", stroke="none"),
    }
    who = [(provider_swatch(key), provider) for provider, key in sheet.keys.items()]
    what = [(samples[each], label(each, sheet.lang).lower()) for each in kinds]
    what += [(swatch(fill=sheet.url(each), stroke_opacity=".5"), cause(each, sheet.lang)) for each in causes]
    first, y = flowing(sheet, who, top)
    second, y = flowing(sheet, what, y)
    return tag("g", first, second, class_="key"), y - top


def flowing(sheet: Sheet, entries: Iterable[tuple[Markup, str]], y: float) -> tuple[Markup, float]:
    """Samples and their names, line after line; gives the top of what comes next."""
    marks, x = [], 0.0
    for sample, said in entries:
        wide = 32 + width(said)
        if x and x + wide > sheet.width:
            x, y = 0.0, y + 23
        marks.append(tag("g", sample, text(30, 12, said), transform=f"translate({number(x + 1)},{number(y)})"))
        x += wide + 14
    return tag("g", *marks), y + (23 if marks else 0)


def provider_swatch(key: Key) -> Markup:
    said = tag("text", key.letter, x=12, y=12, font_size=11, font_weight=700, fill=key.ink, text_anchor="middle")
    return tag("g", block(key, 0, 0, 24, 16), said)


def block(key: Key, x: float, y: float, wide: float, high: float) -> Markup:
    """A solid stretch of one provider."""
    return tag(
        "rect",
        x=x,
        y=y,
        width=max(wide, 1.5),
        height=high,
        rx=3,
        fill=key.fill,
        stroke=key.frame,
        stroke_width="1" if key.frame == "currentColor" else "2",
    )


def swatch(fill: str = "none", stroke: str = "currentColor", **attributes: str) -> Markup:
    return tag("rect", x=0, y=0, width=24, height=16, rx=2, fill=fill, stroke=stroke, **attributes)
