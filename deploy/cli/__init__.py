"""The `ariadna` command: results on standard output, messages and progress on standard error.

Exit codes: 0 done, 1 failed, 2 wrong use, 3 some rows were refused, 4 tampering found.
"""

import sys

import typer

from deploy.cli import (
    access,
    audit,
    demo,
    erasing,
    funding,
    importing,
    kafka,
    keys,
    looking,
    permissions,
    policies,
    providers,
    reading,
    recovery,
    serving,
    witness,
)
from shared.errors import AriadnaError, Refusal

app = typer.Typer(
    name="ariadna",
    help="Ariadna keeps one history of a woman's way through many services, and shows the gap before it opens.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
PANELS = {
    "Begin": (demo, serving, importing),
    "Her history": (reading, looking, funding),
    "What is asked of whom": (policies, providers),
    "Who may come in and read": (access, permissions),
    "Whether it is as it was written": (audit, witness),
    "Keep, restore, forget": (recovery, erasing, keys),
    "Brokers": (kafka,),
}
for panel, families in PANELS.items():
    commands, groups = len(app.registered_commands), len(app.registered_groups)
    for family in families:
        family.add_to(app)
    for command in app.registered_commands[commands:]:
        command.rich_help_panel = panel
    for group in app.registered_groups[groups:]:
        group.rich_help_panel = panel


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
