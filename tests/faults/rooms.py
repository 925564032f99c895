"""Two ways for a store to run out of room: a small file system of its own, or a limit on the size of its files."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.journeys.running import Server
from tests.tools import left_out

SMALL = 6 * 1024 * 1024
BALLAST = 3 * 1024 * 1024


class Room(Protocol):
    """Where a store lies that can be made full and be given room again."""

    def fill(self, server: Server) -> None:
        """Leave so little that posting uses it up."""

    def free(self, server: Server) -> None:
        """Give room again, as somebody does who deletes what is not needed."""


class SmallDisk:
    """A file system of 6 MiB in memory, half of which something else holds; made full by what is posted."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def fill(self, server: Server) -> None:
        left = shutil.disk_usage(self._ballast.parent).free
        self._ballast.write_bytes(bytes(max(0, min(BALLAST, left - 64 * 1024))))

    def free(self, server: Server) -> None:
        self._ballast.unlink()


class SmallFiles:
    """No file may grow any more: the kernel refuses each write beyond the largest size that the store has now."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def fill(self, server: Server) -> None:
        largest = max(path.stat().st_size for path in self._folder.rglob("*.db*"))
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (largest + 64 * 1024, resource.RLIM_INFINITY))

    def free(self, server: Server) -> None:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def small_disk(folder: Path) -> Iterator[Room]:
    """Mount it; where nobody may mount, the test is skipped and says so, and that of the limit stands alone."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "none", folder], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        left_out("a full disk, mounting is not permitted here; only the limit on file sizes was tried", also_in_ci=True)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_files(folder: Path) -> Iterator[Room]:
    folder.mkdir()
    yield SmallFiles(folder)
