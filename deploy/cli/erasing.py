"""`erase` and `erasures`: one pathway taken out of everything that is here, and the ledger that says so."""

from datetime import UTC, date
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy import carrying
from deploy.cli.common import DATA, AsJson, Data, day, messages, now, opened, pathway_id, print_json, reference
from shared.clocks import civil_day
from shared.erasures import EXECUTED, Decision, Result

LEFT = 1
COPIES = "Copies of the keys that were made before still hold hers: make a backup now, then destroy the older copies."


def add_to(app: typer.Typer) -> None:
    app.command()(erase)
    app.command()(erasures)


def erase(
    pathway: Annotated[str, typer.Argument(parser=pathway_id, metavar="PATHWAY", help="The pathway's id.")],
    by: Annotated[
        list[str], typer.Option(parser=reference, metavar="PERSON", help="Who decided: two people, each by a --by.")
    ],
    on: Annotated[date | None, typer.Option(parser=day, metavar="DATE", help="The day of the decision; today.")] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Erase one pathway, with all registrations merged with it, for good; then look whether anything is left.

    Exit code 1 if anything is: it is named, and looked for again by the next start.
    """
    if len(set(by)) != 2 or len(by) != 2:
        raise typer.BadParameter("two people decide, each named once", param_hint="--by")
    with opened(data) as ariadna, _progress() as bar:
        streams = [UUID(each).bytes for each in ariadna.pathways.registrations(pathway)]
        told = tuple(f"LOCAL/{person}" for person in by)
        ariadna.keys.decide(streams, Decision(EXECUTED, on or civil_day(now()), told))
        task = bar.add_task("erasing", total=None)
        left = ariadna.erasing.carry_out(
            lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
        )
        found = _told_of(ariadna.erasing.results(streams))
    _tell(left, found, len(streams), as_json)


def erasures(
    to: Annotated[
        Path | None, typer.Option(help="Write the ledger into this file, for `restore --ledger`.", dir_okay=False)
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """What was decided about erasures, by whom, and where nothing is left; no pathway is named."""
    with opened(data) as ariadna:
        ledger = ariadna.keys.ledger
        entries = ledger.entries()
        rows = [_row(ledger.decision(entry), ariadna.erasing.done_in(entry)) for entry in entries]
    if to:
        carrying.write(to, entries)
    if as_json:
        print_json(rows)
    for row in () if as_json else rows:
        typer.echo(f"{row['decided_on']} {row['decision']} by {' and '.join(row['by'])}: {', '.join(row['services'])}")


def _row(decision: Decision, services: list[str]) -> dict[str, Any]:
    return {
        "decision": decision.decision,
        "ground": decision.ground,
        "decided_on": decision.decided_on.isoformat(),
        "recorded_at": decision.recorded_at.astimezone(UTC).isoformat(),
        "by": list(decision.by),
        "services": services,
    }


def _told_of(found: list[Result]) -> dict[str, Any]:
    return {
        "services": sorted({result.service for result in found}),
        "events": sum({result.service: result.rows for result in found}.values()),
        "files": max((result.files for result in found), default=0),
        "looked_for": sorted({kind for result in found for kind in result.looked_for}),
    }


def _tell(left: list[str], found: dict[str, Any], registrations: int, as_json: bool) -> None:
    if as_json:
        print_json({"registrations": registrations, "left": left, **found})
    elif not left:
        kinds = ", ".join(found["looked_for"])
        many = "registration" if registrations == 1 else "registrations"
        typer.echo(f"erased: {registrations} {many}, {found['events']} stored events")
        typer.echo(f"looked through {found['files']} files: nothing is left of {kinds}")
    for place in () if as_json else left:
        typer.echo(f"something is left in {place}")
    if left:
        raise typer.Exit(LEFT)
    messages.print(COPIES)


def _progress() -> Progress:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=messages)
