"""`funding-at-risk`: what ends soon."""

from datetime import date, datetime, timedelta
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import DATA, LOCAL_ADMIN, AsJson, Data, day, moment, opened, print_json, results
from shared.clocks import When, end_of_day

On = Annotated[date, typer.Option("--on", help="The day, such as 2026-05-01.", parser=day)]


def add_to(app: typer.Typer) -> None:
    app.command("funding-at-risk")(funding_at_risk)


def funding_at_risk(
    on: On,
    horizon: Annotated[int, typer.Option(min=0, max=366, help="How many days ahead to look.")] = 60,
    known_at: Annotated[
        datetime | None, typer.Option("--known-at", parser=moment, help="As known then; else at the end of that day.")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List the steps whose confirmed funding ends within the horizon and is carried by no other window."""
    clocks = When(on + timedelta(days=1), known_at or end_of_day(on))
    with opened(data) as ariadna:
        found = ariadna.pathways.funding_at_risk(on, horizon, LOCAL_ADMIN, clocks)
    if as_json:
        print_json(found)
    else:
        results.print(terminal.risk_table(found))
