"""`readers`, `reads` and `subject-report`: who looked at her, what somebody looked at, and all of it for her."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from operator import itemgetter
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy import terminal
from deploy.cli.common import (
    DATA,
    LOCAL_ADMIN,
    AsJson,
    Data,
    clocks,
    day,
    messages,
    now,
    pathway_id,
    print_json,
    provider_id,
    reading,
    reference,
    results,
)
from deploy.wiring import Installation
from services.pathway.looking import Looking, civil
from services.pathway.web.subject_words import SPOKEN
from shared.clocks import civil_day
from shared.reads import Staff, telling

PathwayId = Annotated[str, typer.Argument(help="The pathway's id (a UUID).", parser=pathway_id, metavar="PATHWAY")]
Language = StrEnum("Language", list(SPOKEN))  # type: ignore[misc]  # mypy wants a literal list
ENGLISH = Language("en")
ALL = 1_000_000
Most = Annotated[int, typer.Option(min=1, max=10_000, help="How many at most, the latest first.")]


def add_to(app: typer.Typer) -> None:
    app.command()(readers)
    app.command()(reads)
    app.command("subject-report")(subject_report)


def readers(pathway: PathwayId, limit: Most = 100, as_json: AsJson = False, data: Data = DATA) -> None:
    """List who looked at her, or tried to: who, when, why, and what came of it."""
    with reading(data, "readers", pathway) as ariadna:
        found = _latest(_readers(ariadna, pathway, limit), limit)
    if as_json:
        print_json(found)
    else:
        results.print(terminal.reads_table(found))


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
        books = [Looking(ariadna.pathways, book) for book in ariadna.books]
        pages = [each.reads(LOCAL_ADMIN, Staff(provider, actor), civil(first, last), limit=limit) for each in books]
        found = telling.listed(_latest((item for page in pages for item in page["items"]), limit))
    if as_json:
        print_json(found)
    else:
        results.print(terminal.reads_table(found))


def subject_report(
    pathway: PathwayId,
    lang: Annotated[Language, typer.Option(help="In which language.")] = ENGLISH,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it here: a PDF if its name ends so, else text.")
    ] = None,
    data: Data = DATA,
) -> None:
    """Report all that is kept about her, in plain words, and everybody who looked at it: to be given to her alone.

    It is a read because she asks, and stands among the others. What she complained of is told by whom she told it.
    """
    from services.pathway.web import subject  # pages come with the framework of HTTP

    with reading(data, "subject_report", pathway) as ariadna:
        telling.why("her_request")
        found = subject.report(
            ariadna.pathways.views(pathway, clocks(None, None), LOCAL_ADMIN),
            ariadna.pathways.history(pathway, clocks(None, None), LOCAL_ADMIN)["items"],
            _latest(_readers(ariadna, pathway, ALL), ALL),
            str(lang),
            civil_day(now()),
        )
    if out is None:
        typer.echo(subject.plain(found), nl=False)
        return
    out.touch(mode=0o600)
    out.write_bytes(subject.paper(found) if out.suffix == ".pdf" else subject.plain(found).encode())
    messages.print(f"Written to {out}.")


def _readers(ariadna: Installation, pathway: str, limit: int) -> Iterator[dict[str, Any]]:
    """Who looked at her in any service."""
    for book in ariadna.books:
        yield from Looking(ariadna.pathways, book).readers(pathway, LOCAL_ADMIN, limit=limit)["items"]


def _latest(items: Iterable[dict[str, Any]], limit: int) -> list[dict[str, Any]]:
    """Those of all services together, the latest first."""
    return sorted(items, key=itemgetter("at"), reverse=True)[:limit]
