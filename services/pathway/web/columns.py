"""Columns by week, drawn: how many steps, and of these how many are held."""

from collections.abc import Sequence
from math import ceil
from typing import NamedTuple

from markupsafe import Markup

from services.pathway.web.marks import tag, text

HIGH, FOOT, HEAD = 96, 20, 18
NAME = 52
"""The room that a name wants."""


class Column(NamedTuple):
    """One week: what stands under it, and two numbers, the second a part of the first."""

    name: str
    all: int
    held: int = 0


def columns(found: Sequence[Column], title: str, description: str, wide: int, most: int = 0) -> Markup:
    """A column for each, as high as its number; the pale part is held. `most` gives two pictures one scale."""
    scale = max(most, *(each.all for each in found), 1)
    room = wide / max(len(found), 1)
    apart = ceil(NAME / room)
    shown = [each if n % apart == 0 else each._replace(name="") for n, each in enumerate(found)]
    return tag(
        "svg",
        tag("title", title),
        tag("desc", description),
        tag("path", d=f"M0,{HEAD + HIGH} h{wide}", stroke="currentColor", stroke_opacity=".4"),
        *(column(each, n * room, room, scale) for n, each in enumerate(shown)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {wide} {HEAD + HIGH + FOOT}",
        role="img",
        font_family="system-ui, sans-serif",
        class_="picture",
    )


def column(each: Column, x: float, room: float, scale: int) -> Markup:
    tall, held = (n / scale * HIGH for n in (each.all, each.held))
    ground, middle = HEAD + HIGH, x + room / 2
    shape = {"x": x + room * 0.15, "width": room * 0.7, "class_": "shade-gap"}
    at, anchor = (0.0, "start") if middle < NAME / 2 else (middle, "middle")  # the first name would stand outside
    above = text(middle, ground - tall - 5, str(each.all), text_anchor="middle", font_weight=600)
    return tag(
        "g",
        tag("rect", y=ground - tall, height=tall - held, **shape) if tall > held else "",
        tag("rect", y=ground - held, height=held, fill_opacity=".35", **shape) if held else "",
        above if each.all else "",
        text(at, ground + 14, each.name, size=11, text_anchor=anchor),
    )
