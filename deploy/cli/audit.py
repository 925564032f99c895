"""`rebuild`, `verify`, `checkpoint`, `export-audit`: what the log alone says, and whether it is as it was written."""

import shutil
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from eventsourcing.persistence import PersistenceError
from pysqlite3 import dbapi2 as sqlite3
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TaskID, TextColumn, TimeElapsedColumn
from rich.text import Text

from deploy import ran
from deploy.auditor import verify_export
from deploy.auditor.export import export
from deploy.cli.common import DATA, AsJson, Data, messages, opened, pathway_id, print_json
from deploy.rebuilding import rebuild as rebuilt
from deploy.wiring import Installation
from shared.errors import CheckpointBroken, KeysUnreadable, LedgerBroken, NotReady, UnsafeStore
from shared.store.audit import erased_in
from shared.store.audit import verify as verify_log
from shared.store.sealed import uuid_bytes

TAMPERED = 4
SCRIPT = Path(verify_export.__file__)
UNREADABLE = (
    sqlite3.DatabaseError,
    PersistenceError,
    KeysUnreadable,
    LedgerBroken,
    UnsafeStore,
    NotReady,
    UnicodeDecodeError,
)


def add_to(app: typer.Typer) -> None:
    for command in (rebuild, verify, checkpoint, export_audit):
        app.command()(command)


def rebuild(
    processes: Annotated[int, typer.Option(min=1, max=64, help="How many processes share the work.")] = 1,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Build the overview anew from the log alone, and compare it with the live one to the byte."""
    started = perf_counter()
    with opened(data) as ariadna, _progress() as bar:
        task = bar.add_task("0 pathways")
        rows, differing = rebuilt(ariadna, processes, lambda done: bar.update(task, description=f"{done:,} pathways"))
    ran.note(data, "rebuild", ran.FAILED if differing else ran.HELD, perf_counter() - started)
    if as_json:
        print_json({"rows": rows, "differing": differing})
    else:
        typer.echo(f"{rows:,} pathways rebuilt; {differing:,} rows differed from the live overview")
    if differing:
        raise typer.Exit(1)


def verify(
    kept: Annotated[
        Path | None, typer.Option(help="A checkpoint that you kept elsewhere: a file, or a folder of them.")
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Check every row, link and checkpoint. Exit code 4 and the first bad row if anything was changed."""
    started = perf_counter()
    try:
        findings, counts, gone = _verified(data, kept)
    except UNREADABLE as error:
        findings = [{"service": "store", "position": None, "what": f"unreadable ({type(error).__name__})"}]
        counts, gone = {}, {}
    ran.note(data, "verify", ran.FAILED if findings else ran.HELD, perf_counter() - started)
    _tell(findings, counts, gone, as_json)
    if findings:
        raise typer.Exit(TAMPERED)


def _verified(data: Path, kept: Path | None) -> tuple[list[dict[str, object]], dict[str, int], dict[str, int]]:
    findings: list[dict[str, object]] = []
    with opened(data, carry=False) as ariadna, _progress() as bar:
        task = bar.add_task("verifying", total=None)
        if kept and not list(ariadna.checkpoints.texts(kept)):
            raise typer.BadParameter("there is no checkpoint there", param_hint="--kept")
        try:
            checkpoints = ariadna.checkpoints.kept()
            for name, found in ariadna.checkpoints.kept(kept).items() if kept else ():
                checkpoints[name].extend(found)
        except CheckpointBroken as error:
            findings.append({"service": "checkpoints", "position": None, "what": error.title})
            checkpoints = {}
        for name, log in ariadna.logs.items():
            finding = verify_log(log, checkpoints.get(name, ()), partial(_shown, bar, task, name, log.counted()))
            if finding:
                findings.append({"service": name, "position": finding.position, "what": finding.what})
        findings += _misindexed(ariadna) if not findings else []
        gone = {name: erased_in(log)[0] for name, log in ariadna.logs.items()}
        return findings, {name: log.position() for name, log in ariadna.logs.items()}, gone


def _misindexed(ariadna: Installation) -> list[dict[str, object]]:
    """The first read that the reports would not show."""
    found = ((book.log.name, book.misindexed()) for book in ariadna.books)
    what = "the index does not lead to it"
    return [{"service": name, "position": position, "what": what} for name, position in found if position]


def checkpoint(
    keys: Annotated[
        bool, typer.Option("--keys", help="Print instead the keys that they are checked with, to be agreed on.")
    ] = False,
    data: Data = DATA,
) -> None:
    """Sign where each log stands and print the checkpoints: keep them outside this machine."""
    with opened(data) as ariadna:
        if keys:
            typer.echo("\n".join(ariadna.checkpoints.vkeys().values()))
            return
        ariadna.checkpoints.write()
        for text in ariadna.checkpoints.texts():
            typer.echo(text)


def export_audit(
    folder: Annotated[Path, typer.Argument(help="An empty folder, or one that is not there yet.")],
    pathway: Annotated[
        str | None, typer.Option(help="The events of one pathway alone, each with a proof.", parser=pathway_id)
    ] = None,
    data: Data = DATA,
) -> None:
    """Write for an auditor what shows that nothing was changed: places, clear headers, hashes; no content, no key.

    It is checked without Ariadna, by the one script `verify_export.py` that is put beside it.
    """
    if folder.exists() and any(folder.iterdir()):
        raise typer.BadParameter("it is not empty", param_hint="FOLDER")
    stream = uuid_bytes(pathway) if pathway else None
    with opened(data) as ariadna, _progress() as bar:
        counts = export(
            folder, ariadna.logs, ariadna.checkpoints, partial(_show, bar, bar.add_task("exporting")), stream
        )
    shutil.copyfile(SCRIPT, folder / SCRIPT.name)
    typer.echo(f"{sum(counts.values()):,} rows: " + ", ".join(f"{n} {c:,}" for n, c in counts.items()))
    messages.print(f"Check it anywhere: python -I {folder / SCRIPT.name} {folder} --key ... (see its --help)")


def _tell(findings: list[dict[str, object]], counts: dict[str, int], gone: dict[str, int], as_json: bool) -> None:
    if as_json:
        print_json({"findings": findings, "events": counts, "erased": gone})
        return
    for finding in findings:
        typer.echo(f"{finding['service']}: position {finding['position']}: {finding['what']}")
    if not findings:
        typer.echo(f"{sum(counts.values()):,} events hold: " + ", ".join(f"{n} {c:,}" for n, c in counts.items()))
        if any(gone.values()):
            told = ", ".join(f"{name} {count:,}" for name, count in gone.items() if count)
            typer.echo(f"pathways of which nothing is left but that they were erased, each with its record: {told}")


def _shown(bar: Progress, task: TaskID, name: str, of: int, done: int) -> None:
    _show(bar, task, name, done, of)


def _show(bar: Progress, task: TaskID, name: str, done: int, of: int) -> None:
    bar.update(task, description=name, completed=done, total=of)


class _Rate(ProgressColumn):
    """How many of how many, and how many a second."""

    def render(self, task: Task) -> Text:
        of = f" of {task.total:,.0f}" if task.total else ""
        return Text(f"{task.completed:,.0f}{of} events, {task.speed or 0:,.0f}/s" if task.completed else "")


def _progress() -> Progress:
    return Progress(SpinnerColumn(), TextColumn("{task.description}"), _Rate(), TimeElapsedColumn(), console=messages)
