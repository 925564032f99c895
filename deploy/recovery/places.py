"""Where the parts of a store lie, for a backup to find them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.checkpoints import ENDING, origin
from deploy.recovery.copying import Source
from deploy.recovery.refusals import NoStoreThere
from deploy.recovery.sqlite import SQLiteSource
from deploy.wiring import SERVICES
from shared.chain.checkpoint import Checkpoint, parse_and_verify
from shared.keys import key_encryption_key
from shared.signing import signing_key


class Store(NamedTuple):
    """The parts of a store in use; `beside` holds the signing keys, `places` are all folders that belong to it."""

    logs: Sequence[Source]
    keys: Source
    kek: bytes
    beside: Path
    signing: Ed25519PrivateKey
    kept: Callable[[], Mapping[str, Checkpoint]]
    places: Sequence[Path]


def embedded(data: Path) -> Store:
    """A data folder. Its databases are read as they are: a newer program that makes a backup upgrades nothing."""
    beside = data / "keys"
    for needed in (beside / "kek", beside / "checkpoints.pem"):
        if not needed.is_file():
            raise NoStoreThere(data)
    signing = signing_key(beside / "checkpoints.pem")
    return Store(
        logs=[SQLiteSource(name, data / f"{name}.db") for name in SERVICES],
        keys=SQLiteSource("keys", beside / "keys.db"),
        kek=key_encryption_key(beside / "kek"),
        beside=beside,
        signing=signing,
        kept=lambda: kept_in(data / "checkpoints", signing),
        places=(data,),
    )


def kept_in(folder: Path, key: Ed25519PrivateKey) -> dict[str, Checkpoint]:
    """The last checkpoint of each log that the store itself signed; `CheckpointBroken` if one was changed."""
    return {
        path.stem: parse_and_verify(path.read_text(), origin(path.stem), key.public_key())
        for path in sorted(folder.glob(f"*{ENDING}"))
    }
