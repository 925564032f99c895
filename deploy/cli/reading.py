"""`history`, `views` and `gaps`: what is known of a pathway, and which ones nobody covers."""

from datetime import date, timedelta
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import DATA, LOCAL_ADMIN, AsJson, Data, day, now, opened, pathway_id, print_json, results
from shared.clocks import When, civil_day, when

PathwayId = Annotated[str, typer.Argument(help="The pathway's id (a UUID).", parser=pathway_id)]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Facts that occurred before this day; tomorrow if left out.")]
KnownAt = Annotated[
    str | None, typer.Option("--known-at", help="Facts recorded up to this moment, or the end of this day (UTC).")
]


def add_to(app: typer.Typer) -> None:
    app.command()(history)
    app.command()(views)
    app.command()(gaps)


def history(
    pathway: PathwayId, as_of: AsOf = None, known_at: KnownAt = None, as_json: AsJson = False, data: Data = DATA
) -> None:
    """Show her whole history: the picture in colour, then every fact in order, set-aside ones marked."""
    clocks = when(as_of, known_at, now())
    with opened(data) as ariadna:
        found = ariadna.pathways.history(pathway, clocks, LOCAL_ADMIN)
        picture = ariadna.pathways.picture(pathway, clocks, LOCAL_ADMIN)
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
    with opened(data) as ariadna:
        print_json(ariadna.pathways.views(pathway, when(as_of, known_at, now()), LOCAL_ADMIN))


def gaps(
    on: Annotated[date | None, typer.Option(help="The day; today if left out.", parser=day)] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List the open needs that nobody covers, the longest first."""
    clocks = When((on or civil_day(now())) + timedelta(days=1))
    with opened(data) as ariadna:
        found = ariadna.pathways.gaps(clocks, LOCAL_ADMIN)
    if as_json:
        print_json(found)
    else:
        results.print(terminal.gap_table(found))
