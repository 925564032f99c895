"""The two key rings: that of every history, and that of the feed to notifications, which opens nothing else."""

from pathlib import Path

from deploy.databases import KEYS, NOTICES_KEYS, Databases
from shared.keys import KeyRing
from shared.settings import FED, NO_KEYS, NOTICES_KEK_IN_FOLDER, Settings
from shared.wrapping import Wrapping

FEEDING = ("notices", "notifications")
"""The logs that the ring of the feed seals."""


class Rings:
    """Those that a process needs: `only` names its one service. What it does not need is not looked for."""

    main: KeyRing | None = None
    notices: KeyRing | None = None
    wrapping: Wrapping | None = None
    notices_wrapping: Wrapping | None = None

    def __init__(self, databases: Databases, settings: Settings, keys_at: Path, only: str | None) -> None:
        if only not in NO_KEYS:
            self.wrapping = settings.wrapping or Settings.in_folder(keys_at)
            self.main = KeyRing(databases.of(KEYS), self.wrapping)
        if only in FED:
            self.notices_wrapping = settings.notices_wrapping or Settings.in_folder(keys_at, NOTICES_KEK_IN_FOLDER)
            self.notices = KeyRing(databases.of(NOTICES_KEYS), self.notices_wrapping, apart=True, before=self.main)

    def of(self, name: str | None) -> KeyRing:
        """The ring that seals the log of this name; of none, what is here."""
        found = self.notices if name in FEEDING else self.main
        assert found
        return found

    def close(self) -> None:
        for ring in filter(None, (self.main, self.notices)):
            ring.close()
