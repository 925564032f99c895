"""The distributed form on one machine, without containers: brokers, a PostgreSQL, and each service in its process."""

import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psycopg
from psycopg import sql

from deploy.databases import ACCESS, KEYS, NOTICES_KEYS
from deploy.kafka.local.cluster import Cluster
from deploy.local.ports import free_ports
from deploy.local.postgres import PostgresServer
from deploy.wiring import SERVICES
from shared.keys import key_encryption_key
from shared.settings import FED, NO_KEYS
from shared.signing import signing_key

OWNER, SERVICE, ERASER = "ariadna_owner", "ariadna_service", "ariadna_eraser"
COMMAND = (sys.executable, "-c", "from deploy.cli import main; main()")
ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 300.0
RINGS = {KEYS: "kek", NOTICES_KEYS: "notices.kek"}
"""The rings of keys, each with the name of the file of what wraps them."""


class Network:
    """Everything under one folder; what is stored there is there again at the next start.

    The brokers and databases are as docker-compose.yml has them but for their access: here whoever has the
    machine has the network.
    """

    def __init__(self, folder: Path, brokers: int = 1) -> None:
        self.folder = folder
        self.postgres = PostgresServer(folder / "postgres")
        self.kafka = Cluster(folder / "kafka", brokers)
        self.ports = dict(zip(SERVICES, free_ports(len(SERVICES)), strict=True))
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> Self:
        """Start what stores and carries, then the services; returns when all are ready."""
        self.begin()
        for name in SERVICES:
            self.launch(name)
        self.wait()
        return self

    def begin(self) -> None:
        """Start the databases and the brokers alone, and make what is not there yet."""
        (self.folder / "postgres").mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)  # for PostgreSQL, which is another user where this is root
        self.postgres.start()
        self._make_databases()
        self._make_keys()
        self.kafka.start()
        self.run("kafka", "apply")

    def launch(self, service: str) -> None:
        """Start one service, and go on at once."""
        with (self.folder / f"{service}.log").open("ab") as told:
            self.processes[service] = subprocess.Popen(
                [*COMMAND, "serve", service, "--port", str(self.ports[service]), "--data", str(self.data)],
                cwd=ROOT,
                env={**os.environ, **self.environment(service)},
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill(self, service: str) -> None:
        """kill -9"""
        self.processes[service].kill()
        self.processes[service].wait()

    def end(self, service: str) -> None:
        """Ask it to stop, as `docker compose stop` does: it leaves its consumers' group, so that another is let in."""
        self.processes[service].send_signal(signal.SIGTERM)
        try:
            self.processes[service].wait(30)
        except subprocess.TimeoutExpired:
            self.kill(service)

    def wait(self, within: float = READY_WITHIN) -> None:
        """Until every service that was started says that it is ready."""
        until = time.monotonic() + within
        for service, process in self.processes.items():
            while not ready(self.address(service)):
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"{service} did not start:\n{self.said(service)[-2000:]}")
                time.sleep(0.05)

    def stop(self) -> None:
        """Stop the services, then the brokers and the databases."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for service in self.processes:
            self.end(service)
        self.kafka.stop()
        self.postgres.stop()

    @property
    def data(self) -> Path:
        """The services' folder: checkpoints."""
        return self.folder / "data"

    def address(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def said(self, service: str) -> str:
        """All that a service printed."""
        return (self.folder / f"{service}.log").read_text()

    def environment(self, service: str = "{service}") -> Mapping[str, str]:
        """What one service is told; without a name, what a command is told that works on all of them."""
        told = {
            "ARIADNA_DATABASE_URL": self.postgres.url_of(service, SERVICE),
            "ARIADNA_DATABASE_OWNER_URL": self.postgres.url_of(service, OWNER),
            "ARIADNA_DATABASE_ERASER_URL": self.postgres.url_of(service, ERASER),
            "ARIADNA_ACCESS_URL": self.postgres.url_of(ACCESS, SERVICE),
            "ARIADNA_ACCESS_OWNER_URL": self.postgres.url_of(ACCESS, OWNER),
            "ARIADNA_TOKENS_FILE": str(self._secrets / "tokens.pem"),
            "ARIADNA_CHECKPOINTS_FILE": str(self._secrets / "checkpoints.pem"),
            "ARIADNA_KAFKA_BOOTSTRAP": self.kafka.bootstrap,
            "ARIADNA_DATA": str(self.data),
        }
        for ring in _rings(service):
            of = ring.upper()
            told |= {
                f"ARIADNA_{of}_URL": self.postgres.url_of(ring, SERVICE),
                f"ARIADNA_{of}_OWNER_URL": self.postgres.url_of(ring, OWNER),
                f"ARIADNA_{of}_ERASER_URL": self.postgres.url_of(ring, ERASER),
                f"ARIADNA_{of.removesuffix('KEYS')}KEK_FILE": str(self._secrets / RINGS[ring]),
            }
        return told

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command on this network; raises, with what it said, if it failed."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment()},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"ariadna {' '.join(arguments)} failed:\n{done.stderr}")
        return done

    @property
    def _secrets(self) -> Path:
        return self.folder / "secrets"

    def _make_keys(self) -> None:
        self._secrets.mkdir(mode=0o700, exist_ok=True)
        for name in RINGS.values():
            key_encryption_key(self._secrets / name)
        signing_key(self._secrets / "tokens.pem")
        signing_key(self._secrets / "checkpoints.pem")

    def _make_databases(self) -> None:
        """One for each service, for each ring of keys and for access; the owner makes tables, two roles use them."""
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            made = {row[0] for row in connection.execute("SELECT datname FROM pg_database")}
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for role in {OWNER, SERVICE, ERASER} - known:
                say = sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}")
                connection.execute(say.format(sql.Identifier(role), sql.Literal(secrets.token_urlsafe(24))))
            for name in [name for name in (*SERVICES, *RINGS, ACCESS) if name not in made]:
                say = sql.SQL("CREATE DATABASE {} OWNER {}")
                connection.execute(say.format(sql.Identifier(name), sql.Identifier(OWNER)))


def _rings(service: str) -> list[str]:
    """The keys that a service is given, and no others; a command on all of them has both rings."""
    if service not in SERVICES:
        return list(RINGS)
    return [*([KEYS] if service not in NO_KEYS else []), *([NOTICES_KEYS] if service in FED else [])]


def ready(address: str) -> bool:
    """Does a service say that it accepts and serves?"""
    try:
        with urlopen(f"{address}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
