"""Folders of a backup: for their owner alone, and marked as long as they are not finished."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from deploy.recovery.refusals import PlaceTaken
from shared.files import sync

UNFINISHED = "unfinished"


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
