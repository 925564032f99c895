"""`revoke` and `machines`: what no longer holds, and which machines may ask for tokens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.common import DATA, AsJson, Data, messages, print_json, provider_id, reference
from deploy.wiring import Access, opened_access
from shared.revocations import everybody, somebody
from shared.signatures import Unsigned, unproved

family = typer.Typer(help="Machines of providers: list them, register a public key, take one out.")
SINCE = "within half a minute, on all replicas"


def add_to(app: typer.Typer) -> None:
    app.command()(revoke)
    family.callback(invoke_without_command=True)(machines)
    family.command()(add)
    family.command()(remove)
    app.add_typer(family, name="machines")


def revoke(
    token: Annotated[str | None, typer.Argument(help="The token, or its id (`jti`).")] = None,
    provider: Annotated[
        str | None, typer.Option(help="Instead: all that was issued to this organisation.", parser=provider_id)
    ] = None,
    actor: Annotated[str | None, typer.Option(help="Only to this person or machine of it.", parser=reference)] = None,
    data: Data = DATA,
) -> None:
    """End a token, or all tokens and sessions that somebody has; what is issued afterwards holds."""
    if (token is None) == (provider is None) or (actor and not provider):
        raise typer.BadParameter("name a token, or --provider, with --actor if it is about one of its people")
    what = somebody(provider, actor) if provider and actor else everybody(provider) if provider else _id(token or "")
    with _opened(data) as access:
        access.revocations.add(what)
    messages.print(f"It no longer holds, {SINCE}.")


def machines(context: typer.Context, as_json: AsJson = False, data: Data = DATA) -> None:
    """List the machines that may ask for tokens."""
    if context.invoked_subcommand:
        return
    with _opened(data) as access:
        found = access.machines.all()
    if as_json:
        print_json([each._asdict() for each in found])
    else:
        for each in found:
            typer.echo(f"{each.provider_id} {each.machine}")


def add(
    provider: Annotated[str, typer.Option(help="The organisation's id, such as BCN-FAR.", parser=provider_id)],
    key: Annotated[Path, typer.Option(help="Its public key, Ed25519 or P-256, as PEM or JWK.")],
    data: Data = DATA,
) -> None:
    """Register a machine's public key, and print the id by which the machine calls itself."""
    try:
        given = key.read_bytes()
    except OSError:
        raise typer.BadParameter("a file that can be read") from None
    with _opened(data) as access:
        typer.echo(access.machines.add(provider, given).machine)


def remove(machine: Annotated[str, typer.Argument(help="Its id.")], data: Data = DATA) -> None:
    """Take a machine out: it gets no token any more, and those that it has end."""
    with _opened(data) as access:
        known = access.machines.remove(machine)
    if not known:
        messages.print("ariadna: there is no such machine.")
        raise typer.Exit(1)
    messages.print(f"It may do nothing any more, {SINCE}.")


@contextmanager
def _opened(data: Path) -> Iterator[Access]:
    (data / "keys").mkdir(parents=True, exist_ok=True, mode=0o700)
    access = opened_access(data)
    try:
        yield access
    finally:
        access.close()


def _id(given: str) -> str:
    """A token's id, whether it or the whole token is given."""
    if "." not in given:
        return given
    try:
        return str(unproved(given)["jti"])
    except (Unsigned, KeyError):
        raise typer.BadParameter("a token, or the id of one") from None
