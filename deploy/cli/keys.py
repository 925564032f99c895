"""`keys rotate` and `keys passphrase`."""

import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from deploy.cli.common import DATA, Data, messages
from deploy.databases import KEYS, Files
from shared.errors import KeysUnreadable, WrongSetting
from shared.files import put_once, sync
from shared.rewrapping import rewrap
from shared.settings import Settings
from shared.store.database import Database
from shared.wrapping import Changing, Wrapping, key_of_passphrase, prepare
from shared.wrapping import key_encryption_key as kept_in

keys = typer.Typer(help="The key-encryption key: another one, or one made from a passphrase.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.command()
def rotate(data: Data = DATA) -> None:
    """Wrap every key anew under another key-encryption key; what is stored stays as it is.

    The environment names both: the new one by ARIADNA_KEK_FILE, ARIADNA_PASSPHRASE_FILE, ARIADNA_VAULT_KEY or
    ARIADNA_KEK, the one before by the same with OLD, as in ARIADNA_OLD_KEK_FILE. Start the services with both first.
    If it names neither, a new key is made in the data folder, in place of `keys/kek`, and the one before is kept as
    `keys/kek.old`: stop `ariadna serve` first. Whatever stops it, run it again.
    """
    settings = Settings.read()
    wrapping = settings.wrapping or _in_folder(data / "keys")
    if not isinstance(wrapping, Changing):
        raise WrongSetting("ARIADNA_OLD_KEK_FILE", "the file of the key before, or the same by another OLD name")
    with closing(_database(data, settings)) as database, Progress(console=messages, transient=True) as shown:
        task = shown.add_task("wrapping keys anew", total=None)
        done = rewrap(database, wrapping, lambda count, of: shown.update(task, completed=count, total=of))
    typer.echo(f"{done.keys:,} keys: {done.anew:,} wrapped anew, {done.keys - done.anew:,} were so already.")
    messages.print("Only older backups need the key before now: keep it with them, and take it away from here.")


@keys.command()
def passphrase(
    file: Annotated[Path, typer.Argument(help="File of the passphrase, of at least 16 characters, mode 0600.")],
) -> None:
    """Prepare a passphrase's file for ARIADNA_PASSPHRASE_FILE: write salt and cost beside it, and try it."""
    beside = prepare(file)
    key_of_passphrase(file)
    messages.print(f"It makes a key, with {beside}: keep a copy of both apart from the data. Neither is any use alone.")


def _in_folder(folder: Path) -> Wrapping:
    """The folder's own key and the one before; another key is made first, unless that was begun already."""
    kek, old = folder / "kek", folder / "kek.old"
    if not kek.is_file():
        raise KeysUnreadable()
    if not old.exists():
        put_once(old, kek.read_bytes())
    if kept_in(kek) == kept_in(old):
        made = folder / "kek.new"
        kept_in(made)
        shutil.move(made, kek)
        sync(folder)
    return Settings.in_folder(folder)


def _database(data: Path, settings: Settings) -> Database:
    """The keys', by the role that may change what lies there."""
    if not settings.keys_url:
        return Files(data).of(KEYS)
    from deploy.wiring.distributed import servers

    as_owner = replace(settings, keys_url=settings.keys_owner_url or settings.keys_url, keys_owner_url=None)
    return servers(as_owner).of(KEYS)
