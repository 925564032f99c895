"""The `ariadna` command: results on standard output, messages and progress on standard error.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 some rows were refused, 4 tampering found.
"""

import sys

import typer

from deploy.cli import access, audit, demo, funding, importing, kafka, policies, providers, reading, recovery, serving
from shared.errors import AriadnaError, Refusal

app = typer.Typer(
    name="ariadna",
    help="Ariadna keeps one history of a woman's way through many services, and shows the gap before it opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for family in (demo, serving, importing, reading, funding, policies, providers, access, audit, recovery, kafka):
    family.add_to(app)


def main() -> None:
    """Run the command line; a refusal is told in one line, with what to do next where we know it."""
    try:
        app()
    except AriadnaError as error:
        typer.echo(f"ariadna: {error.title}.", err=True)
        if isinstance(error, Refusal):
            for problem in error.errors:
                typer.echo(f"  {problem.path or '(whole)'}: {problem.code}: {problem.message}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(0)
