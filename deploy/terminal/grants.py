"""The account of a grant on a terminal."""

from typing import Any

from rich.console import RenderableType
from rich.text import Text

from deploy.terminal.tables import listed
from shared.web.labels import DIMENSIONS, label


def grant_table(report: dict[str, Any]) -> RenderableType:
    """Its figures, of all and of each dimension; parts of a figure stand beneath it."""
    from services.pathway.web.grants import last_looked_at, lines  # pages come with the framework of HTTP

    window = f"{report['provider_id']} {report['funding_window_id']}, {report['first_day']} to {report['last_day']}"
    table = listed(f"{window}, as it was at the end of {last_looked_at(report)}")
    table.add_column("")
    table.add_column("All", justify="right")
    for name in sorted(report["dimensions"], key=DIMENSIONS.index):
        table.add_column(label(name), justify="right")
    for what, beneath, figures in lines(report):
        head = Text(f"  {what}", "bright_black") if beneath else Text(what, "bold")
        table.add_row(head, *(Text(str(figure), "" if figure else "bright_black") for figure in figures))
    return table
