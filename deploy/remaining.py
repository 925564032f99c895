"""Looks through files for what is left of an erasure, in a process of its own.

Whoever closes a database file takes from SQLite every lock that the same process holds on it (POSIX), and the next
process would take the file that commits go through for nobody's, and remove it.
"""

import pickle
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import PIPE, Popen

import orjson

from shared.errors import NotReady
from shared.store.remains import Remains

COMMAND = (sys.executable, "-m", "deploy.remaining")


def in_files(remains: Remains, files: Sequence[Path], counted: Callable[[int], None]) -> list[str]:
    """The files that hold anything of it; `counted` is told how many bytes more were read."""
    found: list[str] = []
    with Popen(COMMAND, stdin=PIPE, stdout=PIPE) as looking:
        assert looking.stdin
        assert looking.stdout
        with looking.stdin as told:
            told.write(pickle.dumps((remains, list(files))))  # through a pipe, for keys are part of it
        for line in looking.stdout:
            said: int | str = orjson.loads(line)
            if isinstance(said, int):
                counted(said)
            else:
                found.append(said)
    if looking.returncode:
        raise NotReady()
    return found


def look() -> None:
    """What the process does: a line for each part read, and for each file in which anything is left."""
    remains, files = pickle.load(sys.stdin.buffer)
    for path in remains.in_files(files, _say):
        _say(str(path))


def _say(what: int | str) -> None:
    sys.stdout.buffer.write(orjson.dumps(what) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    look()
