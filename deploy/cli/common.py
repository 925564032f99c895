"""What the commands share: the data folder, the output, and who reads on a command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import orjson
import typer
from rich.console import Console

from deploy.wiring import Embedded
from shared.access import Reader

Data = Annotated[
    Path, typer.Option("--data", envvar="ARIADNA_DATA", help="Folder that holds the store, its keys and checkpoints.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines instead of a table.")]
DATA = Path("data")

messages = Console(stderr=True)
results = Console()
LOCAL_ADMIN = Reader(provider_id="LOCAL", role="supervisor", actor="local-admin", token_id="local", expires=0)


@contextmanager
def opened(data: Path, *, carry: bool = True) -> Iterator[Embedded]:
    """The embedded store of a folder, with all that waits carried over; closed at the end."""
    if not (data / "keys").is_dir():
        messages.print(
            f"There is no store in {data}. [bold]ariadna import[/bold] or [bold]ariadna serve[/bold] makes one."
        )
        raise typer.Exit(1)
    ariadna = Embedded(data)
    try:
        if carry:
            ariadna.drain()
        yield ariadna
    finally:
        ariadna.close()


def print_json(value: Any) -> None:
    """One JSON document with sorted keys, on standard output."""
    typer.echo(orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2).decode())


def now() -> datetime:
    return datetime.now(UTC)


def day(text: str) -> date:
    """A date as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("a date such as 2026-05-01") from None


def pathway_id(text: str) -> str:
    """A pathway's id in canonical form."""
    try:
        return str(UUID(text))
    except ValueError:
        raise typer.BadParameter("a UUID such as 96e92cc4-0d82-5f7b-a23c-b8ebb248dd66") from None
