"""Her whole history as a timeline of characters: lanes down, months across, readable without colour too."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from rich.console import Group
from rich.table import Table
from rich.text import Text

from deploy.terminal.line import Line
from services.pathway.web.lanes import hatch
from services.pathway.web.marks import letter
from services.pathway.web.said import day, days, month
from services.pathway.web.spans import (
    Picture,
    Span,
    actives,
    between,
    extent,
    lanes,
    no_referent,
    ordinal,
    providers,
    rows,
    suspensions,
)
from services.pathway.web.words import cause
from shared.web.labels import label

PALETTE = (
    ("#4477aa", "#ffffff"),
    ("#ee7733", "#000000"),
    ("#66ccee", "#000000"),
    ("#aa3377", "#ffffff"),
    ("#ccbb44", "#000000"),
    ("#228833", "#ffffff"),
    ("#bbbbbb", "#000000"),
    ("#009988", "#000000"),
)
"""Paul Tol's bright and vibrant schemes: told apart by all kinds of colour sight, on black and on white."""

BLOCKS = "█▓"
WAIT, GAP, PAUSE, IDLE = "░", "▒", "∙", "╌"
GAP_STYLES = {WAIT: "bright_black", GAP: "red", PAUSE: "magenta"}
RISK = {"low": ("▁", "green"), "medium": ("▃", "yellow"), "high": ("▆", "red"), "extreme": ("█", "bold red")}
NAME = 22


class Key(NamedTuple):
    """How one provider looks: its letter, block and colour."""

    letter: str
    block: str
    colour: str
    ink: str


class Bar(NamedTuple):
    """An active stretch on a line, with the names that it may carry."""

    line: Line
    own: Span
    provider: str
    names: list[str]


@dataclass(frozen=True)
class Chart:
    """Where a day lies across, and how each provider looks."""

    days: Span
    size: int
    keys: dict[str, Key]

    def cells(self, own: Span) -> tuple[int, int]:
        """First cell and the one after the last; what lasts a day still gets one."""
        start = min(self.cell(own.start), self.size - 1)
        return start, max(self.cell(own.end), start + 1)

    def cell(self, day: int) -> int:
        return round((day - self.days.start) / max(self.days.days, 1) * self.size)


def timeline(picture: Picture, width: int) -> Group:
    """The picture of `services.pathway.domain.picture`, `width` characters wide, with its key."""
    if not picture["from"]:
        return Group(Text("Nothing is recorded up to this day."))
    chart = Chart(between(picture), max(width - NAME - 1, 20), keys(providers(picture)))
    drawn = [*axis(chart)]
    for name, lines in chapters(chart, picture):
        drawn += [beside(name if n == 0 else "", line) for n, line in enumerate(lines)]
    shown = set("".join(line.plain for line in drawn))
    return Group(*drawn, Text(), *legend(chart, shown, width), Text(), stretches(picture))


