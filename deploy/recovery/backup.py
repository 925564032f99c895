"""A backup: every log at one moment into one folder, and after that the keys into another."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.checkpoints import origin
from deploy.recovery import keys, manifest
from deploy.recovery.copying import Progress, View, cut, quiet
from deploy.recovery.files import inside, made, under_way
from deploy.recovery.manifest import Manifest, Standing
from deploy.recovery.places import Store
from deploy.recovery.refusals import NotApart, OtherLog
from deploy.wiring import alone
from shared.chain import checkpoint
from shared.chain.checkpoint import Checkpoint
from shared.chain.merkle import Frontier, leaf_hash

TURN = "turn.lock"


class BackedUp(NamedTuple):
    """What was made: the manifest, the folder of the keys, and for how long nobody could write (seconds)."""

    manifest: Manifest
    keys: Path
    held: float


def backup(store: Store, folder: Path, place: Path, progress: Progress = quiet) -> BackedUp:
    """Copy the logs into `folder`, and the keys into a folder of their own in `place`.

    The keys come last: a key that is made meanwhile is one too many, an event without its key would be lost.
    """
    apart(folder, place, store.data)
    with alone(made(place) / TURN), under_way(folder):
        kept = store.kept()
        began = time.monotonic()
        with cut(store.logs) as views:
            moment, held = datetime.now(UTC), time.monotonic() - began
            logs = {view.name: _standing(view, kept.get(view.name), store.signing) for view in views}
            names = [view.copy(folder, progress) for view in views]
        copied = keys.copy(store, place, progress)
        return BackedUp(manifest.write(folder, "logs", moment, names, logs), copied, held)


def apart(*places: Path) -> None:
    """Whoever takes one of these places must not have taken another with it."""
    for number, one in enumerate(places):
        for other in places[number + 1 :]:
            if inside(one, other):
                raise NotApart(one)


def _standing(view: View, kept: Checkpoint | None, key: Ed25519PrivateKey) -> Standing:
    """Where a log stands, signed; never of a log that is not the one that was signed before."""
    frontier = Frontier()
    held = kept is None or kept.size == 0
    for link in view.links():
        frontier.append(leaf_hash(link))
        held = held or (kept is not None and (frontier.size, frontier.root()) == (kept.size, kept.root))
    if not held or frontier.size != view.position():
        raise OtherLog(view.name)
    root = frontier.root()
    return Standing(frontier.size, root.hex(), checkpoint.make(origin(view.name), frontier.size, root, key))
