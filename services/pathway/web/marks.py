"""The marks of a drawn pathway: elements, provider keys and hatches.

Only presentation attributes and classes, so that a page that refuses inline style shows them all.
Every provider has a letter and every cause a hatch of its own: colour is never the only carrier.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from markupsafe import Markup, escape

PALETTE: Final = (
    ("#332288", "#ffffff", "#ebe8fa"),
    ("#44aa99", "#06231e", "#e2f4f0"),
    ("#ddcc77", "#2b2506", "#faf6e1"),
    ("#882255", "#ffffff", "#fae6f0"),
    ("#88ccee", "#06222f", "#e6f5fc"),
    ("#117733", "#ffffff", "#e2f5e8"),
    ("#cc6677", "#2a0309", "#fbe9ec"),
    ("#999933", "#1b1b02", "#f5f5df"),
    ("#aa4499", "#ffffff", "#f9e7f6"),
)
"""Paul Tol's "muted" scheme for all kinds of colour sight: each with an ink that reads on it, and a tint."""

INKS: Final = {"gap": "#a01535", "wait": "#44505c", "pause": "#4b3f9e"}
"""Colours of the hatches on white; the style sheet has those for a dark page."""

HATCHES: Final = {
    "initial_wait": "M2,2 h.01 M6,6 h.01",
    "her_request": "M4,2.2 a1.8,1.8 0 1 0 .01,0",
    "no_referent": "M2,0 v8 M6,0 v8",
    "funding_ended": "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4",
    "provider_capacity": "M-2,6 l4,4 M0,0 l8,8 M6,-2 l4,4",
    "staff_absence": "M4,0 v8",
    "safety": "M0,0 l8,8 M0,8 l8,-8",
    "health": "M4,1.5 v5 M1.5,4 h5",
    "legal": "M0,4 h8 M4,0 v8",
    "venue": "M0,6 l4,-4 l4,4",
    "transfer": "M2,1 l4,3 l-4,3",
    "course_interval": "M1,4 h4",
    "need_still_open": "M0,4 h8",
    "her_choice": "M2,2 h4 v4 h-4 z",
    "duplicate_resolved": "M0,2.5 h8 M0,5.5 h8",
    "unsafe_employer": "M4,1 l3,6 h-6 z",
    "moved_away": "M1,7 l2,-6 M5,7 l2,-6",
    "provider_closed": "M2,2 l4,4 M6,2 l-4,4",
    "lost_contact": "M4,1 v3 M4,6.5 v.01",
}
"""One tile of 8 by 8 for each cause of a day without support; dots, rings and rails are no interruption."""

KINDS: Final = {"initial_wait": "wait", "her_request": "pause", "no_referent": "gap"}


class Key(NamedTuple):
    """How one provider looks: its letter, fill, frame, and the ink on it."""

    letter: str
    fill: str
    frame: str
    ink: str


def keys(providers: Iterable[str]) -> dict[str, Key]:
    """Solid blocks first; once colours run out, pale blocks in a strong frame; letters never repeat."""
    return {provider: key(n) for n, provider in enumerate(providers)}


def key(n: int) -> Key:
    strong, ink, pale = PALETTE[n % len(PALETTE)]
    framed = n // len(PALETTE) % 2
    return Key(
        letter(n), pale if framed else strong, strong if framed else "currentColor", "#16181d" if framed else ink
    )


def letter(n: int) -> str:
    """A, B ... Z, AA, AB ..."""
    return (letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def tag(name: str, *children: str, **attributes: object) -> Markup:
    """One escaped element; `class_` is class, and `_` in a name is `-`."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(number(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{said}>{''.join(escape(child) for child in children)}</{name}>")


def number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def text(x: float, y: float, said: str, *, size: int = 12, class_: str = "", **attributes: object) -> Markup:
    return tag("text", said, x=x, y=y, font_size=size, class_=class_ or None, fill="currentColor", **attributes)


def width(said: str, size: int = 12) -> float:
    """About how wide a line is drawn in a sans serif, on the safe side."""
    return sum(0.67 if each.isupper() else 0.57 for each in said) * size


def fitting(candidates: Iterable[str], room: float, size: int = 12) -> str:
    """The first, longest wording that fits the room; "" if none does."""
    return next((said for said in candidates if width(said, size) <= room), "")


def plated(x: float, y: float, said: str, size: int = 11, anchor: str = "start", weight: int | None = None) -> Markup:
    """A line on a plate of paper, so that it reads over a hatch or a line."""
    wide = width(said, size) + 4
    left = x - (wide / 2 if anchor == "middle" else wide if anchor == "end" else 0)
    plate = tag("rect", x=left, y=y - size + 1, width=wide, height=size + 2, rx=2, fill="#ffffff", class_="paper")
    inset = {"start": 2, "middle": 0, "end": -2}[anchor]
    return (
        tag("g", plate, text(x + inset, y, said, size=size, text_anchor=anchor, font_weight=weight))
        if said
        else Markup("")
    )


def patterns(prefix: str, causes: Iterable[str]) -> Markup:
    """The hatches of these causes and the head of an arrow."""
    tile = {"width": 8, "height": 8, "patternUnits": "userSpaceOnUse"}
    hatches = [
        tag(
            "pattern",
            tag("rect", width=8, height=8, fill="#ffffff", class_="paper"),
            tag(
                "path",
                d=HATCHES.get(cause, "M0,8 l8,-8"),
                fill="none",
                stroke=INKS[kind(cause)],
                stroke_width="1.7",
                stroke_linecap="round",
                class_=f"ink-{kind(cause)}",
            ),
            id=f"{prefix}-{cause}",
            **tile,
        )
        for cause in causes
    ]
    head = tag("path", d="M0,0 L7,3.5 L0,7 z", fill="currentColor")
    arrow = tag(
        "marker",
        head,
        id=f"{prefix}-arrow",
        viewBox="0 0 7 7",
        refX=6,
        refY="3.5",
        markerWidth=7,
        markerHeight=7,
        markerUnits="userSpaceOnUse",
        orient="auto",
    )
    return tag("defs", *hatches, arrow)


def kind(cause: str) -> str:
    return KINDS.get(cause, "gap")