def keys(names: Iterable[str]) -> dict[str, Key]:
    return {
        name: Key(letter(n), BLOCKS[n // len(PALETTE) % len(BLOCKS)], *PALETTE[n % len(PALETTE)])
        for n, name in enumerate(names)
    }


def beside(name: str, line: Text) -> Text:
    left = Text(f"{name[:NAME]:<{NAME}}", "bold", no_wrap=True, overflow="crop")
    return left.append("▏", "bright_black").append_text(line)


def chapters(chart: Chart, picture: Picture) -> Iterator[tuple[str, list[Text]]]:
    """Each lane's name and its lines."""
    yield label("referent"), referents(chart, picture)
    if picture["handovers"]:
        yield label("handover"), [handover(chart, each, picture["to"]) for each in picture["handovers"]]
    for lane in lanes(picture):
        yield label(lane["dimension"]), dimension(chart, lane)
    if picture["risk"]:
        yield label("risk"), [risk(chart, picture["risk"])]


def axis(chart: Chart) -> Iterator[Text]:
    """The year and today's date, and the months."""
    first, last = date.fromordinal(chart.days.start), date.fromordinal(chart.days.end - 1)
    years, names = Line(chart.size), Line(chart.size)
    on = f"today, {day(last.isoformat())}"
    years.write(0, str(first.year), "bold")
    years.write(chart.size - len(on), on, "bold")
    names.write(0, month(first.month), "bright_black")
    free = len(month(first.month)) + 1
    for n in range(first.year * 12 + first.month, last.year * 12 + last.month):
        begin = date(n // 12, n % 12 + 1, 1)
        at = chart.cell(begin.toordinal())
        name = month(begin.month)
        if at >= free and at + 3 <= chart.size:
            names.write(at, name, "bright_black")
            free = at + 4
        if begin.month == 1 and at >= 5 and at + 6 < chart.size - len(on):
            years.write(at, str(begin.year), "bold")
    yield beside("", years.text())
    yield beside("", names.text())


def referents(chart: Chart, picture: Picture) -> list[Text]:
    """Who answers for her; two at once on two lines."""
    lines: list[Line] = []
    taken: list[list[Span]] = []
    bars = []
    for each in sorted(picture["referents"], key=lambda r: (r["from"], r["to"], r["provider_id"])):
        own = between(each)
        row = next((n for n, others in enumerate(taken) if not any(map(own.meets, others))), len(taken))
        if row == len(taken):
            taken.append([])
            lines.append(Line(chart.size))
        taken[row].append(own)
        bars.append(Bar(lines[row], own, each["provider_id"], [each["provider_id"]]))
    lines = lines or [Line(chart.size)]
    paint(chart, bars, [(lines[0], empty, "no_referent", GAP) for empty in no_referent(picture)])
    return [line.text() for line in lines]


def dimension(chart: Chart, lane: dict[str, Any]) -> list[Text]:
    """Steps as blocks, suspensions as dashes, days without support hatched over both."""
    packed = rows(lane, stairs=False)
    lines = [Line(chart.size) for _ in range(max(len(packed), 1))]
    bars = []
    for line, row in zip(lines, packed, strict=False):
        for step in row:
            for own, _ in suspensions(step):
                line.paint(*chart.cells(own), IDLE, "bright_black")
            bars += blocks(line, step)
    gaps = [(line_of(lines, packed, between(each)), between(each), hatch(each), shade(each)) for each in lane["gaps"]]
    paint(chart, bars, gaps)
    planned = [waiting(chart, step) for step in lane["steps"] if step["state"] == "planned"]
    drawn = [line.text() for line in lines]
    return planned if planned and not (packed or gaps) else drawn + planned


def blocks(line: Line, step: dict[str, Any]) -> list[Bar]:
    """The active stretches of a step, named on the longest."""
    longest = max(actives(step), key=lambda each: each.days, default=None)
    names = [f"{step['step_id']} {step['provider_id']}", step["step_id"]]
    return [Bar(line, own, step["provider_id"], names if own == longest else []) for own in actives(step)]


def paint(chart: Chart, bars: list[Bar], gaps: list[tuple[Line, Span, str, str]]) -> None:
    """Blocks, then the hatches over them, however short; the words last, where there is room left."""
    owners = []
    for each in bars:
        key = chart.keys[each.provider]
        owners.append(each.line.paint(*chart.cells(each.own), key.block, key.colour))
    for line, own, why, char in gaps:
        owner = line.paint(*chart.cells(own), char, GAP_STYLES[char])
        said = f" {own.days}d "
        line.inscribe(owner, [f"{said}{cause(why)} ", said], f"bold {GAP_STYLES[char]}", inset=1)
    for each, owner in zip(bars, owners, strict=True):
        key = chart.keys[each.provider]
        words = [*(f"{key.letter} {name} " for name in each.names), key.letter]
        each.line.inscribe(owner, words, f"bold {key.ink} on {key.colour}")


def line_of(lines: list[Line], packed: list[list[dict[str, Any]]], own: Span) -> Line:
    """A gap goes over the suspended step that it belongs to, else on the first line."""
    for line, row in zip(lines, packed, strict=False):
        if any((taken := extent(step)) and taken.meets(own) for step in row):
            return line
    return lines[0]


def shade(gap: dict[str, str]) -> str:
    return {"initial_wait": WAIT, "pause": PAUSE}.get(gap["kind"], GAP)


def waiting(chart: Chart, step: dict[str, Any]) -> Text:
    """A step that has not begun, at today's end of the chart."""
    line = Line(chart.size)
    said = f"{chart.keys[step['provider_id']].letter} {step['step_id']} {label('planned').lower()}"
    line.write(chart.size - len(said), said, "italic")
    return line.text()


def handover(chart: Chart, each: dict[str, Any], today: str) -> Text:
    """From its proposal (○) over its acceptance (●) to its end (▶)."""
    line = Line(chart.size)
    start, end = chart.cells(Span(ordinal(each["proposed_on"]), ordinal(each["ended_on"] or today)))
    line.paint(start, end, "─", "")
    if each["accepted_on"]:
        line.write(chart.cells(Span(ordinal(each["accepted_on"]), ordinal(each["accepted_on"])))[0], "●", "")
    line.write(start, "○", "")
    line.write(end - 1 if end - start > 1 else end, "▶" if each["ended_on"] else "…", "")
    route = f"{each['from_provider']} → {each['to_provider']}"
    line.beside(start, end + 1, [f"{each['handover_id']} {route}, {label(each['outcome']).lower()}", route])
    return line.text()


def risk(chart: Chart, levels: list[dict[str, str]]) -> Text:
    """The level as the height of a block, named where it begins."""
    line = Line(chart.size)
    for each in levels:
        char, style = RISK.get(each["level"], RISK["low"])
        owner = line.paint(*chart.cells(between(each)), char, style)
        line.inscribe(owner, [label(each["level"]).lower()], style)
    return line.text()


def legend(chart: Chart, shown: set[str], width: int) -> Iterator[Text]:
    """The providers, then what the hatches say that are to be seen."""
    yield from flowing([swatch(name, key) for name, key in chart.keys.items()], width)
    names = {
        WAIT: ("first wait", GAP_STYLES[WAIT]),
        GAP: ("no support", GAP_STYLES[GAP]),
        PAUSE: ("paused at her request", GAP_STYLES[PAUSE]),
        IDLE: ("suspended while another step goes on", "bright_black"),
    }
    what = [Text.assemble((char * 3, style), f" {said}") for char, (said, style) in names.items() if char in shown]
    yield from flowing(what, width)


def swatch(name: str, key: Key) -> Text:
    return Text.assemble((f" {key.letter} ", f"bold {key.ink} on {key.colour}"), (key.block, key.colour), f" {name}")


def stretches(picture: Picture) -> Table:
    """Every stretch without support in words, a dimension a line; the waits and pauses among them."""
    told = Table.grid(padding=(0, 1))
    told.add_column(width=NAME, no_wrap=True, style="bold")
    told.add_column()
    for lane in lanes(picture):
        said = [
            f"{days(between(each).days)} {'from' if each['to'] < picture['to'] else 'since'} {day(each['from'])}, "
            f"{cause(hatch(each))}"
            for each in lane["gaps"]
        ]
        if said:
            told.add_row(label(lane["dimension"]), "; ".join(said))
    return told


def flowing(entries: list[Text], width: int) -> Iterator[Text]:
    line = Text(no_wrap=True)
    for entry in entries:
        if line and line.cell_len + entry.cell_len + 3 > width:
            yield line
            line = Text(no_wrap=True)
        line.append("   " if line else "").append_text(entry)
    yield line
