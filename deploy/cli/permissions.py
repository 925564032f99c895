"""`policy explain`, `check` and `table`: who may read what, by which line of the policies."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args

import typer

from deploy import policies
from deploy.cli.common import DATA, AsJson, Data, Role, messages, opened, pathway_id, print_json, provider_id, reference
from deploy.policies.sharing import matrix
from services.pathway.explaining import ANYTHING
from shared.access import Reader
from shared.contracts import Dimension
from shared.policies import unfit

family = typer.Typer(
    help="Look at the policies of access: what they decide, whether they are fit.", no_args_is_help=True
)
DIMENSIONS = get_args(Dimension)


class Somebody(NamedTuple):
    """A provider and a role, as `--who` names them."""

    provider_id: str
    role: str


def somebody(text: str) -> Somebody:
    provider, _, role = text.partition("/")
    if role not in list(Role):
        raise typer.BadParameter("a provider and a role, such as BCN-FAR/worker")
    return Somebody(provider_id(provider), role)


def anything(text: str) -> str:
    if text not in ANYTHING:
        raise typer.BadParameter(f"one of {', '.join(ANYTHING)}")
    return text


def dimension(text: str) -> str:
    if text not in DIMENSIONS:
        raise typer.BadParameter(f"one of {', '.join(DIMENSIONS)}")
    return text


def add_to(app: typer.Typer) -> None:
    for command in (explain, check, table):
        family.command()(command)
    app.add_typer(family, name="policy")


def explain(
    who: Annotated[Somebody, typer.Option(help="Who reads: PROVIDER/ROLE.", parser=somebody, metavar="PROVIDER/ROLE")],
    pathway: Annotated[str, typer.Option(help="The pathway's id.", parser=pathway_id, metavar="PATHWAY")],
    what: Annotated[str, typer.Option(help="An operation, or a category of rows.", parser=anything, metavar="WHAT")],
    of: Annotated[list[str] | None, typer.Option("--dimension", help="Of this dimension.", parser=dimension)] = None,
    author: Annotated[str | None, typer.Option(help="Written by this provider.", parser=provider_id)] = None,
    actor: Annotated[str, typer.Option(help="The person, for emergencies.", parser=reference)] = "local",
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Tell whether somebody may read something of a pathway now, and which policies decide it."""
    reader = Reader(who.provider_id, Role(who.role).value, actor, "explained", 0)
    with opened(data) as ariadna:
        found = ariadna.pathways.explain(pathway, reader, what, of or (), author)
    if as_json:
        print_json(found)
    else:
        typer.echo(said(found))


def said(found: dict[str, Any]) -> str:
    """An explanation in a line."""
    decision = "allow" if found["allowed"] else "deny"
    shows = f", shows {found['shows']}" if found["shows"] else ""
    by = ", ".join(found["by"]) or "no policy permits it"
    who = f"{found['role']} of {found['provider_id']} ({found['relationship']})"
    return f"{decision}: {who}, {found['what']}{shows}; by {by}; policies {found['version']}"


def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Another folder of policies.", exists=True, file_okay=False)
    ] = None,
) -> None:
    """Check policies against their schema: exit code 0 if they are fit, else 1 and what is wrong."""
    found = policies.texts(folder)
    problems = unfit(found)
    for problem in problems:
        messages.print(problem, markup=False)
    if problems:
        raise typer.Exit(1)
    typer.echo(found.version)


def table() -> None:
    """Print who may read what as a table, in Markdown."""
    typer.echo(matrix(policies.load()), nl=False)
