"""What can be so when a backup or a restore can't be done; each names the file or folder that it is about."""

from pathlib import Path

from shared.errors import AriadnaError


class NotRecovered(AriadnaError):
    """It can't be copied or restored."""

    def __init__(self, place: Path | str) -> None:
        super().__init__()
        self.place = str(place)

    @property
    def title(self) -> str:
        return f"{super().title}: {self.place}"


class NoStoreThere(NotRecovered):
    """There is no store here, or not all of one"""


class PlaceTaken(NotRecovered):
    """Something lies here already, and nothing is ever written over"""


class NotApart(NotRecovered):
    """Data, backup and keys must lie in places apart, none inside another"""


class NotFinished(NotRecovered):
    """There is no finished backup here: its manifest, which is written last, is missing"""


class KeysTooOld(NotRecovered):
    """These keys were copied before the logs that they should open; take a newer copy of the keys"""


class Altered(NotRecovered):
    """Not as the backup's manifest has it"""


class NotTold(NotRecovered):
    """This must be a TOML file with a table for each service, `keys` and `notices_keys`, each with its `url`"""


class OtherLog(NotRecovered):
    """This is not the log that its own last checkpoint signed; run `ariadna verify` before anything else"""


class StillThere(NotRecovered):
    """Something of a pathway that was erased since this backup is left, so nothing was restored"""
