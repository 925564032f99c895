"""When a check or a rebuild last ended here and how long it took: one small file each, for the server's metrics."""

import json
import time
from pathlib import Path
from typing import NamedTuple

HELD, FAILED = "held", "failed"


class Ran(NamedTuple):
    """The end of a run, in seconds since 1970, and its duration in seconds."""

    at: float
    seconds: float


def note(data: Path, what: str, outcome: str, seconds: float) -> None:
    """Keep that `what` ended now, as the last of its outcome."""
    place = _place(data, what, outcome)
    place.parent.mkdir(mode=0o700, exist_ok=True)
    made = place.with_suffix(".new")
    made.write_text(json.dumps(Ran(time.time(), seconds)._asdict()))
    made.replace(place)


def last(data: Path, what: str, outcome: str) -> Ran:
    """The last run with this outcome; all zero if there was none that can be read."""
    try:
        return Ran(**json.loads(_place(data, what, outcome).read_text()))
    except (OSError, ValueError, TypeError):
        return Ran(0.0, 0.0)


def _place(data: Path, what: str, outcome: str) -> Path:
    return data / "ran" / f"{what}.{outcome}.json"
