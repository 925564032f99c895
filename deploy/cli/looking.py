"""`readers`, `reads` and `subject-report`: who looked at her, what somebody looked at, and all of it for her."""

from datetime import date
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import (
    DATA,
    LOCAL_ADMIN,
    AsJson,
    Data,
    day,
    pathway_id,
    print_json,
    provider_id,
    reading,
    reference,
    results,
)
from services.pathway.looking import Looking, civil
from services.pathway.reads import Staff, telling

PathwayId = Annotated[str, typer.Argument(help="The pathway's id (a UUID).", parser=pathway_id, metavar="PATHWAY")]
Most = Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the latest first.")]


def add_to(app: typer.Typer) -> None:
    app.command()(readers)
    app.command()(reads)


def readers(pathway: PathwayId, limit: Most = 100, as_json: AsJson = False, data: Data = DATA) -> None:
    """List who looked at her, or tried to: who, when, why, and what came of it."""
    with reading(data, "readers", pathway) as ariadna:
        found = Looking(ariadna.pathways, ariadna.reads).readers(pathway, LOCAL_ADMIN, limit=limit)
    if as_json:
        print_json(found["items"])
    else:
        results.print(terminal.reads_table(found["items"]))


def reads(
    provider: Annotated[str, typer.Option(help="Whose staff.", parser=provider_id, metavar="PROVIDER")],
    actor: Annotated[
        str | None, typer.Option(help="One of them, by the reference there.", parser=reference, metavar="REF")
    ] = None,
    first: Annotated[date | None, typer.Option("--from", help="The first day.", parser=day)] = None,
    last: Annotated[date | None, typer.Option("--to", help="The last day.", parser=day)] = None,
    limit: Most = 100,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List what somebody looked at, or all of a provider's staff. LOCAL is who was at this machine."""
    with reading(data, "reads") as ariadna:
        looking = Looking(ariadna.pathways, ariadna.reads)
        found = telling.listed(looking.reads(LOCAL_ADMIN, Staff(provider, actor), civil(first, last), limit=limit))
    if as_json:
        print_json(found["items"])
    else:
        results.print(terminal.reads_table(found["items"]))
