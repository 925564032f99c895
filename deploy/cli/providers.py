"""`providers` and `providers load`: who is where and offers what."""

from pathlib import Path
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import DATA, AsJson, Data, clocks, messages, now, print_json, reading, results
from deploy.wiring import installation
from services.pathway.domain import Wanted

family = typer.Typer(help="The directory of providers: list it, or load it from a file.")
Free = Annotated[bool, typer.Option("--free", help="Leave out services that are full.")]


def add_to(app: typer.Typer) -> None:
    family.callback(invoke_without_command=True)(providers)
    family.command()(load)
    app.add_typer(family, name="providers")


def providers(
    context: typer.Context,
    city: Annotated[str | None, typer.Option(help="Only there.")] = None,
    dimension: Annotated[str | None, typer.Option(help="Only services of it, such as housing.")] = None,
    language: Annotated[str | None, typer.Option(help="Only services in it, such as en.")] = None,
    free: Free = False,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List the providers with the services that they offer. `ariadna providers load FILE` changes them."""
    if context.invoked_subcommand:
        return
    with reading(data, "providers") as ariadna:
        found = ariadna.pathways.directory(clocks(None, None), Wanted(city, dimension, language, free))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.provider_table(found))


def load(
    file: Annotated[Path, typer.Argument(help="YAML; examples/providers.yaml explains it.")],
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Bring the directory to what a file says of its providers. Safe to run again: what is so already adds nothing.

    A service that a listed provider offered and that the file leaves out is withdrawn; providers that the file does
    not name stay as they are.
    """
    from deploy import directory

    try:
        said = directory.read(file)
    except (directory.FaultyDirectory, OSError) as error:
        messages.print(f"ariadna: {error}", markup=False)
        raise typer.Exit(2) from None
    ariadna = installation(data)
    try:
        ariadna.drain()
        done = directory.load(ariadna, said, now())
    finally:
        ariadna.close()
    if as_json:
        print_json(done)
    else:
        messages.print(f"{len(done)} changes of {len(said.providers)} providers.")
