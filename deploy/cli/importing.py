"""`import`: an older register, a file of events, or a table through a mapping."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import orjson
import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy.cli.common import DATA, AsJson, Data, Role, messages, now, provider_id
from deploy.importing import Importer, Totals, as_posts, as_register
from deploy.reading import FaultyMapping, UnreadableTable, providers, read
from deploy.reading.lines import Row
from deploy.wiring import Installation, installation


def add_to(app: typer.Typer) -> None:
    app.command("import")(import_events)


def import_events(
    file: Annotated[str, typer.Argument(help="Scenario file, JSON list, NDJSON or CSV; - for standard input.")],
    mapping: Annotated[Path | None, typer.Option("--map", help="Mapping (YAML) of a CSV's columns to events.")] = None,
    keep_recorded_at: Annotated[
        bool,
        typer.Option(
            "--keep-recorded-at",
            help="Migrate an older register: provider and both dates are the file's; no right or lateness is checked.",
        ),
    ] = False,
    provider: Annotated[
        str | None, typer.Option(help="Post the file's events as this provider.", parser=provider_id)
    ] = None,
    role: Annotated[Role, typer.Option(help="The role in which they are posted.")] = Role.worker,
    errors: Annotated[Path | None, typer.Option(help="File for refused rows and their reasons.")] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Take events from a file. Safe to run again: what is stored already is counted as a duplicate."""
    if keep_recorded_at == bool(provider):
        raise typer.BadParameter("say either --provider ID (its own events) or --keep-recorded-at (an older register)")
    if file != "-" and not Path(file).is_file():
        raise typer.BadParameter(f"there is no file {file}", param_hint="FILE")
    ariadna = installation(data)
    try:
        totals = _run(ariadna, file, mapping, provider, role.value, errors or _refused_at(data))
    except (FaultyMapping, UnreadableTable) as error:
        messages.print(f"ariadna: {error}", markup=False)
        raise typer.Exit(2) from None
    finally:
        ariadna.close()
    _tell(totals, as_json)
    if totals.refused or totals.conflicts:
        raise typer.Exit(3)


def _run(
    ariadna: Installation, file: str, mapping: Path | None, provider: str | None, role: str, errors: Path
) -> Totals:
    moment = now()
    if provider:
        reader = ariadna.reader_for(provider, role)
        importer = Importer(ariadna, as_posts(reader, moment), errors)
    else:
        _register_providers(ariadna, file, moment, errors)
        importer = Importer(ariadna, as_register(moment), errors)
    with Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=messages
    ) as bar:
        task = bar.add_task("reading", total=None)
        totals = importer.run(read(file, mapping), lambda lines: bar.update(task, description=f"{lines:,} lines"))
        bar.update(task, description=f"{totals.lines:,} lines stored; rebuilding histories")
        ariadna.settle()
    return totals


def _register_providers(ariadna: Installation, file: str, moment: datetime, errors: Path) -> None:
    directory = [Row(0, event, None, "") for event in providers(file)]
    Importer(ariadna, as_register(moment), errors).run(directory)


def _refused_at(data: Path) -> Path:
    return data / "imports" / f"refused-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.ndjson"


def _tell(totals: Totals, as_json: bool) -> None:
    if as_json:
        typer.echo(orjson.dumps(msgspec.to_builtins(totals)).decode())
        return
    rate = totals.lines / totals.seconds if totals.seconds else 0
    typer.echo(
        f"{totals.lines:,} lines: {totals.accepted:,} accepted, {totals.duplicates:,} duplicates, "
        f"{totals.conflicts:,} conflicts, {totals.refused:,} refused, in {totals.seconds:.1f} s ({rate:,.0f} rows/s)"
    )
    if totals.errors_file:
        typer.echo(f"Refused rows and their reasons: {totals.errors_file}")
