"""What was erased since a backup was made is erased from what is made of it, before anybody can read it."""

from collections.abc import Collection
from contextlib import ExitStack, closing
from pathlib import Path

from deploy import carrying
from deploy.erasing import Erasing
from deploy.recovery.refusals import StillThere
from shared.keys import KeyRing
from shared.store.log import Log
from shared.store.sqlite import SqliteDatabase
from shared.wrapping import Wrapping


def erase_again(stage: Path, wrapping: Wrapping, names: Collection[str], ledger: Path | None) -> None:
    """By the ledger beside these keys, and by the one that was brought from the place in use."""
    with ExitStack() as opened:
        ring = opened.enter_context(closing(KeyRing(SqliteDatabase(stage / "keys" / "keys.db"), wrapping)))
        if ledger:
            ring.ledger.bring(carrying.read(ledger))
        logs = {name: Log(SqliteDatabase(stage / f"{name}.db"), ring) for name in names}
        for log in logs.values():
            opened.enter_context(closing(log))
        if left := Erasing(stage, logs, ring, names).carry_out():
            raise StillThere(left[0])
