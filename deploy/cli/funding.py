"""What ends soon, what if it ended on another day, what its end has cost, who goes on, and a grant's account."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from deploy import terminal
from deploy.cli.common import (
    DATA,
    LOCAL_ADMIN,
    REFERENCE,
    AsJson,
    Data,
    clocks,
    day,
    messages,
    moment,
    now,
    pathway_id,
    print_json,
    reading,
    reference,
    results,
)
from deploy.cli.reading import AsOf, KnownAt
from services.pathway.funding import Period, Question
from shared.clocks import When, civil_day, end_of_day
from shared.reads import telling


class WindowEnd(NamedTuple):
    """A window by its name, and a last day for it."""

    window: str
    last_day: date


def window_end(text: str) -> WindowEnd:
    """A window and its last day as they are written on the command line."""
    name, equals, last_day = text.rpartition("=")
    if not equals or not all(map(REFERENCE.fullmatch, name.split("/"))):
        raise typer.BadParameter("a window and a day, such as fwA=2026-12-31 or BCN-FAR/fwA=2026-12-31")
    return WindowEnd(name, day(last_day))


On = Annotated[date, typer.Option("--on", help="The day, such as 2026-05-01.", parser=day)]
Today = Annotated[
    date | None, typer.Option("--on", help="The day from which to look ahead; today if left out.", parser=day)
]
Horizon = Annotated[int, typer.Option(min=0, max=366, help="How many days ahead to look.")]
End = Annotated[
    list[WindowEnd],
    typer.Option(
        "--end",
        metavar="WINDOW=DATE",
        parser=window_end,
        help="A funding window and its last paid day; PROVIDER/WINDOW where several use one id. May be given again.",
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command("funding-at-risk")(funding_at_risk)
    app.command("fallbacks-missing")(fallbacks_missing)
    app.command("what-if")(what_if)
    app.command("funding-impact")(funding_impact)
    app.command("next-choice")(next_choice)
    app.command("grant-report")(grant_report)


def funding_at_risk(
    on: On,
    horizon: Horizon = 60,
    known_at: Annotated[
        datetime | None, typer.Option("--known-at", parser=moment, help="As known then; else at the end of that day.")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """List the steps whose confirmed funding ends within the horizon and is carried by no other window."""
    clocks = When(on + timedelta(days=1), known_at or end_of_day(on))
    with reading(data, "funding_at_risk") as ariadna:
        found = telling.listed(ariadna.pathways.funding_at_risk(on, horizon, LOCAL_ADMIN, clocks))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.risk_table(found))


def fallbacks_missing(on: Today = None, horizon: Horizon = 60, as_json: AsJson = False, data: Data = DATA) -> None:
    """List the steps whose funding ends within the horizon and for which nobody holds a place on the day after.

    A fallback that she chose (FallbackAgreed) takes a step off the list, if its place is held that long.
    """
    with reading(data, "fallbacks_missing") as ariadna:
        found = telling.listed(ariadna.pathways.fallbacks_missing(on or civil_day(now()), horizon, LOCAL_ADMIN))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.missing_table(found))


def what_if(
    end: End,
    on: Today = None,
    until: Annotated[
        date | None,
        typer.Option("--until", help="The last day counted; 90 days after the latest end if left out.", parser=day),
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Show who would lose which step on which day if funding windows ended on other days. Nothing is stored.

    Each step under such a window is taken as suspended on the first day that nothing pays for. Where a pact of hers
    holds, its provider is taken to go on that day, and no day is lost.
    """
    question = Question(dict(end), on or civil_day(now()), until)
    with reading(data, "what_if") as ariadna:
        found = telling.listed(ariadna.pathways.what_if(question, LOCAL_ADMIN))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.what_if_report(found))


def funding_impact(
    first: Annotated[date, typer.Option("--from", help="The first day counted.", parser=day)],
    last: Annotated[date, typer.Option("--to", help="The last day counted; today at the latest.", parser=day)],
    bridge: Annotated[int, typer.Option(min=0, max=366, help="Days of a bridge to reckon with.")] = 30,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Count the days without support that go back to each window's end, and what a bridge would have saved."""
    with reading(data, "funding_impact") as ariadna:
        found = ariadna.pathways.funding_impact(Period(first, last, bridge), LOCAL_ADMIN)
    if as_json:
        print_json(found)
    else:
        results.print(terminal.impact_report(found))


def next_choice(
    pathway: Annotated[str, typer.Argument(help="The pathway's id (a UUID).", parser=pathway_id, metavar="PATHWAY")],
    step: Annotated[str, typer.Argument(help="The step that is to go on.", parser=reference, metavar="STEP")],
    as_json: AsJson = True,
    data: Data = DATA,
) -> None:
    """Print the handover to propose by her own ranked list, as JSON: `event` is ready to be posted.

    Without one, `why_not` is step_ended, handover_open or no_fallback.
    """
    with reading(data, "next_choice", pathway) as ariadna:
        found = ariadna.pathways.next_choice(pathway, step, LOCAL_ADMIN)
    print_json(found)


def grant_report(
    window: Annotated[str, typer.Argument(help="A funding window; PROVIDER/WINDOW where several use one id.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV for a spreadsheet.")] = False,
    as_pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the funder's paper here.")] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Account for a grant to its funder: women, sessions, hours, steps, and the interruptions that were left.

    Only the steps of the window's own provider that name it are counted; no pathway is named.
    """
    from services.pathway.web import grants  # pages come with the framework of HTTP

    with reading(data, "grant_report") as ariadna:
        found = ariadna.pathways.grant_report(window, clocks(as_of, known_at), LOCAL_ADMIN)
    if as_pdf:
        as_pdf.write_bytes(grants.paper(found).body)
        messages.print(f"Written to {as_pdf}.")
    if as_json:
        print_json(found)
    elif as_csv:
        typer.echo(grants.csv_of(found), nl=False)
    elif not as_pdf:
        results.print(terminal.grant_table(found))
