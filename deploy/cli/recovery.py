"""`backup` and `restore`: a copy of the store apart from its keys, and the store made again from both."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import Annotated, NoReturn

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from deploy import ran
from deploy.cli.audit import TAMPERED, UNREADABLE
from deploy.cli.common import DATA, AsJson, Data, messages, print_json
from deploy.databases import Databases
from deploy.recovery import copying
from deploy.recovery.backup import BackedUp
from deploy.recovery.backup import backup as backed_up
from deploy.recovery.places import opened
from deploy.recovery.refusals import Altered, NotApart, OtherLog
from deploy.recovery.restore import restore as restored
from deploy.recovery.servers import told
from shared.errors import AriadnaError, CheckpointBroken
from shared.settings import Settings

Folder = Annotated[Path, typer.Argument(help="Folder of the backup: the logs, without any key.")]
Keys = Annotated[
    Path, typer.Option("--keys", help="Folder for the wrapped keys, on another machine or disk than the backup.")
]
Kek = Annotated[
    Path | None,
    typer.Option("--kek", help="File of the key-encryption key, which no backup holds; else the environment names it."),
]

Ledger = Annotated[
    Path | None,
    typer.Option(
        "--ledger", help="Erasure ledger of the place in use (`ariadna erasures --to`): what it names stays erased."
    ),
]
ServersFile = Annotated[
    Path | None,
    typer.Option("--servers", help="TOML file (mode 0600) of the PostgreSQL databases, if the store is distributed."),
]


def add_to(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(folder: Folder, keys: Keys, servers: ServersFile = None, as_json: AsJson = False, data: Data = DATA) -> None:
    """Copy every log as it stands at one moment, while the store is in use; the keys go to a place apart.

    The key-encryption key is never copied: keep it elsewhere, or nothing can ever be read again.
    """
    started = perf_counter()
    with _told(), _progress() as progress:
        said = Settings.read()
        with opened(data, _databases(servers), said.wrapping, said.checkpoints) as store:
            made = backed_up(store, folder, keys, progress)
    with suppress(OSError):  # the copy is made, also where the folder is not to be written to
        ran.note(data, "backup", ran.HELD, perf_counter() - started)
    _tell_backup(made, folder, as_json)


def restore(
    folder: Folder,
    keys: Keys,
    kek: Kek = None,
    servers: ServersFile = None,
    ledger: Ledger = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> None:
    """Make the store again on a clean place, and verify it before it is put there. Exit code 4 if it was altered.

    Who was erased since the backup is erased again, as far as these keys or the ledger know of it.
    """
    with _told(), _progress() as progress:
        said, to = Settings.read(), _databases(servers)
        found = restored(folder, keys, kek, data, progress, to, said.wrapping, ledger, said.notices_wrapping)
    if ledger is None:
        messages.print("No erasure ledger was brought: who was erased after these keys were copied is back.")
    counts = {name: standing.position for name, standing in found.manifest.logs.items()}
    findings = [{"service": name, "position": at, "what": what} for name, (at, what) in found.findings.items()]
    if as_json:
        print_json({"events": counts, "findings": findings, "made_at": found.manifest.made_at})
    elif not findings:
        typer.echo(f"{sum(counts.values()):,} events of {found.manifest.made_at:%Y-%m-%d %H:%M:%S} UTC hold, in {data}")
    for finding in findings if not as_json else ():
        typer.echo(f"{finding['service']}: position {finding['position']}: {finding['what']}")
    if findings:
        raise typer.Exit(TAMPERED)


def _databases(file: Path | None) -> Databases | None:
    """Those of the file, or those that the environment names; none for a store in files of its folder."""
    if file:
        return told(file)
    settings = Settings.read()
    if not settings.database_url:
        return None
    from deploy.wiring.distributed import servers  # Kafka's clients take half a second to import

    return servers(settings)


def _tell_backup(made: BackedUp, folder: Path, as_json: bool) -> None:
    counts = {name: standing.position for name, standing in made.manifest.logs.items()}
    size = sum(file.bytes for file in made.manifest.files.values())
    if as_json:
        print_json({"events": counts, "bytes": size, "held_seconds": made.held, "keys": str(made.keys)})
        return
    typer.echo(f"{sum(counts.values()):,} events, {size:,} bytes, in {folder}; keys in {made.keys}")
    typer.echo("The key-encryption key is in neither. Keep it in a third place: without it nothing can be read.")


@contextmanager
def _told() -> Iterator[None]:
    """What can be so is told in one line: wrong use, a place that can't be written, or a copy that was altered."""
    try:
        yield
    except NotApart as error:
        raise typer.BadParameter(error.title) from None
    except (Altered, OtherLog, CheckpointBroken) as error:
        _end(TAMPERED, error.title)
    except AriadnaError as error:
        _end(1, error.title)
    except UNREADABLE as error:
        _end(TAMPERED, f"a database can't be read ({type(error).__name__})")
    except OSError as error:
        _end(1, f"{error.strerror}: {error.filename}")


def _end(code: int, what: str) -> NoReturn:
    messages.print(f"ariadna: {what}.", markup=False, soft_wrap=True)
    raise typer.Exit(code)


@contextmanager
def _progress() -> Iterator[copying.Progress]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=messages) as bar:
        task = bar.add_task("fixing the moment", total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
