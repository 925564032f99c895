"""`keys rotate` and `keys passphrase`."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.progress import Progress

from deploy.cli.common import DATA, Data, messages
from deploy.databases import KEYS, NOTICES_KEYS, Files, Servers
from shared.errors import KeysUnreadable, WrongSetting
from shared.files import put_once, sync
from shared.rewrapping import rewrap
from shared.settings import KEK_IN_FOLDER, NOTICES_KEK_IN_FOLDER, Settings
from shared.store.database import Database
from shared.wrapping import Changing, Wrapping, key_of_passphrase, prepare
from shared.wrapping import key_encryption_key as kept_in

keys = typer.Typer(help="The key-encryption key: another one, or one made from a passphrase.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


class Ring(NamedTuple):
    """One of the two rings: where its keys are, what wraps them, and the name of the file that does in a folder."""

    name: str
    wrapping: Wrapping | None
    kek: str


@keys.command()
def rotate(data: Data = DATA) -> None:
    """Wrap every key anew under another key-encryption key; what is stored stays as it is.

    The environment names both: the new one by ARIADNA_KEK_FILE, ARIADNA_PASSPHRASE_FILE, ARIADNA_VAULT_KEY or
    ARIADNA_KEK, the one before by the same with OLD, as in ARIADNA_OLD_KEK_FILE. Start the services with both first.
    If it names neither, a new key is made in the data folder, in place of `keys/kek`, and the one before is kept as
    `keys/kek.old`: stop `ariadna serve` first. Whatever stops it, run it again. The same is done with the keys of the
    feed to notifications: NOTICES_ comes before the same names, as in ARIADNA_OLD_NOTICES_KEK_FILE; `keys/notices.kek`.
    """
    settings = Settings.read()
    rings = (
        Ring(KEYS, settings.wrapping, KEK_IN_FOLDER),
        Ring(NOTICES_KEYS, settings.notices_wrapping, NOTICES_KEK_IN_FOLDER),
    )
    changing = [(ring, found) for ring in rings if isinstance(found := _changing(ring, data / "keys"), Changing)]
    if not changing:
        raise WrongSetting("ARIADNA_OLD_KEK_FILE", "the file of the key before, or the same by another OLD name")
    for ring, wrapping in changing:
        _rotate(ring, wrapping, _database(data, settings, ring.name))
    messages.print("Only older backups need the key before now: keep it with them, and take it away from here.")


def _rotate(ring: Ring, wrapping: Changing, opened: Database) -> None:
    with closing(opened) as database, Progress(console=messages, transient=True) as shown:
        task = shown.add_task("wrapping keys anew", total=None)
        done = rewrap(database, wrapping, lambda count, of: shown.update(task, completed=count, total=of))
    of = "" if ring.name == KEYS else " of the feed to notifications"
    typer.echo(f"{done.keys:,} keys{of}: {done.anew:,} wrapped anew, {done.keys - done.anew:,} were so already.")


def _changing(ring: Ring, folder: Path) -> Wrapping | None:
    """What the environment names; else what lies in the folder, if this ring has anything there."""
    if ring.wrapping or (ring.name != KEYS and not (folder / ring.kek).is_file()):
        return ring.wrapping
    return _in_folder(folder, ring.kek)


@keys.command()
def passphrase(
    file: Annotated[Path, typer.Argument(help="File of the passphrase, of at least 16 characters, mode 0600.")],
) -> None:
    """Prepare a passphrase's file for ARIADNA_PASSPHRASE_FILE: write salt and cost beside it, and try it."""
    beside = prepare(file)
    key_of_passphrase(file)
    messages.print(f"It makes a key, with {beside}: keep a copy of both apart from the data. Neither is any use alone.")


def _in_folder(folder: Path, name: str) -> Wrapping:
    """The folder's own key and the one before; another key is made first, unless that was begun already."""
    kek, old = folder / name, folder / f"{name}.old"
    if not kek.is_file():
        raise KeysUnreadable()
    if not old.exists():
        put_once(old, kek.read_bytes())
    if kept_in(kek) == kept_in(old):
        made = folder / f"{name}.new"
        kept_in(made)
        shutil.move(made, kek)
        sync(folder)
    return Settings.in_folder(folder, name)


def _database(data: Path, settings: Settings, name: str) -> Database:
    """The keys', by the role that may change what lies there."""
    named = {
        KEYS: settings.keys_owner_url or settings.keys_url,
        NOTICES_KEYS: settings.notices_keys_owner_url or settings.notices_keys_url,
    }
    if not any(named.values()):
        return Files(data).of(name)
    return Servers({each: url for each, url in named.items() if url}).of(name)
