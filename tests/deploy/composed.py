"""What docker-compose.yml would start, started as plain processes: the same scripts, commands and settings."""

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from deploy.compose import env
from deploy.kafka.local.jars import jars
from deploy.local.postgres import PostgresServer, programs
from tests.journeys.running import COMMAND, ROOT

TOOLS = {"kafka-storage.sh": "kafka.tools.StorageTool", "kafka-server-start.sh": "kafka.Kafka"}
KAFKA = "kafka:9092"


class Composed:
    """A compose file with secrets of its own in `folder`; `places` says where what it names is really found."""

    def __init__(self, folder: Path) -> None:
        (folder / "deploy" / "compose").mkdir(parents=True)
        said = (ROOT / "docker-compose.yml").read_text()
        (folder / "docker-compose.yml").write_text(said)
        env.write(folder)
        self.folder = folder
        self.file: dict[str, Any] = yaml.safe_load(said)
        self.secrets = dict(line.split("=", 1) for line in (folder / ".env").read_text().splitlines())
        self.places = {f"/run/secrets/{name}": str(folder / at["file"]) for name, at in self.file["secrets"].items()}

    def settings(self, service: str) -> dict[str, str]:
        """The environment of a service, every secret put in."""
        said: Mapping[str, str] = self.file["services"][service]["environment"]
        volume = {"/var/lib/ariadna/data": str(self.folder / "data" / service)}
        return {name: self._filled(value, self.places | volume) for name, value in said.items()}

    def command(self, service: str, *more: str) -> list[str]:
        """What a service runs, as it is run here."""
        _, *arguments = self.file["services"][service]["command"]
        return [*COMMAND, *(each.replace("0.0.0.0", "127.0.0.1") for each in arguments), *more]

    def run(self, service: str, **other: str) -> "subprocess.CompletedProcess[str]":
        """Run a service that ends."""
        told = {**os.environ, "PYTHONPATH": str(ROOT), **self.settings(service), **other}
        command = self.command(service)
        return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120, check=False)

    def start(self, service: str, *more: str) -> "subprocess.Popen[bytes]":
        """Start a service that goes on."""
        told = {**os.environ, "PYTHONPATH": str(ROOT), **self.settings(service)}
        return subprocess.Popen(self.command(service, *more), cwd=ROOT, env=told)

    def kafka(self, port: int, controller: int) -> "subprocess.Popen[bytes]":
        """The broker's own script, over Kafka's jars."""
        for name, main in TOOLS.items():
            tool = self.folder / "bin" / name
            tool.parent.mkdir(exist_ok=True)
            tool.write_text(
                f'#!/bin/sh\nexec java -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "{jars()}/*" {main} "$@"\n'
            )
            tool.chmod(0o700)
        self.places[KAFKA] = f"127.0.0.1:{port}"
        here = {"BIN": "bin", "DATA": "kafka", "PROPERTIES": "server.properties"}
        told = {f"KAFKA_{name}": str(self.folder / at) for name, at in here.items()}
        told |= {"KAFKA_PORT": str(port), "KAFKA_CONTROLLER_PORT": str(controller), "KAFKA_ADVERTISED": "127.0.0.1"}
        (self.folder / "kafka").mkdir()
        script = ROOT / "deploy" / "compose" / "kafka.sh"
        with (self.folder / "kafka.log").open("wb") as log:
            return subprocess.Popen(
                ["bash", script], env={**os.environ, **self.settings("kafka"), **told}, stdout=log, stderr=log
            )

    def database(self, service: str, server: PostgresServer) -> None:
        """What happens on the first start of a service's database; then all is renamed, for one server to hold several.

        The file gives each a server of its own, where the same names meet nobody.
        """
        told = self.settings(service)
        owner, here = told["POSTGRES_USER"], service.replace("-", "_")
        server.tell(
            f"CREATE ROLE {owner} SUPERUSER LOGIN PASSWORD '{told['POSTGRES_PASSWORD']}'",
            f"CREATE DATABASE {told['POSTGRES_DB']}",
        )
        path = f"{programs()}:{os.environ['PATH']}"
        script = ROOT / "deploy" / "compose" / "roles.sh"
        subprocess.run(["bash", script], env={**told, "PATH": path, "PGHOST": str(server.folder)}, check=True)
        server.tell(f"ALTER DATABASE {told['POSTGRES_DB']} RENAME TO {here}")
        roles = {owner: "POSTGRES_PASSWORD", "ariadna_service": "SERVICE_PASSWORD", "ariadna_eraser": "ERASER_PASSWORD"}
        for role, password in roles.items():
            server.tell(f"ALTER ROLE {role} RENAME TO {here}_{role}")
            named = f"{role}:{told[password]}@{service}/{told['POSTGRES_DB']}"
            self.places[named] = f"{here}_{named.partition('@')[0]}@/{here}?host={server.folder}"

    def _filled(self, value: str, places: Mapping[str, str]) -> str:
        filled = re.sub(r"\$\{([A-Z_]+):[^}]*\}", lambda named: self.secrets.get(named[1], ""), value)
        for name, place in places.items():
            filled = filled.replace(name, place)
        return filled
