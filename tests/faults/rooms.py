"""Ways for a store to run out of room: a small file system of its own, or a limit on the size of its files."""

import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

import psycopg

from deploy.local.postgres import PostgresServer
from tests.faults.forms import Apart, Form, alone, apart
from tests.tools import left_out

MEBIBYTE = 1024 * 1024
SMALL, LARGE = 64 * MEBIBYTE, 1024 * MEBIBYTE
LEFT = 64 * 1024
STARTS_WITHIN = 60.0


class Room(Protocol):
    """Where a program stores, that can be made full and be given room again."""

    @property
    def form(self) -> Form: ...

    def fill(self) -> None:
        """Leave so little that posting uses it up."""

    def free(self) -> None:
        """Give room again, as somebody does who deletes what is not needed."""


class SmallDisk:
    """SQLite on a file system of 64 MiB in memory, which something else nearly fills; posting makes it full."""

    def __init__(self, form: Form, folder: Path) -> None:
        self.form = form
        self._ballast = folder / "ballast"

    def fill(self) -> None:
        left = shutil.disk_usage(self._ballast.parent).free
        with suppress(OSError):  # posting was faster, and it is full already
            self._ballast.write_bytes(bytes(max(0, left - LEFT)))

    def free(self) -> None:
        self._ballast.unlink()


class SmallFiles:
    """SQLite whose files may not grow any more: the kernel refuses each write beyond the largest size they have now."""

    def __init__(self, form: Form, folder: Path) -> None:
        self.form = form
        self._folder = folder

    def fill(self) -> None:
        self._limit(max(path.stat().st_size for path in self._folder.rglob("*.db*")) + LEFT)

    def free(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        (pid,) = self.form.pids()
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


class SmallServer:
    """PostgreSQL on a file system in memory that is made as small as what is stored already.

    Tables and the write-ahead log lie on it both; a server that falls over is started again once there is room.
    """

    def __init__(self, form: Apart, disk: Path) -> None:
        self.form = form
        self._disk = disk
        self._postgres = form.network.postgres

    def fill(self) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while not sized(self._disk, shutil.disk_usage(self._disk).used + LEFT, "remount,"):  # more is stored by now
            assert time.monotonic() < until, "the disk was never made small"

    def free(self) -> None:
        assert sized(self._disk, LARGE, "remount,")
        until = time.monotonic() + STARTS_WITHIN
        while not answers(self._postgres):
            assert time.monotonic() < until, "PostgreSQL did not come back"
            if not running(self._postgres):
                self._postgres.start()
            time.sleep(0.1)


def answers(postgres: PostgresServer) -> bool:
    try:
        return postgres.tell("SELECT 'yes'") == "yes"
    except psycopg.OperationalError:
        return False


def running(postgres: PostgresServer) -> bool:
    """Is there a process of the number that a server leaves in its folder?"""
    try:
        number = (postgres.folder / "data" / "postmaster.pid").read_text().split()[0]
    except FileNotFoundError:
        return False
    return Path(f"/proc/{number}").exists()


def sized(folder: Path, size: int, again: str = "") -> bool:
    """Mount a file system of this size in memory, or give it another size; False if that can't be."""
    command = ["mount", "-t", "tmpfs", "-o", f"{again}size={size}", "none", folder]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def mounted(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir()
    if not sized(folder, size):
        left_out("a full disk, for want of the right to mount one; only a limit on file sizes was tried", True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[Room]:
    with mounted(folder / "small", SMALL) as disk, alone(disk, folder / "told") as form:
        yield SmallDisk(form, disk)


@contextmanager
def small_files(folder: Path) -> Iterator[Room]:
    with alone(folder) as form:
        yield SmallFiles(form, folder)


@contextmanager
def small_server(folder: Path) -> Iterator[Room]:
    shared = Path(tempfile.mkdtemp(prefix="ariadna-small-"))  # PostgreSQL may be another user, who must come by
    with mounted(shared / "postgres", LARGE) as disk, apart(shared) as form:
        yield SmallServer(form, disk)
