"""The overview of a folder rebuilt from its log, by one process or by several with a range of ids each."""

import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from subprocess import PIPE, Popen

from deploy.ranges import Range, ranges
from deploy.wiring import Installation
from shared.errors import NotReady

Progress = Callable[[int], None]
COMMAND = (sys.executable, "-m", "deploy.ranges")


def rebuild(ariadna: Installation, processes: int, progress: Progress = lambda done: None) -> tuple[int, int]:
    """Rebuild and put in place; returns (pathways, rows that differed from the live overview)."""
    overview = ariadna.pathways.overview
    upto = overview.begin_rebuild()
    if processes == 1:
        overview.rebuild(progress=progress)
    else:
        _side_by_side([Range(ariadna.databases, ariadna.wrapping, *bounds) for bounds in ranges(processes)])
    return overview.finish_rebuild(upto)


def _side_by_side(shares: Sequence[Range]) -> None:
    """A process for each share, told through a pipe what it is, for a key is part of it.

    Not by a pool of processes: each would load all of what this one has loaded.
    """
    running = [Popen(COMMAND, stdin=PIPE, stdout=subprocess.DEVNULL) for _ in shares]
    for process, share in zip(running, shares, strict=True):
        assert process.stdin
        with process.stdin as told:
            told.write(pickle.dumps(tuple(share)))
    if sum(abs(process.wait()) for process in running):  # all are waited for, whichever fails
        raise NotReady()
