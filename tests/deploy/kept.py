"""Where a backup lies, its keys and what it was made of, apart from each other."""

import shutil

from tests.deploy.command import ariadna

LOGS = ("intake", "employment", "pathway", "notifications", "reads", "employment-reads", "intake-reads", "notices")


class Places:
    """Where one backup lies, and what it was made of."""

    def __init__(self, folder, data):
        self.data, self.backup, self.keys, self.kek = data, folder / "backup", folder / "keys", folder / "safe" / "kek"
        self.kek.parent.mkdir(parents=True)
        shutil.copy(data / "keys" / "kek", self.kek)
        self.new = folder / "new"

    def make(self, *options):
        return ariadna("backup", self.backup, "--keys", self.keys, "--data", self.data, *options)

    def restore(self, *options, **other):
        kek = other.get("kek", self.kek)
        return ariadna("restore", self.backup, "--keys", self.keys, "--kek", kek, "--data", self.new, *options)

    def key_copies(self):
        return sorted(path for path in self.keys.iterdir() if path.is_dir())


def nothing_restored(places):
    return not places.new.exists() or not any(places.new.iterdir())


FORGERIES = {
    "a byte": "UPDATE stored_events SET state = cast(substr(state, 1, 100) || x'00' || substr(state, 102) AS BLOB) "
    "WHERE position = 2",
    "a row": "DELETE FROM stored_events WHERE position = 2",
    "the tail": "DELETE FROM stored_events WHERE position = (SELECT max(position) FROM stored_events)",
}
