"""The lists of the command line as tables that read well from 80 columns."""

from typing import Any

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from services.pathway.web.lanes import hatch
from services.pathway.web.said import days
from services.pathway.web.tables import history_row, look
from services.pathway.web.words import cause, reason, spoken
from shared.web.labels import label

Item = dict[str, Any]

LOOKS = {"gap": "bold red", "amber": "yellow", "pause": "magenta", "plain": ""}
ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
WHOLE_ID, ABOUT, WHOM, DUE = 36, 10, 14, 14  # columns


def gap_table(items: list[Item]) -> RenderableType:
    """Open needs that nobody covers, each with its pathway's id to go on with."""
    if not items:
        return Text("Every open need is covered.")
    table = listed(counted(len(items), "open need") + " without support")
    table.add_column("Need, pathway", no_wrap=True)
    table.add_column("Since", no_wrap=True)
    table.add_column("Why")
    table.add_column("Last provider")
    for item in items:
        why = Text(cause(hatch(item)))
        if item.get("unconfirmed"):
            why.append(f"\n{', '.join(item['unconfirmed'])} not confirmed", "yellow")
        since = Text.assemble((days(item["days"]), LOOKS[look(item)]), f"\n{item['since']}")
        who = bare(item.get("provider_id") or "")
        table.add_row(named(label(item["dimension"]), item["pathway_id"]), since, why, who)
    return table


def risk_table(items: list[Item]) -> RenderableType:
    """Steps whose funding ends and is carried by no other window, the nearest first."""
    if not items:
        return Text("No step loses its funding in this time.")
    pathways = len({item["pathway_id"] for item in items})
    table = listed(f"{counted(len(items), 'step')} of {counted(pathways, 'pathway')} about to lose funding")
    table.add_column("Step, pathway", no_wrap=True)
    table.add_column("Last day", no_wrap=True)
    table.add_column("Provider, window")
    table.add_column("What holds")
    for item in items:
        left = Text(item["last_day"]).append(f"\n{days(item['days_left'])} left", nearness(item["days_left"]))
        table.add_row(
            named(f"{item['step_id']}, {label(item['dimension']).lower()}", item["pathway_id"]),
            left,
            Text(item["provider_id"]).append(f"\n{item['funding_window_id']}", "bright_black"),
            holds(item),
        )
    return table


def holds(item: Item) -> Text:
    """The handover and the fallback of a step at risk; in red if there is neither."""
    said = []
    if handover := item["handover"]:
        said.append(f"handover to {handover['to_provider']}, {label(handover['outcome']).lower()}")
    if fallback := item["fallback"]:
        rank = ORDINALS.get(fallback["rank"], f"{fallback['rank']}th")
        said.append(f"fallback {fallback['to_provider']} ({rank})")
    return Text("\n".join(said), "green") if said else Text("nothing yet", "bold red")


def nearness(days_left: int) -> str:
    return "bold red" if days_left <= 14 else "yellow" if days_left <= 30 else ""


def history_table(items: list[Item]) -> RenderableType:
    """Every fact in order; those set aside are dimmed and say why."""
    if not items:
        return Text("Nothing is recorded up to this day.")
    table = listed(counted(len(items), "fact"))
    table.add_column("Happened", no_wrap=True)
    table.add_column("What", ratio=3)
    table.add_column("Provider", no_wrap=True)
    table.add_column("Details", ratio=5)
    table.add_column("Recorded", no_wrap=True)
    for item in items:
        row = history_row(item)
        table.add_row(
            item["occurred_on"],
            Text(row["what"], "bold"),
            bare(row["provider_id"]),
            remarked(item, row),
            item["recorded_at"][:10],
            style="dim" if row["set_aside"] else "",
        )
    return table


def remarked(item: Item, row: Item) -> Text:
    """The details of a fact, then what is to be said of it."""
    said = bare(row["details"])
    remarks = [f"set aside: {row['set_aside']}"] if row["set_aside"] else []
    remarks += [f"look at: {reason(code)}" for code in item.get("warnings") or []]
    remarks += ["corrected"] if row["corrected"] else []
    for remark in remarks:
        said.append(("\n" if said else "") + remark, "yellow")
    return said


def notice_table(items: list[Item]) -> RenderableType:
    """Notices and tasks that the policies made on a day."""
    if not items:
        return Text("No policy has anything to say on this day.")
    table = listed(counted(len(items), "notice"))
    table.add_column("What, pathway", no_wrap=True)
    table.add_column("About")
    table.add_column("Provider")
    table.add_column("Policy", no_wrap=True)
    for item in items:
        what = named(spoken(item["what"]), item["pathway_id"] or "")
        table.add_row(what, bare(item["subject"]), bare(item["provider_id"] or ""), item["policy"])
    return table


def task_table(items: list[Item]) -> RenderableType:
    """What the policies ask, and of whom."""
    if not items:
        return Text("The policies ask nothing of anybody.")
    table = listed(counted(len(items), "task"))
    table.add_column("What, pathway", no_wrap=True, min_width=WHOLE_ID)
    table.add_column("About", no_wrap=True, max_width=ABOUT)
    table.add_column("Of whom", no_wrap=True, min_width=WHOM)
    table.add_column("Since, due", no_wrap=True, min_width=DUE)
    for item in items:
        urgent = " !" if item["urgent"] else ""
        what = named(f"{item['policy']} {spoken(item['what'])}{urgent}", item["pathway_id"] or "")
        whom = named(spoken(item["duty"]), item["provider_id"] or "")
        when = named(item["since"], f"due {item['due']}" if item["due"] else "")
        table.add_row(what, bare(item["subject"]), whom, when)
    return table


def listed(title: str) -> Table:
    return Table(
        title=f"\n{title}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        header_style="bright_black",
        expand=False,
    )


def counted(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def bare(said: str) -> Text:
    """What somebody wrote, as it is: no markup, and nothing that could steer the terminal."""
    return Text("".join(char if char.isprintable() else "·" for char in said))


def named(what: str, pathway_id: str) -> Text:
    """What it is about, and beneath it the pathway's whole id, to be copied into the next command."""
    return Text.assemble((what, "bold"), (f"\n{pathway_id}", "bright_black"))
