"""Each form of the program as a fault meets it: whom senders speak to, what can be killed, what is stored at last."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

from deploy.databases import Databases, Files
from deploy.wiring import Embedded, Installation
from deploy.wiring.distributed import Distributed, servers
from shared.kafka.settings import KafkaSettings
from shared.settings import Settings
from tests.brokers import needed
from tests.faults.accounts import Account, Figures, sound
from tests.journeys.network import NetworkServer, network
from tests.journeys.running import Server, ariadna


class Form(Protocol):
    """A running program, in one process or in several."""

    server: Server

    def kill(self, random: Random) -> str:
        """kill -9 of one of its processes; which."""

    def looked_at(self) -> Databases:
        """What a killed process left, to be looked at before the next start puts it right."""

    def start(self, killed: str) -> None:
        """Start again what was killed; returns when all are ready."""

    def stored(self) -> Installation:
        """What is stored, once nobody sends any more."""

    def run(self, *command: str) -> None:
        """A command on it, which must succeed."""

    def pids(self) -> list[int]:
        """Of the processes that run now."""


class Alone:
    """`ariadna serve`: one process over SQLite files, messages carried in it."""

    def __init__(self, folder: Path, told: Path | None = None) -> None:
        self.server: Server = Server(folder / "data", told).start()
        self._copy = folder / "copy"

    def kill(self, random: Random) -> str:
        self.server.kill()
        return "the process"

    def looked_at(self) -> Databases:
        """A copy, so that the server recovers its own files."""
        shutil.rmtree(self._copy, ignore_errors=True)
        self._copy.mkdir()
        for path in self.server.data.glob("*.db*"):
            shutil.copy(path, self._copy / path.name)
        return Files(self._copy)

    def start(self, killed: str) -> None:
        self.server.start()

    def stored(self) -> Installation:
        assert self.server.stop() == 0
        return Embedded(self.server.data)

    def pids(self) -> list[int]:
        return [self.server.pid]

    def run(self, *command: str) -> None:
        told = ariadna(*command, "--data", self.server.data)
        assert told.returncode == 0, told.stdout + told.stderr


class Apart:
    """A process for each service, each over its PostgreSQL database; messages carried over Kafka."""

    def __init__(self, server: NetworkServer) -> None:
        self.server: Server = server
        self.network = server.network

    def kill(self, random: Random) -> str:
        service = random.choice(["intake", "employment", "pathway"])
        self.network.kill(service)
        return service

    def looked_at(self) -> Databases:
        return servers(Settings.read(self.server.environment))

    def start(self, killed: str) -> None:
        self.network.launch(killed)
        self.network.wait()

    def stored(self) -> Installation:
        environment = self.server.environment
        return Distributed(self.server.data, Settings.read(environment), KafkaSettings.read(environment))

    def pids(self) -> list[int]:
        return [process.pid for process in self.network.processes.values() if process.poll() is None]

    def run(self, *command: str) -> None:
        self.network.run(*command)


@contextmanager
def alone(folder: Path, told: Path | None = None) -> Iterator[Alone]:
    form = Alone(folder, told)
    try:
        yield form
    finally:
        form.server.close()


@contextmanager
def apart(folder: Path | None = None) -> Iterator[Apart]:
    """Over a folder that PostgreSQL may use, who is another user where this is root; one is made if none is given."""
    needed("faults in the distributed form")
    with network(folder) as server:
        yield Apart(server)


def kept(form: Form, account: Account) -> Figures:
    """Compare what is stored in the end with what was acked; then the commands say that it holds."""
    ariadna = form.stored()
    try:
        figures = sound(ariadna, account)
    finally:
        ariadna.close()
    form.run("verify")
    form.run("rebuild", "--json")
    return figures


FORMS: dict[str, Callable[[Path], AbstractContextManager[Form]]] = {
    "embedded": alone,
    "distributed": lambda folder: apart(),
}
