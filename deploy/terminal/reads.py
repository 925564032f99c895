"""Who read what on a terminal."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from deploy.terminal.tables import counted, listed

REFUSED = {"forbidden", "unknown", "stopped", "refused"}


def reads_table(items: list[dict[str, Any]]) -> RenderableType:
    """A line for each read or refused try, the latest first; of a list how many pathways it told of."""
    if not items:
        return Text("Nobody looked.")
    table = listed(counted(len(items), "read"))
    table.add_column("When", no_wrap=True)
    table.add_column("Who")
    table.add_column("What")
    table.add_column("Why")
    for item in items:
        who = Text.assemble((item["actor"], "bold"), f"\n{item['provider_id']}, {item['role']}")
        outcome = Text(item["outcome"], "red" if item["outcome"] in REFUSED else "")
        why = Text(item["purpose"]).append(f"\n{item['basis']}", "yellow") if item["basis"] else Text(item["purpose"])
        table.add_row(item["at"][:16].replace("T", " "), who, _what(item).append("\n").append(outcome), why)
    return table


def _what(item: dict[str, Any]) -> Text:
    said = Text(item["operation"].replace("_", " "), "bold")
    if item.get("pathway_id"):
        return said.append(f"\n{item['pathway_id']}", "bright_black")
    if item.get("listed"):
        return said.append(f"\n{counted(item['listed'], 'pathway')}", "bright_black")
    return said.append("\nin a list", "bright_black") if item.get("by_id") is False else said
