"""What money does to her steps, on a terminal: what-if, the impact of ended windows, and who has no fallback."""

from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from deploy.terminal.tables import bare, counted, listed, named, nearness
from services.pathway.web.said import days
from shared.web.labels import label

Item = dict[str, Any]
SHOWN = 20
BAR = 36
SAVED, LOST = "░", "█"


def what_if_report(found: Item, shown: int = SHOWN) -> Group:
    """What the changed windows come to, group by group, then the first of the steps concerned."""
    said: list[RenderableType] = [Text(), *map(_asked, found["windows"]), _totals(found)]
    if found["groups"]:
        said += [_groups(found["groups"]), _losses(found["items"][:shown])]
    if len(found["items"]) > shown:
        said.append(Text(f"{counted(len(found['items']) - shown, 'more step')} with --json", "bright_black"))
    return Group(*said)


def _asked(window: Item) -> Text:
    about = (f"{window['provider_id']} {window['funding_window_id']}", "bold")
    said = Text.assemble(about, f" ends on {window['last_day']}", (f", confirmed to {window['last_day_now']}", "dim"))
    if window["overlaps"]:
        said.append(f"; overlaps {', '.join(window['overlaps'])}", "yellow")
    return said


def _totals(found: Item) -> Text:
    if not found["steps"]:
        return Text(f"No step loses its funding up to {found['until']}.", "green")
    return Text.assemble(
        (f"{days(found['care_days_lost'])} of care lost", "bold red" if found["care_days_lost"] else "bold green"),
        f" up to {found['until']}: {counted(found['steps'], 'step')} of {counted(found['women'], 'pathway')}, ",
        (f"{found['pacts_that_hold']} held by a pact", "green"),
    )


def _groups(groups: list[Item]) -> RenderableType:
    table = listed("What is lost, and who has a place")
    table.add_column("Dimension, window", no_wrap=True)
    table.add_column("From", no_wrap=True)
    table.add_column("Steps", justify="right")
    table.add_column("Pacts\nhold", justify="right")
    table.add_column("Days\nlost", justify="right")
    table.add_column("Places in the same city")
    for group in groups:
        window = f"\n{group['provider_id']} {group['funding_window_id']}"
        table.add_row(
            Text.assemble((label(group["dimension"]), "bold"), (window, "bright_black")),
            group["lost_on"],
            str(group["steps"]),
            str(group["pacts_that_hold"]),
            Text(str(group["care_days_lost"]), "bold red" if group["care_days_lost"] else ""),
            _places(group),
        )
    return table


def _places(group: Item) -> Text:
    if not group["city"]:
        return Text("city not told", "bright_black")
    if not group["places"]:
        return Text(f"none in {group['city']}", "red")
    lines = [
        f"{each['provider_id']}: {each['places'] or 'some'}, {' '.join(each['languages'])}, to {each['paid_until']}"
        for each in group["places"]
    ]
    return bare("").append("\n".join(lines))


def _losses(items: list[Item]) -> RenderableType:
    table = listed("Who loses which step")
    table.add_column("Step, pathway", no_wrap=True)
    table.add_column("From", no_wrap=True)
    table.add_column("Days lost", justify="right")
    table.add_column("What holds")
    for item in items:
        step = f"{item['step_id']}, {label(item['dimension']).lower()}"
        lost = Text(str(item["care_days_lost"]), "bold red" if item["care_days_lost"] else "")
        table.add_row(named(step, item["pathway_id"]), item["lost_on"], lost, _holds(item))
    return table


def _holds(item: Item) -> Text:
    if pact := item["pact"]:
        until = f", place held to {pact['place_held_until']}" if pact["place_held_until"] else ""
        return Text(f"pact with {pact['to_provider']}{until}", "green")
    return Text("nothing", "bold red") if item["care_days_lost"] else Text("no day of it is uncovered", "bright_black")


def missing_table(items: list[Item]) -> RenderableType:
    """Steps about to lose their funding for which nobody holds a place, the nearest first."""
    if not items:
        return Text("Every step that loses its funding in this time has a place held for her.")
    table = listed(f"{counted(len(items), 'step')} about to lose funding without a place held")
    table.add_column("Step, pathway", no_wrap=True)
    table.add_column("Last day", no_wrap=True)
    table.add_column("Provider, window")
    table.add_column("What there is")
    for item in items:
        step = f"{item['step_id']}, {label(item['dimension']).lower()}"
        left = Text(item["last_day"]).append(f"\n{days(item['days_left'])} left", nearness(item["days_left"]))
        who = Text(item["provider_id"]).append(f"\n{item['funding_window_id']}", "bright_black")
        table.add_row(named(step, item["pathway_id"]), left, who, _there_is(item))
    return table


def _there_is(item: Item) -> Text:
    said = [f"handover to {item['handover']['to_provider']}, open"] if item["handover"] else []
    if pact := item["held_too_short"]:
        held = f"held to {pact['place_held_until']} only" if pact["place_held_until"] else "who delivers it already"
        said.append(f"pact with {pact['to_provider']}, {held}")
    return Text("\n".join(said), "yellow") if said else Text("nothing yet", "bold red")


def impact_report(found: Item) -> Group:
    """Days of interruption by the window that had ended, as bars; pale is what a bridge would have saved."""
    title = f"{days(found['days'])} without support for want of funding, {found['from']} to {found['to']}"
    said: list[RenderableType] = [Text(f"\n{title}", "bold")]
    if not found["days"]:
        return Group(*said)
    said.append(_bars(found))
    said.append(
        Text.assemble(
            (f"{SAVED * 2} ", "green"),
            f"a bridge of {days(found['bridge'])} would have saved {days(found['bridged_days'])}   ",
            (f"{LOST * 2} ", "red"),
            "the rest",
        )
    )
    return Group(*said)


def _bars(found: Item) -> RenderableType:
    table = listed("By the window that had ended")
    table.add_column("Window", no_wrap=True)
    table.add_column("Women", justify="right")
    table.add_column("Days", justify="right")
    table.add_column("", no_wrap=True)
    most = max(each["days"] for each in (*found["windows"], found["unattributed"]))
    for each in found["windows"]:
        ended = f"\n{each['funding_window_id']}, to {each['last_day']}"
        about = Text.assemble((each["provider_id"], "bold"), (ended, "bright_black"))
        table.add_row(about, str(each["women"]), str(each["days"]), _bar(each, most))
    if found["unattributed"]["days"]:
        each = found["unattributed"]
        table.add_row(Text("no window told", "dim"), str(each["women"]), str(each["days"]), _bar(each, most))
    return table


def _bar(each: Item, most: int) -> Text:
    """The bar of one window, and beneath it its days by dimension."""
    whole = max(round(each["days"] / most * BAR), 1)
    saved = round(each["bridged_days"] / each["days"] * whole)
    said = ", ".join(f"{label(dimension).lower()} {n}" for dimension, n in each["dimensions"].items())
    return Text.assemble((SAVED * saved, "green"), (LOST * (whole - saved), "red"), (f"\n{said}", "bright_black"))
