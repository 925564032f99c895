"""Real Kafka brokers on loopback, without a container: start, kill one, start it again, stop."""

import base64
import secrets
import socket
import subprocess
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from deploy.kafka.local.certificates import make_certificates
from deploy.kafka.local.jars import jars
from deploy.kafka.local.properties import HOST, MECHANISM, Ports, Security, properties
from deploy.local.ports import free_ports

LOGGING = Path(__file__).with_name("log4j2.properties")
LOOK_AGAIN = 0.05


class BrokerDidNotStart(RuntimeError):
    """A broker ended, or did not answer in time; the message is the end of its log."""


class Cluster:
    """Brokers under one folder, on ports that the system chose; their data stays there between starts."""

    def __init__(
        self,
        folder: Path,
        brokers: int = 1,
        security: Security = Security.plain,
        users: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._security = security
        self._users = {"broker": secrets.token_hex(16), **(users or {})}
        free = free_ports(2 * brokers)
        self._ports = [Ports(*free[2 * node : 2 * node + 2]) for node in range(brokers)]
        self._processes: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def bootstrap(self) -> str:
        """Where clients begin, as they are told it."""
        return ",".join(f"{HOST}:{ports.broker}" for ports in self._ports)

    @property
    def security(self) -> Security:
        """How clients reach the brokers."""
        return self._security

    @property
    def authority(self) -> Path:
        """The certificate that clients must trust."""
        return self._folder / "tls" / "ca.pem"

    @property
    def password(self) -> str:
        """That of the user `broker`, who may do everything."""
        return self._users["broker"]

    def pids(self) -> list[int]:
        """The brokers' processes, for who must stop them later."""
        return [process.pid for process in self._processes.values()]

    def start(self) -> "Cluster":
        """Start every node, and wait until each answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._security is Security.scram_tls:
            make_certificates(self._folder / "tls", HOST)
        for node in range(1, len(self._ports) + 1):
            self._format(node)
            self.start_node(node)
        self.wait()
        return self

    def start_node(self, node: int) -> None:
        """Start one node, counted from 1, without waiting for it."""
        home = self._home(node)
        with (home / "broker.log").open("ab") as log:
            command = [*_java(), "kafka.Kafka", str(home / "server.properties")]
            self._processes[node] = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def wait(self, within: float = 300) -> None:
        """Until the port of every node that was started answers."""
        until = time.monotonic() + within
        for node, process in self._processes.items():
            while not _answers(self._ports[node - 1].broker):
                if process.poll() is not None or time.monotonic() > until:
                    raise BrokerDidNotStart((self._home(node) / "broker.log").read_text()[-2000:])
                time.sleep(LOOK_AGAIN)

    def kill_node(self, node: int) -> None:
        """End one node as a power cut would."""
        self._processes[node].kill()
        self._processes[node].wait()

    def stop_node(self, node: int) -> None:
        """Ask one node to stop, and see that it does."""
        self._processes[node].terminate()
        try:
            self._processes[node].wait(20)
        except subprocess.TimeoutExpired:
            self.kill_node(node)

    def stop(self) -> None:
        """Stop every node."""
        for process in self._processes.values():
            process.terminate()
        for node in self._processes:
            self.stop_node(node)

    def _home(self, node: int) -> Path:
        return self._folder / f"node{node}"

    def _format(self, node: int) -> None:
        """Write what the node is told and, the first time, lay out its data."""
        home = self._home(node)
        home.mkdir(exist_ok=True)
        told = home / "server.properties"
        lines = properties(node, home, self._ports, self._security, self.password).items()
        told.touch(mode=0o600)
        told.write_text("".join(f"{name}={value}\n" for name, value in lines))
        if (home / "data" / "meta.properties").exists():
            return
        command = [*_java(), "kafka.tools.StorageTool", "format", "-t", self._cluster_id(), "-c", str(told)]
        if self._security is not Security.plain:
            for name, password in self._users.items():
                command += ["--add-scram", f"{MECHANISM}=[name={name},password={password}]"]
        subprocess.run(command, check=True, capture_output=True)

    def _cluster_id(self) -> str:
        path = self._folder / "cluster.id"
        if not path.exists():
            path.write_text(new_cluster_id())
        return path.read_text()


def new_cluster_id() -> str:
    """As Kafka makes them: one that begins with a hyphen would be taken for an option."""
    while (made := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        continue
    return made


def _java() -> list[str]:
    memory = ["-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    return ["java", *memory, f"-Dlog4j2.configurationFile=file:{LOGGING}", "-cp", f"{jars()}/*"]


def _answers(port: int) -> bool:
    with socket.socket() as asking:
        return asking.connect_ex((HOST, port)) == 0
