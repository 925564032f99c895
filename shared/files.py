"""Files for their owner alone (mode 0600), each there whole and on disk, or as it was before."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def put(path: Path, content: bytes) -> None:
    """Write a file in place of the one before, whoever else does the same."""
    _beside(path, content).replace(path)
    sync(path.parent)


def put_once(path: Path, content: bytes) -> None:
    """Write a file unless there is one: of several who do so at once, the first one's stands."""
    made = _beside(path, content)
    with suppress(FileExistsError):
        os.link(made, path)
    made.unlink()
    sync(path.parent)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time does what this file, which is made for it, stands for."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _beside(path: Path, content: bytes) -> Path:
    made = path.with_name(f"{path.name}.{os.urandom(8).hex()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return made
