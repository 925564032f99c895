"""`tick` and `tasks`: what the policies say on a day, and what they ask of whom."""

from datetime import date, datetime
from typing import Annotated

import typer

from deploy import terminal
from deploy.cli.common import DATA, AsJson, Data, day, moment, now, print_json, provider_id, reading, results
from services.pathway.asking import Narrowed
from services.pathway.notices import EVERYBODY
from shared.clocks import civil_day
from shared.reads import telling

On = Annotated[date | None, typer.Option("--on", help="The day, such as 2026-05-01; today if left out.", parser=day)]


def add_to(app: typer.Typer) -> None:
    app.command()(tick)
    app.command()(tasks)


def tick(
    on: On = None,
    known_at: Annotated[
        datetime | None, typer.Option("--known-at", parser=moment, help="By what was known then; all if left out.")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Run the policies of one day by hand, as a service does each day by itself.

    They make notices and tasks, never facts about her care. Running a day twice, late or out of order changes
    nothing; what the service missed while it was down, it makes up.
    """
    with reading(data, "tick") as ariadna:
        found = telling.listed(ariadna.pathways.tick(on or civil_day(now()), known_at))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.notice_table(found))


def tasks(
    on: On = None,
    policy: Annotated[str | None, typer.Option(help="Of one policy alone, such as P-1.")] = None,
    urgent: Annotated[bool | None, typer.Option("--urgent/--not-urgent", help="Only what is urgent, or not.")] = None,
    provider: Annotated[
        str | None, typer.Option(help="Asked of one provider's staff.", parser=provider_id, metavar="PROVIDER")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List what the policies ask, and of whom, as the history stands now: what is urgent first, then what is due.

    A task is open as long as the history asks for it: a renewal, a consent, an assignment closes it.
    """
    with reading(data, "tasks") as ariadna:
        found = telling.listed(
            ariadna.pathways.tasks(EVERYBODY, on or civil_day(now()), Narrowed(policy, urgent, provider))
        )
    if as_json:
        print_json(found)
    else:
        results.print(terminal.task_table(found))
