"""One process's share of our side of F7, on a core of its own; apart from the rest, which would count as its memory."""

import os
import time
from pathlib import Path
from typing import Any

from deploy.databases import Files
from deploy.ranges import Range, rebuild_range
from shared.keys import key_encryption_key


def share(data_dir: str, first: str, last: str, core: int) -> dict[str, Any]:
    """Rebuild a range of ids (hex) of a folder: events, and when it started and ended."""
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[core]})
    files, kek = Files(Path(data_dir)), key_encryption_key(Path(data_dir) / "keys" / "kek")
    started = time.monotonic()
    events = rebuild_range(Range(files, kek, bytes.fromhex(first), bytes.fromhex(last)))
    return {"events": events, "started": started, "ended": time.monotonic()}
