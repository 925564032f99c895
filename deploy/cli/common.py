"""What the commands share: the data folder, the output, and who reads on a command line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
import typer
from rich.console import Console

from deploy.wiring import Installation, installation
from shared.access import Reader
from shared.clocks import When, civil_day, day_of, known
from shared.errors import NotWellFormed
from shared.reads.made import by_hand
from shared.settings import Settings

Data = Annotated[
    Path, typer.Option("--data", envvar="ARIADNA_DATA", help="Folder that holds the store, its keys and checkpoints.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
DATA = Path("data")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
PROVIDER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")


class Role(StrEnum):
    """What somebody may do."""

    worker = "worker"
    coordinator = "coordinator"
    supervisor = "supervisor"
    auditor = "auditor"
    privacy_officer = "privacy_officer"
    researcher = "researcher"
    ops = "ops"
    admin = "admin"
    machine = "machine"


messages = Console(stderr=True)
results = Console()
LOCAL_ADMIN = Reader(provider_id="LOCAL", role="supervisor", actor="local-admin", token_id="local", expires=0)


@contextmanager
def opened(data: Path, *, carry: bool = True) -> Iterator[Installation]:
    """The store of a folder, or that which the environment names, with all that waits carried; closed at the end."""
    if not (data / "keys").is_dir() and not Settings.read().database_url:
        messages.print(
            f"There is no store in {data}. [bold]ariadna import[/bold] or [bold]ariadna serve[/bold] makes one."
        )
        raise typer.Exit(1)
    ariadna = installation(data)
    try:
        if carry:
            ariadna.drain()
        yield ariadna
    finally:
        ariadna.close()


@contextmanager
def reading(data: Path, operation: str, pathway: str | None = None) -> Iterator[Installation]:
    """The same, to read of the pathways: written down, before anything is printed, as a read by who is here."""
    with opened(data) as ariadna, by_hand(ariadna.reads, LOCAL_ADMIN, operation, pathway):
        yield ariadna


def print_json(value: Any) -> None:
    """One JSON document with sorted keys, on standard output."""
    typer.echo(orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode())


def now() -> datetime:
    return datetime.now(UTC)


def day(text: str) -> date:
    """A date as it is written on the command line."""
    try:
        return day_of(text, "")
    except NotWellFormed:
        raise typer.BadParameter("a date such as 2026-05-01") from None


def pathway_id(text: str) -> str:
    """A pathway's id in canonical form."""
    try:
        return str(UUID(text))
    except ValueError:
        raise typer.BadParameter("a UUID such as 96e92cc4-0d82-5f7b-a23c-b8ebb248dd66") from None


def moment(text: str) -> datetime:
    """A moment, or the end of a day, as it is written on the command line."""
    try:
        return known(text)
    except NotWellFormed:
        raise typer.BadParameter("a day, or a moment with its zone such as 2026-05-01T12:00:00Z") from None


def provider_id(text: str) -> str:
    """An organisation's id."""
    if not PROVIDER.fullmatch(text):
        raise typer.BadParameter("capitals, digits and hyphens, such as BCN-FAR")
    return text


def reference(text: str) -> str:
    """An organisation's own reference for somebody of its staff."""
    if not REFERENCE.fullmatch(text):
        raise typer.BadParameter("letters, digits and . _ : -, such as st_101")
    return text


def clocks(as_of: date | None, known_at: datetime | None) -> When:
    """The two clocks of a reading; everything that occurred up to today, all that is known, unless given."""
    return When(as_of or civil_day(now()) + timedelta(days=1), known_at)
