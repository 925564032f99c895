"""The derived figures of one pathway on a terminal."""

from typing import Any

from rich import box
from rich.columns import Columns
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from services.pathway.web import tables
from services.pathway.web.said import day
from services.pathway.web.words import cause, dimension_rank, reason
from shared.web.labels import label

Views = dict[str, Any]


def figures(views: Views) -> Group:
    """The figures in short: what stands out, the days by dimension, deadlines, and what was set aside."""
    said: list[RenderableType] = [Text(f"Before {day(views['as_of'])}", "bold"), totals(views)]
    if views["continuity"]:
        said.append(dimensions(views))
    said += deadlines(views)
    for heading in ("set_aside", "warnings"):
        said += [remark(heading, each) for each in views[heading]]
    return Group(*said)


def remark(heading: str, each: dict[str, str]) -> Text:
    said = {"set_aside": "set aside", "warnings": "look at"}[heading]
    return Text.assemble((f"{said}: ", "yellow"), reason(each["reason"]), (f" {each['event_id']}", "bright_black"))


def totals(views: Views) -> Columns:
    """What a coordinator asks first; counts of two referents only where there were any."""
    referent, level = views["referent"], views["risk"]["level"]
    said = [
        figure(label("referent").lower(), referent["provider_id"] if referent else "no", alarm=not referent),
        figure("days open", views["open_days"]),
        figure("days interrupted", views["interruption_days"], alarm=True),
        figure("days of first wait", views["initial_wait_days"]),
        figure("days paused by her", views["pause_days"]),
        figure("days without referent", views["days_without_referent"], alarm=True),
    ]
    if views["referent_conflict_days"]:
        said.append(figure("days with two referents", views["referent_conflict_days"], alarm=True))
    if level:
        said.append(figure(label("risk").lower(), label(level).lower(), alarm=level in ("high", "extreme")))
    return Columns(said, padding=(0, 3))


def figure(name: str, value: object, *, alarm: bool = False) -> Text:
    return Text.assemble((f"{value} ", "bold red" if alarm and value else "bold"), name)


def dimensions(views: Views) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), header_style="bright_black")
    table.add_column("Dimension", no_wrap=True)
    for name in ("Wait", "Interr.", "Pause", "Two"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("Causes")
    table.add_column("Uncovered\nsince", no_wrap=True)
    for dimension in sorted(views["continuity"], key=lambda each: (dimension_rank(each), each)):
        row = views["continuity"][dimension]
        table.add_row(
            label(dimension),
            str(row["initial_wait_days"]),
            Text(str(row["interruption_days"]), "bold red" if row["interruption_days"] else ""),
            str(row["pause_days"]),
            str(views["duplicate_days"].get(dimension, 0)),
            ", ".join(f"{cause(code)} {n}" for code, n in row["causes"].items()),
            Text(row["uncovered_since"] or "", "bold"),
        )
    return table


def deadlines(views: Views) -> list[RenderableType]:
    looks = {"overdue": "bold red", "red": "bold red", "amber": "yellow", "green": "green"}
    return [
        Text.assemble(
            f"{each['rule']} due {day(each['due_on'])}, ",
            (tables.left(each["days_left"]), looks[tables.due(each["days_left"])]),
        )
        for each in views["deadlines"]
    ]
