"""Our distributed form for F4 and F8: the intake and the pathway service, each a process, over Kafka and PostgreSQL."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg

from deploy.kafka.local import jars
from deploy.local.network import Network
from shared.access import Signer
from shared.kafka.outbound import ANYWHERE
from shared.signing import signing_key
from tests.benchmarks.process import UNLIMITED

POSITION = "SELECT position FROM head"
PUBLISHED = f"SELECT notification_id FROM tracking WHERE application_name = '{ANYWHERE}'"
WORKER = ("--provider", "BCN-FAR", "--role", "worker", "--actor", "st_1", "--minutes", "60")


class Spread:
    """A network of which the door stands; the views come when they are asked for."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self.door, self.views = network.ports["intake"], network.ports["pathway"]
        self._begin("intake")
        self.token = network.run("token", *WORKER).stdout.strip()

    def readers(self, count: int) -> list[str]:
        return tokens(Signer(signing_key(Path(self._network.environment()["ARIADNA_TOKENS_FILE"]))), count)

    def start_views(self) -> None:
        self._begin("pathway")

    def published(self) -> int:
        return self._told("intake", PUBLISHED)

    def taken_in(self) -> int:
        return self._told("pathway", POSITION)

    def _begin(self, service: str) -> None:
        self._network.launch(service)
        self._network.wait()

    def _told(self, service: str, question: str) -> int:
        with psycopg.connect(self._network.postgres.url_of(service)) as connection:
            try:
                answer = connection.execute(question.encode()).fetchone()
            except psycopg.errors.UndefinedTable:
                return 0
        return int(answer[0]) if answer else 0


def tokens(signer: Signer, count: int) -> list[str]:
    """Those of so many workers."""
    return [signer.issue("BCN-FAR", "worker", f"st_{number}", minutes=60) for number in range(count)]


class Unlimited(Network):
    """A network in which one sender may use up everything."""

    def environment(self, service: str = "{service}") -> Mapping[str, str]:
        return {**super().environment(service), **UNLIMITED}


@contextmanager
def spread(folder: Path) -> Iterator[Spread]:
    """The network for as long as it is measured."""
    folder.chmod(0o711)  # PostgreSQL runs as another user, beneath it
    network = Unlimited(folder)
    network.begin()
    try:
        yield Spread(network)
    finally:
        network.stop()


def absent() -> str:
    """Why it can't be run here; empty if it can."""
    missing = jars.missing()
    return f"no {' and '.join(missing)} here" if missing else ""
