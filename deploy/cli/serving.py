"""`serve`, `migrate` and `token`."""

import gc
import signal
import socket
import sys
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.common import DATA, Data, Role, messages, provider_id, reference
from deploy.wiring import ACCESS, SERVICES, installation, opened_access
from deploy.wiring import migrate as taken
from shared import logs, traces
from shared.access import Signer
from shared.settings import Settings
from shared.signing import signing_key

Name = StrEnum("Name", [*SERVICES, ACCESS])  # type: ignore[misc]  # mypy wants a literal list
One = Annotated[Name | None, typer.Argument(help="One service alone, or `access`; all if left out.")]


def add_to(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(migrate)
    app.command()(token)


def serve(
    service: One = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
    data: Data = DATA,
) -> None:
    """Serve the doors, the readings and the pages until stopped (Ctrl-C)."""
    from deploy.listening import Leaving, config  # the server is loaded by who serves

    logs.begin()
    at = _listen(host, port)
    signal.signal(signal.SIGTERM, _leave)  # the server stops first, then hands the signal on to us
    traces.begin(service.value if service else "embedded")
    ariadna = opened_access(data) if service == ACCESS else installation(data, service.value if service else None)
    ariadna.start()
    sys.setswitchinterval(0.0005)  # writer and event loop hand over often; at 5 ms each waits for the other
    app = ariadna.app()
    gc.collect()
    gc.freeze()  # no collection looks through the program itself again: each time that was a tenth of a second
    messages.print(f"Ariadna listens on http://{host}:{port} over [bold]{data}[/bold]; pages under /pathway/.")
    try:
        with suppress(KeyboardInterrupt):  # it serves what is under way, then hands the signal on
            Leaving(config(app), ariadna.leave).run([at])
    finally:
        ariadna.close()
        traces.end()


def migrate(service: One = None, data: Data = DATA) -> None:
    """Make the tables or change them as this program needs them, then end; `serve` does so too where it may.

    Over PostgreSQL their owner is named by ARIADNA_DATABASE_OWNER_URL and ARIADNA_KEYS_OWNER_URL, which a service
    that starts afterwards needs no more. Running it again changes nothing.
    """
    taken(data, service.value if service else None)
    messages.print("The tables are as this program needs them.")


def _listen(host: str, port: int) -> socket.socket:
    from deploy.listening import listening

    try:
        return listening(host, port)
    except OSError as error:
        messages.print(f"ariadna: can't listen on {host}:{port}: {error.strerror}. Is it taken? --port names another.")
        raise typer.Exit(1) from None


def _leave(number: int, frame: object) -> None:
    raise SystemExit(0)


def token(
    provider: Annotated[str, typer.Option(help="The organisation's id, such as BCN-FAR.", parser=provider_id)],
    role: Annotated[Role, typer.Option(help="What its holder may do.")],
    actor: Annotated[
        str, typer.Option(help="The organisation's own reference for the person; never a name.", parser=reference)
    ] = "local",
    minutes: Annotated[float, typer.Option(min=0.1, max=1440, help="How long it is good for.")] = 15,
    data: Data = DATA,
) -> None:
    """Print one signed token, and nothing else, for use as `Authorization: Bearer TOKEN`."""
    named = Settings.read().tokens
    signer = Signer(signing_key(named)) if named else Signer.load_or_create(Path(data) / "keys")
    typer.echo(signer.issue(provider, role.value, actor, minutes))
