"""`history`, `views` and `gaps`: what is known of a pathway, and which ones nobody covers."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import (
    DATA,
    LOCAL_ADMIN,
    AsJson,
    Data,
    clocks,
    day,
    moment,
    pathway_id,
    print_json,
    reading,
    results,
)
from shared.reads import telling

PathwayId = Annotated[str, typer.Argument(help="The pathway's id (a UUID).", parser=pathway_id, metavar="PATHWAY")]
AsOf = Annotated[
    date | None,
    typer.Option("--as-of", parser=day, help="Facts that occurred before this day; before tomorrow if left out."),
]
KnownAt = Annotated[
    datetime | None,
    typer.Option("--known-at", parser=moment, help="Facts recorded up to this moment, or the end of this day (UTC)."),
]


def add_to(app: typer.Typer) -> None:
    app.command()(history)
    app.command()(views)
    app.command()(gaps)


def history(
    pathway: PathwayId, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False, data: Data = DATA
) -> None:
    """Show her whole history: the picture in colour, then every fact in order, set-aside ones marked."""
    when = clocks(as_of, known_at)
    with reading(data, "history", pathway) as ariadna:
        found = ariadna.pathways.history(pathway, when, LOCAL_ADMIN)
        picture = ariadna.pathways.picture(pathway, when, LOCAL_ADMIN)
    if as_json:
        print_json(found)
        return
    results.print(terminal.timeline(picture, results.width))
    results.print(terminal.history_table(found["items"]))


def views(
    pathway: PathwayId,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_json: AsJson = True,
    data: Data = DATA,
) -> None:
    """Print the derived figures as JSON: waits, interruptions and their causes, referents, handovers, deadlines."""
    with reading(data, "views", pathway) as ariadna:
        found = ariadna.pathways.views(pathway, clocks(as_of, known_at), LOCAL_ADMIN)
    print_json(found)


def gaps(
    on: Annotated[date | None, typer.Option(help="The day; today if left out.", parser=day)] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List the open needs that nobody covers, the longest first."""
    when = clocks(on + timedelta(days=1) if on else None, None)
    with reading(data, "gaps") as ariadna:
        found = telling.listed(ariadna.pathways.gaps(when, LOCAL_ADMIN))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.gap_table(found))
