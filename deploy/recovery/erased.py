"""What was erased since a backup was made is erased from what is made of it, before anybody can read it."""

from collections.abc import Collection
from contextlib import ExitStack, closing
from pathlib import Path

from deploy import carrying
from deploy.databases import Files
from deploy.erasing import Circle, Erasing
from deploy.recovery.refusals import StillThere
from deploy.wiring.rings import FEEDING, Rings
from shared.settings import Settings
from shared.store.log import Log
from shared.store.sqlite import SqliteDatabase


def erase_again(stage: Path, settings: Settings, names: Collection[str], ledger: Path | None) -> None:
    """By the ledgers beside these keys, and by the one that was brought from the place in use."""
    with ExitStack() as opened:
        rings = opened.enter_context(closing(Rings(Files(stage), settings, stage / "keys", None)))
        assert rings.main
        assert rings.notices
        if ledger:
            rings.main.ledger.bring(carrying.read(ledger))
        logs = {name: Log(SqliteDatabase(stage / f"{name}.db"), rings.of(name)) for name in names}
        for log in logs.values():
            opened.enter_context(closing(log))
        hers = {name: log for name, log in logs.items() if name not in FEEDING}
        fed = {name: log for name, log in logs.items() if name in FEEDING}
        circles = [Circle(rings.main, hers, list(hers)), Circle(rings.notices, fed, list(fed), follows=rings.main)]
        if left := Erasing(stage, circles).carry_out():
            raise StillThere(left[0])
