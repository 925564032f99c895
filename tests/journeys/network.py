"""The distributed form as a journey meets it: four processes over PostgreSQL and Kafka, and who speaks to them."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from deploy.local.network import Network
from shared.access import Signer
from shared.signing import signing_key
from tests.journeys.running import Patient, Server


class ByService(Patient):
    """Sends a request to the service that the first part of its path names, as a proxy before them would."""

    def __init__(self, ports: dict[str, int]) -> None:
        super().__init__()
        self._ports = ports

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        service = request.url.path.lstrip("/").partition("/")[0]
        request.url = request.url.copy_with(port=self._ports.get(service, self._ports["pathway"]))
        return super().handle_request(request)


class NetworkServer(Server):
    """What a journey asks of a server, from a whole network that is up."""

    def __init__(self, network: "Talkative") -> None:
        self.network = network
        super().__init__(network.data, network.folder / "pathway.log")
        self.environment = network.environment()

    @property
    def folder(self) -> Path:
        return self.network.folder

    def address(self, service: str) -> str:
        return self.network.address(service)

    def another_client(self) -> httpx.Client:
        transport = ByService(self.network.ports)
        return httpx.Client(base_url=self.address("pathway"), transport=transport, timeout=60)

    def signer(self) -> Signer:
        return Signer(signing_key(Path(self.network.environment()["ARIADNA_TOKENS_FILE"])))

    @contextmanager
    def told_also(self, service: str, more: Mapping[str, str]) -> Iterator[None]:
        """One service of it runs with more settings meanwhile."""
        self.network.more = {service: more}
        self._again(service)
        try:
            yield
        finally:
            self.network.more = {}
            self._again(service)

    def _again(self, service: str) -> None:
        self.network.end(service)
        self.network.launch(service)
        self.network.wait()

    def said(self) -> str:
        return "".join(self.network.said(service) for service in self.network.ports)


class Talkative(Network):
    """A network whose services log all that they can; `more` is what a service of it is told besides."""

    more: Mapping[str, Mapping[str, str]] = {}

    def environment(self, service: str = "{service}") -> Mapping[str, str]:
        return {**super().environment(service), "ARIADNA_LOG_LEVEL": "debug", **self.more.get(service, {})}


@contextmanager
def network(folder: Path | None = None) -> Iterator[NetworkServer]:
    """A network in a folder of its own, which other users may pass through: PostgreSQL never runs as root."""
    folder = folder or Path(tempfile.mkdtemp(prefix="ariadna-journeys-"))
    running = Talkative(folder)
    try:
        server = NetworkServer(running.start())
        yield server
        server.client.close()
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)
