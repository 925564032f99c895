"""Files and folders of a backup: whole or not there, synced, and for their owner alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from deploy.recovery.refusals import PlaceTaken

UNFINISHED = "unfinished"


def put(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole, or as it was before."""
    made = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def made(folder: Path) -> Path:
    """The folder, made for its owner alone if it is not there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def inside(one: Path, other: Path) -> bool:
    """Is one of the two within the other, or the same?"""
    one, other = one.resolve(), other.resolve()
    return one == other or one in other.parents or other in one.parents


@contextmanager
def under_way(folder: Path) -> Iterator[None]:
    """Work in a folder that holds nothing else; a mark says until the end that it is not finished.

    What an earlier try left behind is taken away first. `PlaceTaken` if anything else lies there.
    """
    mark = made(folder) / UNFINISHED
    if not mark.exists() and any(folder.iterdir()):
        raise PlaceTaken(folder)
    mark.touch(mode=0o600)
    sync(folder)
    for path in folder.iterdir():
        if path != mark:
            path.unlink()
    yield
    mark.unlink()
    sync(folder)
