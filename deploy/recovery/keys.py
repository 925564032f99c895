"""The half of a backup that is kept apart: the wrapped keys, and sealed what else opens or signs.

Nothing of it can be read without the key-encryption key, which is never copied. Every copy gets a folder of
its own under the place for keys, named by its moment; a newer copy opens every older backup of the logs.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from deploy.checkpoints import KEY
from deploy.databases import IN_KEYS, KEYS, NOTICES_KEYS
from deploy.recovery import manifest
from deploy.recovery.copying import Progress, View, fixed
from deploy.recovery.files import made, under_way
from deploy.recovery.manifest import Manifest
from deploy.recovery.places import Store
from deploy.recovery.refusals import NotFinished
from shared.files import put
from shared.settings import NOTICES_KEK_IN_FOLDER
from shared.wrapping import Wrapping

TOKENS = "tokens.pem"
SEALED = (KEY, TOKENS, NOTICES_KEK_IN_FOLDER)
ENDING = ".sealed"


def copy(store: Store, place: Path, progress: Progress) -> Path:
    """Copy the key databases, the key that signs and what lies beside it, into a new folder in this place.

    The ring of the feed comes after the one that it follows, so that it knows of every erasure that the other has done.
    """
    for left in _copies(made(place)):
        if not manifest.finished(left):
            shutil.rmtree(left)
    moment = datetime.now(UTC)
    folder = place / f"{moment:%Y%m%dT%H%M%S.%fZ}"
    with under_way(folder):
        names = []
        for database in store.keys:
            with fixed(database) as view:
                names.append(_copied(view, folder, progress))
        found = {KEY: store.signing_at, **{name: store.beside / name for name in SEALED[1:]}}
        names += [_sealed(name, path, store.wrapping, folder) for name, path in found.items() if path.exists()]
        manifest.write(folder, "keys", moment, names, {})
    return folder


def newest(place: Path) -> tuple[Path, Manifest]:
    """The newest finished copy in a place for keys, or the one that is named itself."""
    if manifest.finished(place):
        return place, manifest.read(place, "keys")
    finished = [path for path in _copies(place) if manifest.finished(path)]
    if not finished:
        raise NotFinished(place)
    return finished[-1], manifest.read(finished[-1], "keys")


def _copies(place: Path) -> list[Path]:
    """The folders that copies made here, oldest first."""
    return sorted(path for path in place.glob("*T*Z") if path.is_dir())


def put_back(folder: Path, wrapping: Wrapping, beside: Path) -> None:
    """Open what was sealed, and lay it where a store looks for it."""
    for name in SEALED:
        if (sealed := folder / f"{name}{ENDING}").exists():
            put(beside / name, wrapping.unwrap(sealed.read_bytes(), name.encode()))


def _copied(view: View, folder: Path, progress: Progress) -> str:
    """Under the name that it has in a folder; sessions that are not beside the keys, under their own."""
    name = IN_KEYS[view.name] if view.name in (KEYS, NOTICES_KEYS) else f"{view.name}.db"
    return (folder / view.copy(folder, progress)).rename(folder / name).name


def _sealed(name: str, path: Path, wrapping: Wrapping, folder: Path) -> str:
    sealed = f"{name}{ENDING}"
    put(folder / sealed, wrapping.wrap(path.read_bytes(), name.encode()))
    return sealed
