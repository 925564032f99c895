"""The style sheet, by day and by night: what is written can be read."""

import re
from pathlib import Path

import pytest

import shared.web
from tests.services.pathway.web.contrast import contrast

SHEET = (Path(shared.web.__file__).parent / "static" / "ariadna.css").read_text(encoding="utf-8")
DAY, NIGHT = (
    dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block)) for block in re.findall(r":root {(.*?)}", SHEET, re.S)
)

TEXT = [("ink", "paper"), ("ink", "ground"), ("faint", "paper"), ("faint", "ground"), ("accent", "paper"),
        ("accent", "ground"), ("on-accent", "accent"), ("gap", "gap-ground"), ("gap", "paper"),
        ("amber", "amber-ground"), ("green", "green-ground"), ("pause", "pause-ground")]  # fmt: skip


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(colours, ink, ground):
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("mark", ["gap", "wait", "pause", "focus"])
def test_hatches_and_the_focus_ring_stand_out_from_the_paper(colours, mark):
    assert contrast(colours[mark], colours["paper"]) >= 3


def test_night_redefines_every_colour_of_the_day():
    assert DAY.keys() == NIGHT.keys()


def test_every_colour_that_is_used_is_defined():
    assert set(re.findall(r"var\(--([\w-]+)\)", SHEET)) <= DAY.keys()


def test_focus_is_always_visible():
    assert ":focus-visible, input:focus-within { outline: 3px solid" in SHEET
    assert not re.search(r"(?<!main:focus { )outline: (none|0)", SHEET)


def test_dark_paper_is_for_screens_only():
    assert "@media screen and (prefers-color-scheme: dark)" in SHEET
    assert SHEET.count("prefers-color-scheme") == 1


def test_it_asks_for_no_other_file():
    assert not re.search(r"url\(|@import|@font-face", SHEET)
