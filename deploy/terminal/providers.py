"""The directory on a terminal."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from deploy.terminal.tables import bare, counted, listed
from shared.web.labels import label


def provider_table(items: list[dict[str, Any]]) -> RenderableType:
    """Each provider with the services that it offers."""
    if not items:
        return Text("No provider is like that.")
    table = listed(counted(len(items), "provider"))
    table.add_column("Provider", no_wrap=True)
    table.add_column("Where")
    table.add_column("Services: places, languages")
    for item in items:
        who = Text.assemble((item["provider_id"], "bold"), "\n", bare(item["name"] or ""))
        where = bare(item["city"] or "").append(f"\n{label(item['kind'] or 'unknown')}", "bright_black")
        table.add_row(who, where, Text("\n").join(map(_service, item["services"])))
    return table


def _service(said: dict[str, Any]) -> Text:
    places = "not told" if said["places"] is None else "full" if said["places"] == 0 else str(said["places"])
    more = [*said["languages"], *(label(each).lower() for each in said["conditions"])]
    return Text.assemble((label(said["dimension"]), "bold"), f": {places}, {' '.join(more)}")
