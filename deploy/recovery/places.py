"""Where the parts of a store lie, for a backup to find them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.checkpoints import ENDING, KEY, origin
from deploy.databases import ACCESS, BESIDE, IN_KEYS, KEYS, NOTICES_KEYS, Databases, Files, Servers
from deploy.recovery.refusals import NoStoreThere
from deploy.wiring import SERVICES
from shared.chain.checkpoint import Checkpoint, parse_and_verify
from shared.settings import Settings
from shared.signing import signing_key
from shared.store.database import Database
from shared.wrapping import Wrapping


class Store(NamedTuple):
    """The parts of a store in use: its databases, what wraps the keys, the key that signs, others in `data`.

    `keys` are those of both rings, and that of the sessions where it is another; a store of an older program has one.
    """

    data: Path
    logs: Sequence[Database]
    keys: Sequence[Database]
    wrapping: Wrapping
    signing_at: Path

    @property
    def signing(self) -> Ed25519PrivateKey:
        return signing_key(self.signing_at)

    @property
    def beside(self) -> Path:
        """The folder of the signing keys."""
        return self.data / "keys"

    def kept(self) -> Mapping[str, Checkpoint]:
        """The last checkpoint of each log that the store itself signed; `CheckpointBroken` if one was changed."""
        public = self.signing.public_key()
        return {
            path.stem: parse_and_verify(path.read_text(), origin(path.stem), public)
            for path in sorted((self.data / "checkpoints").glob(f"*{ENDING}"))
        }


@contextmanager
def opened(
    data: Path, databases: Databases | None = None, wrapping: Wrapping | None = None, signing_at: Path | None = None
) -> Iterator[Store]:
    """The store of a data folder, and of the servers that hold its databases if they are not in files there.

    The key-encryption key and the key that signs checkpoints are the folder's, if no other is given.

    The databases are read as they are: a newer program that makes a backup upgrades nothing.
    """
    needed = [] if wrapping else [f"{KEYS}/kek"]
    if databases is None:
        needed += [*([] if signing_at else [f"{KEYS}/{KEY}"]), f"{KEYS}/keys.db", *(f"{name}.db" for name in SERVICES)]
    for name in needed:
        if not (data / name).is_file():
            raise NoStoreThere(data / name)
    found = databases or Files(data)
    if isinstance(found, Servers):
        found = Servers(found.urls)  # whoever copies needs no owner's rights
    beside = data / KEYS
    wrapping = wrapping or Settings.in_folder(beside)
    logs = [found.of(name) for name in (*SERVICES, *_beside(found))]
    keys = [found.of(name) for name in (KEYS, *_keys_beside(found))]
    store = Store(data, logs, keys, wrapping, signing_at or beside / KEY)
    try:
        yield store
    finally:
        for database in (*store.logs, *store.keys):
            database.close()


def _keys_beside(databases: Databases) -> list[str]:
    if isinstance(databases, Files):
        return [NOTICES_KEYS] if (databases.data / KEYS / IN_KEYS[NOTICES_KEYS]).is_file() else []
    named = databases.urls if isinstance(databases, Servers) else {}
    return [name for name in (NOTICES_KEYS, ACCESS) if name in named]


def _beside(databases: Databases) -> list[str]:
    """The logs beside those of the services that are there: a store of an older program has none."""
    if isinstance(databases, Files):
        return [name for name in BESIDE if (databases.data / f"{name}.db").is_file()]
    there = []
    for name in BESIDE:
        with closing(databases.of(name)) as database:
            there += [name] if database.has("migrations") else []
    return there
